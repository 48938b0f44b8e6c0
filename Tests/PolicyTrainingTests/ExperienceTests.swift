import Motion
import Simulation
import Testing

@testable import PolicyTraining

@Suite struct ExperienceTests {
  /// Two worlds of four steps: one fails in its second step, one reaches an end in its third.
  static func experience() -> Experience {
    Experience(
      worlds: 2, horizon: 4, inputs: [], actions: [], means: [], logProbabilities: [],
      rewards: [1, 2, 3, 4, 5, 6, 7, 8], isEnd: [false, true, false, false, false, false, true, false],
      continuation: [-1, -1, -1, 0, -1, -1, 1, 2])
  }

  /// With a trace decay of one, an advantage is the discounted sum of rewards, and of the value where the sum breaks off, less the
  /// value.
  @Test func advantagesAreSumsOfRewardsToTheEnd() {
    let values: [Float] = [0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4]
    let (advantages, returns) = Self.experience().advantages(
      values: values, lastValues: [10, 20, 30], discount: 0.5, traceDecay: 1)
    let sums: [Float] = [
      1 + 0.5 * 2, 2, 3 + 0.5 * (4 + 0.5 * 10), 4 + 0.5 * 10,
      5 + 0.5 * (6 + 0.5 * (7 + 0.5 * 20)), 6 + 0.5 * (7 + 0.5 * 20), 7 + 0.5 * 20, 8 + 0.5 * 30,
    ]
    for index in sums.indices {
      #expect(abs(returns[index] - sums[index]) < 1e-5)
      #expect(abs(advantages[index] - (sums[index] - values[index])) < 1e-5)
    }
  }

  /// With none, it is the error of one step.
  @Test func withoutTracesAdvantagesAreErrorsOfOneStep() {
    let values: [Float] = [0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4]
    let (advantages, _) = Self.experience().advantages(
      values: values, lastValues: [10, 20, 30], discount: 0.5, traceDecay: 0)
    let next: [Float] = [1, 0, 2, 10, 3, 3.5, 20, 30]
    for index in next.indices {
      #expect(abs(advantages[index] - (Float(index + 1) + 0.5 * next[index] - values[index])) < 1e-5)
    }
  }

  @Test func statisticsOfPartsAreThoseOfTheWhole() {
    var random = SplitMix64(seed: 4)
    let rows = (0..<300).map { _ in Float(random.nextUnit() * 3 - 1) }
    var parts = InputStatistics(inputCount: 3)
    for range in [0..<30, 30..<210, 210..<300] { parts.add(Array(rows[range])) }
    for column in 0..<3 {
      let values = stride(from: column, to: 300, by: 3).map { Double(rows[$0]) }
      let mean = values.reduce(0, +) / 100
      let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 100).squareRoot()
      #expect(abs(Double(parts.mean[column]) - mean) < 1e-6)
      #expect(abs(Double(parts.deviation[column]) - deviation) < 1e-6)
    }
  }
}
