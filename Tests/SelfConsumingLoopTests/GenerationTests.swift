import SelfConsumingLoop
import Testing

@Suite struct GenerationTests {
  @Test func theFirstGenerationLearnsFromNRealSamplesWithoutRepetition() async throws {
    let (state, records) = try await FakeLoop(.small(LoopArm(name: "a", kind: .realOnly))).advanced(0)
    let fit = try #require(state.generator.fits.first)
    #expect(Set(fit.samples.map(\.sample)).count == 10 && fit.samples.allSatisfy { $0.origin == .real })
    #expect(fit.plan.start == .anew && fit.plan.steps == 100)
    #expect(records[0].arm == nil && records[0].real == 10)
    #expect(records[0].figures == ["mean": state.generator.mean])
  }

  @Test(arguments: [(0.0, 0), (0.25, 2), (0.5, 5), (1, 10), (2.59, 25)])
  func floorOfLambdaNSyntheticSamplesAreDrawn(_ lambda: Double, _ expected: Int) async throws {
    let arm = LoopArm(name: "a", kind: .iterativeFineTuning, lambda: lambda)
    let (state, records) = try await FakeLoop(.small(arm)).advanced(2)
    for record in records.dropFirst() {
      #expect(record.real == 10 && record.synthetic == expected && record.corrected == 0)
    }
    #expect(state.generator.fits.map(\.plan.start) == [.anew, .fineTuning, .fineTuning])
    #expect(state.generator.fits.map(\.plan.steps) == [100, 7, 7])
  }

  @Test func promptsAreThoseOfTheTrainingSamplesWithoutReplacement() async throws {
    let arm = LoopArm(name: "a", kind: .iterativeFineTuning, lambda: 2.5)
    let (state, _) = try await FakeLoop(.small(arm)).advanced(2)
    let real = try #require(state.generator.fits.first).samples.map { Int($0.sample) }
    for prompts in state.generator.prompts {
      #expect(prompts.count == 25)
      // Twice all of them, and then some.
      #expect(Set(prompts[..<10]) == Set(real) && Set(prompts[10..<20]) == Set(real))
      #expect(Set(prompts[20...]).count == 5 && Set(prompts[20...]).isSubset(of: real))
    }
    #expect(state.generator.prompts[0] != state.generator.prompts[1])
  }

  @Test(arguments: [(1.0, 5.0), (0.25, 2), (.infinity, 10), (3, 7.5), (0.02, 0.2)])
  func theShareGammaOverOnePlusGammaIsCorrected(_ gamma: Double, _ expected: Double) async throws {
    let arm = LoopArm(name: "a", kind: .iterativeFineTuning, lambda: 1, gamma: gamma)
    let count = 200
    let (_, records) = try await FakeLoop(.small(arm, generations: count)).advanced(count)
    let corrected = records.dropFirst().map(\.corrected)
    // A fraction of a sample is one sample in that share of the generations: the mean's deviation is at most 0.5 / sqrt(200).
    let mean = Double(corrected.reduce(0, +)) / Double(count)
    #expect(abs(mean - expected) <= (expected == expected.rounded() ? 0 : 4 * 0.5 / Double(count).squareRoot()))
    for record in records.dropFirst() {
      #expect(record.corrected + record.synthetic == 10)
      #expect(abs(Double(record.corrected) - expected) < 1)
    }
  }

