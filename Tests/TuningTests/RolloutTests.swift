import Correction
import Foundation
import Motion
import Simulation
import TestSupport
import Testing

@testable import Tuning

/// What is measured of a rollout, and on which clips.
@Suite struct RolloutTests {
  private static func folder() throws -> String {
    URL(fileURLWithPath: try ResourceLocator().sample(named: "walk")).deletingLastPathComponent().path
  }

  /// With help that is enough, and without.
  @Test(arguments: [200.0, 0]) func anOutcomeIsWhatTheReportSays(cap: Double) throws {
    let locator = ResourceLocator()
    let (body, card) = try locator.humanoid(named: "smpl")
    let simulator = MotionSimulator(humanoid: body, humanoidRoles: card?.jointMap)
    let input = try MotionFormats.standard.read(locator.sample(named: "kick"))
    let clip = try PreparedClip(input, in: simulator.pipeline())
    var capped = simulator
    try capped.scene.capHelp(force: cap, torque: cap)
    let pipeline = try capped.pipeline()
    let outcome = try pipeline.outcome(of: clip)
    let result = try pipeline.run(clip)
    let report = result.report
    #expect(outcome.failureTime == report.failure?.time && (outcome.failureTime == nil) == (cap > 0))
    // The report takes the joints' places from the rotations again.
    #expect(abs(outcome.mpjpeGlobalMM - report.mpjpeGlobalMM) < 1e-6)
    guard cap > 0 else { return }
    #expect(try capped.simulate(input).clip == result.clip)
  }

  @Test func theCorrectorCanPerformTheClips() throws {
    let locator = ResourceLocator()
    let (body, card) = try locator.humanoid(named: "smpl")
    let simulator = MotionSimulator(humanoid: body, humanoidRoles: card?.jointMap)
    let input = try MotionFormats.standard.read(locator.sample(named: "jump"))
    let clip = try PreparedClip(input, in: simulator.pipeline())
    var scene = simulator.scene
    scene.controller[setting: "frequency"] = .number(3)
    let outcome = try ClipPerformer.corrector(.fast, policy: nil)
      .performing(in: scene, cap: 150, simulator: simulator, needsReport: false)(clip)
    var options = MotionCorrector.Options()
    options.help = 150
    options.cleaning = .recording
    let correction = try MotionCorrector(policy: nil, options: options, scene: scene).correct(motion: input)
    #expect(outcome == (try ClipOutcome(correction.report, seconds: clip.seconds)))
    #expect(outcome.isTracked && outcome.figures["wrenchForceCapN"] == 150)
  }

  @Test func everyNumberOfAReportIsAMetric() throws {
    let clip = try PreparedClip(
      MotionFormats.standard.read(ResourceLocator().sample(named: "walk")), in: Toy.simulator().pipeline())
    let report = try Toy.simulator().pipeline().run(clip).report
    let figures = try report.figures()
    #expect(figures["meanWrenchN"] == report.meanHelpN)
    #expect(figures["plausibility.output.jerk"] == report.plausibility.output.jerk)
    #expect(figures["accelerationErrorMMPerFrame2"] == report.accelerationErrorMMPerFrame2)
    // No two runs share these.
    #expect(figures["realTimeFactor"] == nil && figures["controlStepsPerSecond"] == nil)
  }

  @Test func aFigureOfTheWholeReportCanBeSearchedFor() throws {
    let tuning = try Tuning(
      simulator: Toy.simulator(), data: Toy.data(),
      options: Toy.options { $0.objective = ["survived=1", "plausibility.output.jerk=-1"] }, threadCount: 1)
    #expect(tuning.start.caps[0].clips.allSatisfy { $0.figures["plausibility.output.jerk"] != nil })
  }

  @Test func settingsThatAPluginRefusesRankLast() throws {
    let tuning = try Tuning(simulator: Toy.simulator(), data: Toy.data(), options: Toy.options(), threadCount: 1)
    let scenes = try [0.95, 0.1].map { try Toy.scene.setting(tuning.settings, to: [$0]) }
    let trials = try tuning.evaluator.trials(scenes, on: tuning.clips)
    #expect(trials[0] == nil && trials[1] != nil)
    #expect(throws: SimulationError.self) { try tuning.evaluator.trial(scenes[0], on: tuning.clips) }
  }

  @Test func aFolderOfMotionsIsOneSplit() throws {
    let folder = try Self.folder()
    let data = try TuningData(folder)
    #expect(data.parts.map(\.name) == ["train"] && data.parts[0].clips.map(\.name) == ["jump", "kick", "walk"])
    for (split, includesTest) in [("val", false), ("train", true)] {
      let problem = message { _ = try TuningData(folder, split: split, includesTest: includesTest) }
      #expect(problem.contains("no captions.jsonl"), "\(problem)")
    }
    try withFolder { empty in
      #expect(message { _ = try TuningData(empty) }.contains("no motion"))
      try Data("no clip".utf8).write(to: URL(fileURLWithPath: empty + "/broken.bvh"))
      #expect(message { _ = try TuningData(empty) }.contains("broken.bvh"))
      try FileManager.default.copyItem(atPath: ResourceLocator().sample(named: "walk"), toPath: empty + "/walk.bvh")
      let both = try TuningData(empty)
      #expect(both.parts[0].clips.count == 1 && both.leftOut.count == 1)
    }
  }
}
