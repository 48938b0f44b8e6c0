import Correction
import Foundation
import ImitationPolicy
import Motion
import Simulation
import StandardPlugins
import Testing
import Torch

@testable import PolicyTraining

@Suite struct LearnedActionTests {
  @Test func whatIsNotLearnedStaysZero() throws {
    let humanoid = try TrainingTests.simulator().humanoid
    let exploration = ["footOffsets": 0.2, "left_knee": 0.1, "right_knee": 0.1, "spine1": 0.05]
    let action = try LearnedAction(exploration, humanoid: humanoid)
    #expect(action.count == 6 + 9)
    var random = SplitMix64(seed: 2)
    let learned = (0..<action.count).map { _ in random.nextNormal() }
    let whole = action.whole(learned[...])
    #expect(whole.count == TrackerOffset(humanoid: humanoid).count)
    #expect(action.places.map { whole[$0] } == learned)
    #expect(whole.filter { $0 != 0 }.count == action.count)
    // The order is that of the action: knees, spine, feet.
    #expect(action.deviations == [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.05] + Array(repeating: 0.2, count: 6))
  }

  @Test func aLinkCountsMoreThanItsPart() throws {
    let humanoid = try TrainingTests.simulator().humanoid
    let action = try LearnedAction(["jointTargets": 0.1, "left_hip": 0.3, "left_hand": 0], humanoid: humanoid)
    #expect(action.count == 69 - 3)
    #expect(action.deviations[0..<3] == [0.3, 0.3, 0.3] && action.deviations[3...].allSatisfy { $0 == 0.1 })
  }

  @Test(arguments: [["elbow": 0.1], ["pelvis": 0.1], ["spine1": 0], [:]])
  func whatCannotBeLearnedIsRefused(_ exploration: [String: Double]) throws {
    let humanoid = try TrainingTests.simulator().humanoid
    #expect(throws: PolicyError.self) { try LearnedAction(exploration, humanoid: humanoid) }
  }

  /// The shipped network says what the trained one says, and nothing of what was not trained.
  @Test(.enabled(if: TrainingTests.hasTorch, "libtorch is not set up: Scripts/setup-learning does it"))
  func aFrozenPolicyHasTheWholeAction() throws {
    let humanoid = try TrainingTests.simulator().humanoid
    var configuration = TrainingConfiguration()
    configuration.hiddenWidths = [16, 8]
    configuration.exploration = ["footOffsets": 0.2, "left_knee": 0.1, "right_knee": 0.1]
    let learner = try PolicyLearner(
      library: TorchLibrary.load(), configuration: configuration, humanoid: humanoid, inputCount: 438)
    let frozen = try PolicyNetwork(learner.frozenWeights(), path: "frozen")
    let trained = try learner.network()
    var random = SplitMix64(seed: 7)
    let inputs = (0..<learner.inputCount).map { _ in random.nextNormal() }
    func outputs(_ network: PolicyNetwork) -> [Float] {
      var workspace = network.workspace()
      var outputs = [Float](repeating: 1, count: network.outputCount)
      network.evaluate(inputs, rows: 1, workspace: &workspace, outputs: &outputs)
      return outputs
    }
    let numbers = outputs(trained)
    #expect(numbers.contains { $0 != 0 })
    #expect(outputs(frozen) == learner.action.whole(numbers[...]))
  }

  /// A stretch in which every episode fails is drawn 1 + w times as often as one in which none does.
  @Test func episodesStartWhereTheBodyFails() throws {
    let simulator = try TrainingTests.simulator()
    let set = try TrainingSet(clips: [TrainingTests.jump()], simulator: simulator)
    let failureWeight = 3.0
    var sampler = StartSampler(set: set, failureWeight: failureWeight)
    // All fail at the end of the first second of the first reference, however long before it they start; none in another.
    for reference in set.seen.indices {
      let frames = 0..<(reference == 0 ? 30 : set.seen[reference].frameCount)
      for _ in 0..<300 { sampler.note(.init(reference: reference, frames: frames, failed: reference == 0)) }
    }
    for _ in 0..<300 { sampler.note(.init(reference: 0, frames: 30..<set.seen[0].frameCount, failed: false)) }
    let starts = sampler.starts
    var random = SplitMix64(seed: 5)
    var count = 0
    let draws = 20_000
    for _ in 0..<draws {
      let start = starts.draw(from: &random)
      if start.reference == 0, start.frame < 30 { count += 1 }
      #expect(start.frame < set.seen[start.reference].frameCount)
    }
    let frames = set.seen.map { Double(max($0.frameCount - 15, 1)) }.reduce(0, +)
    let first = Double(min(30, set.seen[0].frameCount - 15))
    let share = first * (1 + failureWeight) / (frames + first * failureWeight)
    let deviation = (share * (1 - share) / Double(draws)).squareRoot()
    #expect(abs(Double(count) / Double(draws) - share) < 4 * deviation)
  }
}