  @Test func kindsMixWhatTheirNamesSay() async throws {
    func training(_ kind: LoopArm.Kind) async throws -> ([TrainingSample<Double>], [FitPlan.Start]) {
      let arm = LoopArm(name: "a", kind: kind, lambda: 0.5)
      let (state, _) = try await FakeLoop(.small(arm)).advanced(2)
      return (try #require(state.generator.fits.last).samples, state.generator.fits.dropFirst().map(\.plan.start))
    }
    let first = try await FakeLoop(.small(LoopArm(name: "a", kind: .realOnly))).advanced(0)
    let real = try #require(first.0.generator.fits.first).samples.map(\.sample)
    func realPart(_ samples: [TrainingSample<Double>]) -> [Double] {
      samples.filter { $0.origin == .real }.map(\.sample)
    }
    func count(_ samples: [TrainingSample<Double>]) -> Int { samples.count { $0.origin == .synthetic } }

    var (samples, starts) = try await training(.realOnly)
    #expect(realPart(samples) == real && count(samples) == 0 && starts == [.fineTuning, .fineTuning])
    (samples, starts) = try await training(.iterativeFineTuning)
    #expect(realPart(samples) == real && count(samples) == 5 && starts == [.fineTuning, .fineTuning])
    (samples, starts) = try await training(.fullySynthetic)
    #expect(realPart(samples) == [] && count(samples) == 5 && starts == [.anew, .anew])
    (samples, starts) = try await training(.syntheticAugmentation)
    #expect(realPart(samples) == real && count(samples) == 5 && starts == [.anew, .anew])
    (samples, starts) = try await training(.freshData)
    #expect(Set(realPart(samples)).count == 10 && Set(realPart(samples)).isDisjoint(with: real))
    #expect(count(samples) == 5 && starts == [.anew, .anew])
  }

  @Test(arguments: [
    (LoopArm.Accumulation.none, [8, 8, 8, 8]), (.all, [8, 16, 24, 32]),
    // k/K of 8 each: 8; 4, 8; 2, 5, 8; 2, 4, 6, 8.
    (.fading, [8, 12, 15, 20]),
  ])
  func earlierGenerationsAccumulateAsTold(_ accumulation: LoopArm.Accumulation, _ expected: [Int]) async throws {
    var arm = LoopArm(name: "a", kind: .iterativeFineTuning, lambda: 0.8)
    arm.accumulation = accumulation
    let (_, records) = try await FakeLoop(.small(arm)).advanced(4)
    #expect(records.dropFirst().map(\.synthetic) == expected)
  }

  @Test func failedCorrectionsAreDroppedAndDrawnAgainKeptOrMarked() async throws {
    // Half of the samples fail.
    let corrector = FakeCorrector { $0.truncatingRemainder(dividingBy: 0.01) < 0.005 }
    func records(_ policy: LoopArm.FailurePolicy, redraws: Int = 100) async throws -> [LoopRecord] {
      var arm = LoopArm(name: "a", kind: .iterativeFineTuning, lambda: 1, gamma: .infinity)
      arm.failures = policy
      arm.redraws = redraws
      return Array(try await FakeLoop(.small(arm), corrector: corrector).advanced(4).1.dropFirst())
    }
    for record in try await records(.redraw) {
      #expect(record.corrected == 10 && record.failed == 0 && record.synthetic == 0)
      #expect(record.drawn == 10 + record.failedCorrections && record.corrections == record.drawn)
      #expect(record.failedCorrections > 0 && record.failures == ["fell": record.failedCorrections])
    }
    for record in try await records(.redraw, redraws: 0) {
      #expect(record.drawn == 10 && record.corrected == 10 - record.failedCorrections && record.synthetic == 0)
    }
    for record in try await records(.keep) {
      #expect(
        record.drawn == 10 && record.synthetic == record.failedCorrections && record.corrected == 10 - record.synthetic)
    }
    for record in try await records(.mark) {
      #expect(record.drawn == 10 && record.failed == record.failedCorrections && record.corrected == 10 - record.failed)
      #expect(record.failedShare == Double(record.failed) / 10)
    }
  }

  @Test func anArmDoesNotHangOnTheArmsBesideIt() async throws {
    let a = LoopArm(name: "a", kind: .iterativeFineTuning, lambda: 1, gamma: 1)
    let b = LoopArm(name: "b", kind: .fullySynthetic, lambda: 1)
    let alone = try await FakeLoop(.small(a)).advanced(4).1
    let beside = try await FakeLoop(.small(b, a)).advanced(4, arm: 1).1
    #expect(alone == beside)
  }
}
