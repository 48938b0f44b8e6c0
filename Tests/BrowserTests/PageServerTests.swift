import Foundation
import Testing
import Viewer

@Suite("The page's server")
struct PageServerTests {
  private func status(_ address: String, path: String = "", host: String? = nil) async throws -> (Int, String) {
    let arguments = ["--path-as-is", "-w", "\n%{http_code}"] + (host.map { ["-H", "Host: \($0)"] } ?? [])
    let text = String(decoding: try await Curl.request(arguments + [address + path]) ?? Data(), as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return (Int(lines.last ?? "") ?? 0, lines.dropLast().joined(separator: "\n"))
  }

  @Test("The page is served on the loopback address, and no path leads to anything else")
  func paths() async throws {
    let server = PageServer(html: "<p>here</p>")
    let address = try await server.start(port: 0)
    #expect(address.hasPrefix("http://127.0.0.1:"))
    let page = try await status(address)
    #expect(page == (200, "<p>here</p>"))
    for path in [
      "../etc/passwd", "../../../../etc/passwd", "%2e%2e/%2e%2e/etc/passwd", "etc/passwd", "index.html", "/etc/passwd",
    ] {
      let answer = try await status(address, path: path)
      #expect(answer.0 == 404 && !answer.1.contains("root:"), "\(path)")
    }
    // A name that another site has pointed at this address is refused, so that its pages cannot read this one.
    #expect(try await status(address, host: "evil.example").0 == 403)
    await server.stop()
  }

  @Test("A port in use gives way to the next")
  func busyPort() async throws {
    let (first, second) = (PageServer(html: "first"), PageServer(html: "second"))
    let address = try await first.start(port: 0)
    let port = try #require(UInt16(address.split(separator: ":")[2].dropLast()))
    let other = try await second.start(port: port)
    #expect(other != address)
    #expect(try await status(address).1 == "first")
    #expect(try await status(other).1 == "second")
    await first.stop()
    await second.stop()
  }
}
