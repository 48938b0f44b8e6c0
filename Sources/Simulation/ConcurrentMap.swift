import Dispatch
import Foundation
import Synchronization

/// Calls `body` once for each number from 0 to `count`, on several threads that take the numbers in turn, and waits for all.
/// - Parameter threadCount: as many as there are processor cores unless told.
/// - Returns: the results in the numbers' order.
/// - Throws: the error of the lowest number that has one, after all are done.
public func concurrentMap<Result: Sendable>(
  count: Int, threadCount: Int = ProcessInfo.processInfo.activeProcessorCount,
  _ body: @Sendable (Int) throws -> Result
) throws -> [Result] {
  let outcomes = Mutex([Swift.Result<Result, any Error>?](repeating: nil, count: count))
  let next = Atomic(0)
  DispatchQueue.concurrentPerform(iterations: max(1, min(threadCount, count))) { _ in
    while true {
      let index = next.add(1, ordering: .relaxed).oldValue
      guard index < count else { return }
      let outcome = Swift.Result { try body(index) }
      outcomes.withLock { $0[index] = outcome }
    }
  }
  return try outcomes.withLock { $0 }.compactMap { try $0?.get() }
}
