import Foundation
import FoundationNetworking
import Motion
import Simulation
import Testing
import Viewer

@Suite("The page and its server")
struct PageServerTests {
  private func status(_ address: String, path: String = "", host: String? = nil) async throws -> (Int, String) {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      ["curl", "-s", "--path-as-is", "-w", "\n%{http_code}"] + (host.map { ["-H", "Host: \($0)"] } ?? []) + [address + path]
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
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
    for path in ["../etc/passwd", "../../../../etc/passwd", "%2e%2e/%2e%2e/etc/passwd", "etc/passwd", "index.html", "..", "/etc/passwd"] {
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

  @Test("Nothing in a clip's name ends the page's scripts or is run")
  func names() throws {
    guard let three = try? ThreeLibrary() else { return }
    let name = "</script><script>alert(1)</script>"
    let document = ViewerDocument(title: name, stages: [ViewerStage(name: name)])
    let html = try ViewerPage(document: document, three: three).html()
    #expect(!html.contains("<script>alert"))
    #expect(!html.contains("http://cdn") && !html.contains("https://cdn"))
  }

  @Test("Packed numbers come back to the bit")
  func packing() throws {
    let numbers = PackedNumbers([0, -1.5, 3.25e7, Float.leastNonzeroMagnitude])
    let data = try JSONEncoder().encode([numbers])
    #expect(try JSONDecoder().decode([PackedNumbers].self, from: data) == [numbers])
    #expect(throws: DecodingError.self) { try JSONDecoder().decode([PackedNumbers].self, from: Data("[\"AAA=\"]".utf8)) }
  }

  @Test("A stage says where a body is, how far it is from where it should be, and how high its feet are")
  func stage() throws {
    let humanoid = try TestWalker.humanoid()
    let reference = try TestWalker.clip(frames: 10, speed: 0)
    let performed = try TestWalker.clip(frames: 6, speed: 0, height: 0.1)
    let stage = try ViewerStage(
      name: "walker", input: reference, reference: reference, performed: performed, humanoid: humanoid)
    #expect(stage.tracks.map(\.frameCount) == [10, 6])
    #expect(stage.tracks[1].poses.values.count == 6 * 3 * 7)
    #expect(stage.tracks[1].poses.values[1] == 1.1)
    let error = try #require(stage.series.first { $0.plot == "tracking error" })
    #expect(error.values.values.allSatisfy { abs($0 - 100) < 1e-3 })
    let feet = stage.series.filter { $0.plot == "foot height" }
    #expect(feet.map(\.style) == [.input, .left, .right])
    #expect(feet[0].values.values.allSatisfy { abs($0) < 1e-3 })
    #expect(feet[1].values.values.allSatisfy { abs($0 - 100) < 1e-3 })
  }
}
