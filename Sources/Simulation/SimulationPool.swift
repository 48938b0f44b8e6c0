import Dispatch
import Foundation
import Synchronization

/// Independent simulations that are advanced side by side on several threads.
///
/// What becomes of each depends on nothing but itself: the results are the same to the bit for every number of threads and every
/// order in which they take their turns. A simulation that fails or throws leaves the others alone.
///
/// One thread calls the pool at a time.
public final class SimulationPool {
  public let simulations: [Simulation]
  /// How many threads work at once.
  public let threadCount: Int

  /// - Parameter threadCount: as many as there are processor cores unless told.
  public init(
    _ simulations: [Simulation], threadCount: Int = ProcessInfo.processInfo.activeProcessorCount
  ) {
    self.simulations = simulations
    self.threadCount = max(1, min(threadCount, simulations.count))
  }

  /// Calls `body` once for each simulation with its index, on the pool's threads, and waits for all.
  /// - Throws: the error of the lowest index that has one, after all are done.
  public func forEach(_ body: @Sendable (Int, Simulation) throws -> Void) throws {
    // Each is given to one thread only, by the counter.
    nonisolated(unsafe) let simulations = simulations
    let errors = Mutex<[Int: any Error]>([:])
    let next = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: threadCount) { _ in
      while true {
        let index = next.add(1, ordering: .relaxed).oldValue
        guard index < simulations.count else { return }
        do { try body(index, simulations[index]) } catch { errors.withLock { $0[index] = error } }
      }
    }
    if let first = errors.withLock({ errors in errors.min { $0.key < $1.key }?.value }) { throw first }
  }

  /// Advances each simulation by one control step.
  /// - Returns: why each has failed, or nil, in their order.
  /// - Throws: what a plugin throws.
  public func advance() throws -> [Simulation.Failure?] {
    let failures = Mutex([Simulation.Failure?](repeating: nil, count: simulations.count))
    try forEach { index, simulation in
      guard let failure = try simulation.advance() else { return }
      failures.withLock { $0[index] = failure }
    }
    return failures.withLock { $0 }
  }
}
