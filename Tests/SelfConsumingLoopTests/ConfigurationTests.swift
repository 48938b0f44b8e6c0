import Foundation
import SelfConsumingLoop
import Testing

@Suite struct ConfigurationTests {
  @Test func aFileMayLeaveOutWhatHasADefault() throws {
    let text =
      #"{"realSamples": 64, "generations": 50, "arms": [{"name": "all", "kind": "iterative", "gamma": "infinite", "lambda": 0.5}]}"#
    let configuration = try JSONDecoder().decode(LoopConfiguration.self, from: Data(text.utf8))
    var arm = LoopArm(name: "all", kind: .iterativeFineTuning, lambda: 0.5)
    arm.gamma = .infinity
    #expect(configuration == LoopConfiguration(realSamples: 64, generations: 50, arms: [arm]))
    #expect(arm.correctedShare == 1 && arm.syntheticCount(realSamples: 65) == 32)
  }

  @Test func everySettingIsReadBackAsItWasWritten() throws {
    var arm = LoopArm(name: "a-1", kind: .freshData, lambda: 0.25, gamma: 2)
    arm.accumulation = .fading
    arm.training = .fineTuning
    arm.steps = 12
    arm.failures = .mark
    arm.redraws = 9
    let configuration = LoopConfiguration(
      realSamples: 3, generations: 2, firstSteps: 4, steps: 5, seeds: [7, 8],
      arms: [arm, LoopArm(name: "b", kind: .realOnly, gamma: .infinity)], keepEvery: 6, setup: ["data": "x"])
    #expect(
      try JSONDecoder().decode(LoopConfiguration.self, from: JSONEncoder().encode(configuration)) == configuration)
  }

  @Test func randomNumbersAreThoseOfSplitMix64() {
    // The reference implementation's first three for the seed 1234567.
    var random = LoopRandom(seed: 1_234_567)
    #expect(
      (0..<3).map { _ in random.next() } == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      ])
    #expect(LoopRandom(seed: 5).permuted(100).sorted() == Array(0..<100))
  }

  @Test func everyUseOfRandomnessHasASeedOfItsOwn() {
    var seen = Set<UInt64>()
    for seed in 0..<5 as Range<UInt64> {
      for arm in [nil, "a", "b"] {
        for generation in 0..<10 {
          for use in ["fit", "sample", "correct"] {
            seen.insert(LoopSeeds(seed: seed, arm: arm, generation: generation).seed(use))
            seen.insert(LoopSeeds(seed: seed, arm: arm, generation: generation).seed(use, 1))
          }
        }
      }
    }
    #expect(seen.count == 5 * 3 * 10 * 3 * 2)
  }
}

extension LoopRandom {
  fileprivate func permuted(_ count: Int) -> [Int] {
    var random = self
    return random.permutation(count)
  }
}
