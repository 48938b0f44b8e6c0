import Foundation
import Viewer

/// A page that is served until it is closed, or until Ctrl-C.
enum PageSession {
  /// Blocks; the caller's thread does nothing else meanwhile.
  /// - Throws: `ViewerError.noPort`.
  static func run(
    server: PageServer, port: UInt16, beside work: @escaping @Sendable () async -> Void = {}
  ) throws {
    try blocking {
      let address = try await server.start(port: port)
      // The address alone on standard output, for scripts.
      print(address)
      fflush(nil)
      Terminal.note("Open it in a browser. It ends with Ctrl-C, or when the page is closed.")
      await withTaskGroup(of: Void.self) { group in
        group.addTask { await server.waitUntilPagesAreClosed() }
        group.addTask { await interruption() }
        group.addTask {
          await work()
          // Work that is done leaves the page open.
          while !Task.isCancelled { try? await Task.sleep(for: .seconds(60)) }
        }
        await group.next()
        group.cancelAll()
      }
      await server.stop()
    }
  }

  /// Returns at Ctrl-C, or when the task is cancelled.
  private static func interruption() async {
    let signals = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      return DispatchSource.makeSignalSource(signal: number, queue: .global())
    }
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
    for signal in signals {
      signal.setEventHandler { continuation.yield() }
      signal.resume()
    }
    for await _ in stream { break }
    for signal in signals { signal.cancel() }
  }

  private static func blocking(_ body: @escaping @Sendable () async throws -> Void) throws {
    let done = DispatchSemaphore(value: 0)
    let outcome = Outcome()
    Task {
      do { try await body() } catch { outcome.error = error }
      done.signal()
    }
    done.wait()
    if let error = outcome.error { throw error }
  }

  /// Written before the semaphore is signalled and read after it was waited for.
  private final class Outcome: @unchecked Sendable {
    var error: (any Error)?
  }
}
