import FlyingFox
import FlyingSocks
import Foundation

/// Serves one page, and a socket that the page keeps open, on the loopback address and nowhere else. No path leads to a file.
public actor PageServer {
  /// Told what happens on the page's sockets.
  public protocol SocketDelegate: Sendable {
    /// A page has opened its socket: the messages to send to it, for as long as it is open.
    func opened(client: Int) async -> AsyncStream<String>
    func received(_ text: String, from client: Int) async
    func closed(client: Int) async
  }

  private let html: Data
  private let delegate: (any SocketDelegate)?
  private var server: HTTPServer?
  private var running: Task<Void, any Error>?
  private var openSockets = 0
  private var lastSocketClosed: ContinuousClock.Instant?

  public init(html: String, delegate: (any SocketDelegate)? = nil) {
    self.html = Data(html.utf8)
    self.delegate = delegate
  }

  /// Begins to serve.
  /// - Parameter port: tried first; where it is in use the next ones are, and at last any free one. Zero for any free one.
  /// - Returns: the page's address.
  /// - Throws: `ViewerError.noPort` when none can be had.
  public func start(port: UInt16) async throws -> String {
    let candidates = port == 0 ? [0] : (0..<10).map { port &+ $0 }.filter { $0 >= port } + [0]
    for candidate in candidates {
      if let address = try? await listen(on: candidate) { return address }
    }
    throw ViewerError.noPort(first: Int(port))
  }

  private func listen(on port: UInt16) async throws -> String {
    let handler = PageHandler(html: html) { [weak self] client in await self?.messages(for: client) ?? .finished }
    let server = HTTPServer(
      address: try .inet(ip4: "127.0.0.1", port: port), logger: .disabled, handler: handler)
    // The server would only say that it has failed by never listening.
    try Self.checkIsFree(port)
    let task = Task { try await server.run() }
    do {
      try await server.waitUntilListening(timeout: 300)
    } catch {
      task.cancel()
      throw error
    }
    guard case .ip4(_, let actual)? = await server.listeningAddress else { throw ViewerError.noPort(first: Int(port)) }
    self.server = server
    running = task
    return "http://127.0.0.1:\(actual)/"
  }

  private static func checkIsFree(_ port: UInt16) throws {
    let socket = try Socket(domain: AF_INET)
    defer { try? socket.close() }
    try socket.setValue(true, for: .localAddressReuse)
    try socket.bind(to: .inet(ip4: "127.0.0.1", port: port))
    try socket.listen()
  }

  /// Returns when the last page has been closed for as long as a reload takes, or the task is cancelled.
  public func waitUntilPagesAreClosed(patience: Duration = .seconds(3)) async {
    while !Task.isCancelled {
      if openSockets == 0, let lastSocketClosed, ContinuousClock.now - lastSocketClosed > patience { return }
      try? await Task.sleep(for: .milliseconds(100))
    }
  }

  public func stop() async {
    running?.cancel()
    await server?.stop(timeout: 0)
  }

  private var clientCount = 0

  private func messages(for client: AsyncStream<WSMessage>) async -> AsyncStream<WSMessage> {
    let number = clientCount
    clientCount += 1
    openSockets += 1
    let outgoing = await delegate?.opened(client: number)
    let (stream, continuation) = AsyncStream.makeStream(of: WSMessage.self, bufferingPolicy: .bufferingNewest(256))
    let sender = Task {
      for await text in outgoing ?? .finished { continuation.yield(.text(text)) }
    }
    Task {
      for await message in client {
        switch message {
        case .text(let text): await delegate?.received(text, from: number)
        case .data: break
        case .close: continuation.yield(.close())
        }
      }
      sender.cancel()
      continuation.finish()
      await delegate?.closed(client: number)
      socketClosed()
    }
    return stream
  }

  private func socketClosed() {
    openSockets -= 1
    lastSocketClosed = .now
  }
}

extension AsyncStream {
  fileprivate static var finished: AsyncStream<Element> { AsyncStream { $0.finish() } }
}

/// Answers for the page and its socket; everything else is not found.
private struct PageHandler: HTTPHandler, WSMessageHandler {
  let html: Data
  let open: @Sendable (AsyncStream<WSMessage>) async -> AsyncStream<WSMessage>

  func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
    // Another site's page may not use the address by a name of its own.
    guard let host = request.headers[.host], Self.isLoopback(host) else { return HTTPResponse(statusCode: .forbidden) }
    switch (request.method, request.path) {
    case (.GET, "/"):
      return HTTPResponse(
        statusCode: .ok,
        headers: [
          .contentType: "text/html; charset=utf-8", HTTPHeader("Cache-Control"): "no-store",
          HTTPHeader("X-Content-Type-Options"): "nosniff",
          HTTPHeader("Content-Security-Policy"):
            "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; "
            + "connect-src ws://\(host)",
        ], body: html)
    case (.GET, "/socket"):
      if let origin = request.headers[HTTPHeader("Origin")], origin != "http://\(host)" {
        return HTTPResponse(statusCode: .forbidden)
      }
      return try await WebSocketHTTPHandler.webSocket(self).handleRequest(request)
    default: return HTTPResponse(statusCode: .notFound)
    }
  }

  func makeMessages(for client: AsyncStream<WSMessage>) async throws -> AsyncStream<WSMessage> { await open(client) }

  private static func isLoopback(_ host: String) -> Bool {
    let name = host.split(separator: ":", omittingEmptySubsequences: false).first ?? ""
    return name == "127.0.0.1" || name == "localhost"
  }
}
