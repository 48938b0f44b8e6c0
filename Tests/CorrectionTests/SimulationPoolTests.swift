import Motion
import Simulation
import StandardPlugins
import Synchronization
import Testing

@testable import Correction

/// Many worlds on many threads.
@Suite struct SimulationPoolTests {
  /// Simulations of the sample jump, each from another frame.
  static func simulations(_ count: Int) throws -> [Simulation] {
    let simulator = try MotionSimulatorTests.simulator()
    let clip = try MotionSimulatorTests.sample("jump")
    let reference = try ReferenceMotion(clip: simulator.simulate(clip).reference, humanoid: simulator.humanoid)
    return try (0..<count).map { index in
      try Simulation(
        scene: SceneDescription(), registry: .standard, humanoid: simulator.humanoid, reference: reference,
        startFrame: 3 * index)
    }
  }

  @Test func everyNumberOfThreadsGivesTheSameBits() throws {
    let serial = try Self.simulations(6)
    for simulation in serial { for _ in 0..<8 { _ = try simulation.advance() } }
    #expect(Set(serial.map(\.view.links)).count == 6, "they differ")
    for threads in [1, 2, 5] {
      let pool = SimulationPool(try Self.simulations(6), threadCount: threads)
      for _ in 0..<8 { #expect(try pool.advance().allSatisfy { $0 == nil }) }
      #expect(pool.simulations.map(\.view.links) == serial.map(\.view.links))
    }
  }

  struct Refusal: Error, Equatable { var index: Int }

  @Test func eachHasItsTurnAndTheFirstErrorIsThrownAfterAll() throws {
    let pool = SimulationPool(try Self.simulations(6), threadCount: 3)
    let turns = Mutex([Int](repeating: 0, count: 6))
    #expect(throws: Refusal(index: 2)) {
      try pool.forEach { index, _ in
        turns.withLock { $0[index] += 1 }
        if index == 2 || index == 4 { throw Refusal(index: index) }
      }
    }
    #expect(turns.withLock { $0 } == [1, 1, 1, 1, 1, 1])
  }
}
