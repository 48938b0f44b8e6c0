import Foundation

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
    // Each is given to one thread only.
    nonisolated(unsafe) let simulations = simulations
    _ = try concurrentMap(count: simulations.count, threadCount: threadCount) { try body($0, simulations[$0]) }
  }

  /// Advances each simulation by one control step.
  /// - Returns: why each has failed, or nil, in their order.
  /// - Throws: what a plugin throws.
  public func advance() throws -> [Simulation.Failure?] {
    // Each is given to one thread only.
    nonisolated(unsafe) let simulations = simulations
    return try concurrentMap(count: simulations.count, threadCount: threadCount) { try simulations[$0].advance() }
  }
}
