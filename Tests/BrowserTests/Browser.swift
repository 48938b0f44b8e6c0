import Foundation

/// Debian's chromium without a window, driven through chromedriver's web interface (W3C WebDriver).
final class Browser {
  struct Problem: Error, CustomStringConvertible {
    let description: String
  }

  /// Where both programs are, as Debian's chromium and chromium-driver install them.
  static let driver = "/usr/bin/chromedriver"
  static var isInstalled: Bool {
    [driver, "/usr/bin/chromium"].allSatisfy { FileManager.default.isExecutableFile(atPath: $0) }
  }

  private let process = Process()
  private let base: String
  private var session = ""

  /// A new browser with a window of that many pixels. Its driver does not always come up on a busy machine, or finds its
  /// port taken: then another is started.
  static func launched(width: Int = 1200, height: Int = 900) async throws -> Browser {
    for _ in 0..<2 { if let browser = try? await Browser(width: width, height: height) { return browser } }
    return try await Browser(width: width, height: height)
  }

  private init(width: Int, height: Int) async throws {
    // Below the ports that the system hands out by itself.
    let port = Int.random(in: 20_000..<32_000)
    base = "http://127.0.0.1:\(port)"
    process.executableURL = URL(fileURLWithPath: Self.driver)
    process.arguments = ["--port=\(port)"]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    for _ in 0..<200 where (try? await call("GET", "/status")) == nil { try await Task.sleep(for: .milliseconds(100)) }
    let options: [String: Any] = [
      "args": [
        "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--use-gl=angle", "--use-angle=swiftshader",
        "--enable-unsafe-swiftshader", "--window-size=\(width),\(height)",
      ]
    ]
    let wanted: [String: Any] = [
      "browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": ["browser": "ALL"],
    ]
    let answer = try await call("POST", "/session", ["capabilities": ["alwaysMatch": wanted]]) as? [String: Any]
    session = "/session/\(answer?["sessionId"] as? String ?? "")"
  }

  // For one that could not be opened.
  deinit { kill(process.processIdentifier, SIGKILL) }

  func close() async {
    _ = try? await call("DELETE", session)
    // It does not always heed SIGTERM.
    kill(process.processIdentifier, SIGKILL)
  }

  func open(_ address: String) async throws { _ = try await call("POST", session + "/url", ["url": address]) }

  /// What a script returns.
  @discardableResult
  func run(_ script: String) async throws -> Any? {
    try await call("POST", session + "/execute/sync", ["script": script, "args": [String]()])
  }

  func number(_ expression: String) async throws -> Double {
    guard let number = try await run("return \(expression)") as? NSNumber else {
      throw Problem(description: "\(expression) is not a number")
    }
    return number.doubleValue
  }

  func isTrue(_ expression: String) async throws -> Bool { try await number("(\(expression)) ? 1 : 0") == 1 }

  /// Waits up to a minute: a browser without a graphics card is slow where other work runs.
  func wait(until expression: String) async throws {
    for _ in 0..<600 {
      if try await isTrue(expression) { return }
      try await Task.sleep(for: .milliseconds(100))
    }
    throw Problem(description: "never true: \(expression)")
  }

  /// One key down and up; named keys by their code in WebDriver.
  func press(_ key: String) async throws {
    try await act([
      "type": "key", "id": "keys", "actions": [["type": "keyDown", "value": key], ["type": "keyUp", "value": key]],
    ])
  }

  /// Takes hold at one place of the page, and keeps hold at another.
  func drag(from start: (x: Int, y: Int), to end: (x: Int, y: Int)) async throws {
    func move(_ place: (x: Int, y: Int)) -> [String: Any] {
      ["type": "pointerMove", "x": place.x, "y": place.y, "duration": 100]
    }
    let down: [String: Any] = ["type": "pointerDown", "button": 0]
    try await act([
      "type": "pointer", "id": "mouse", "parameters": ["pointerType": "mouse"],
      "actions": [move(start), down, move(end)],
    ])
  }

  func letGo() async throws { _ = try await call("DELETE", session + "/actions") }

  /// A PNG picture of the window.
  func screenshot() async throws -> Data {
    Data(base64Encoded: try await call("GET", session + "/screenshot") as? String ?? "") ?? Data()
  }

  /// What the page wrote to the console as an error, so far.
  func consoleErrors() async throws -> [String] {
    let entries = try await call("POST", session + "/se/log", ["type": "browser"]) as? [[String: Any]] ?? []
    return entries.filter { $0["level"] as? String == "SEVERE" }.compactMap { $0["message"] as? String }
  }

  private func act(_ actions: [String: Any]) async throws {
    _ = try await call("POST", session + "/actions", ["actions": [actions]])
  }

  @discardableResult
  private func call(_ method: String, _ path: String, _ body: [String: Any]? = nil) async throws -> Any? {
    let json = try body.map { try JSONSerialization.data(withJSONObject: $0) }
    let arguments =
      ["-X", method, "-H", "Content-Type: application/json"] + (json == nil ? [] : ["--data-binary", "@-"])
    guard let data = try await Curl.request(arguments + [base + path], body: json ?? Data()) else {
      throw Problem(description: "\(method) \(path): no answer")
    }
    let answer = try JSONSerialization.jsonObject(with: data) as? [String: Any]
    let value = answer?["value"]
    if let problem = value as? [String: Any], let message = problem["message"] as? String, problem["error"] != nil {
      throw Problem(description: "\(method) \(path): \(message)")
    }
    return value
  }
}
