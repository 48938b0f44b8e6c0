import Correction
import Foundation
import Motion
import Simulation
import StandardPlugins
import Testing

/// The path of a clip: lists of steps and attempts that a scene may change, and what their records say.
@Suite struct PipelineTests {
  private static func corrector(
    _ yaml: String, _ registry: PluginRegistry = .standard
  ) throws -> MotionCorrector {
    try MotionCorrector(scene: SceneDescription(yaml: yaml, file: "scene.yaml"), registry: registry)
  }

  private static func problem(_ yaml: String, _ registry: PluginRegistry = .standard) -> String {
    do {
      _ = try corrector(yaml, registry)
      return ""
    } catch { return "\(error)" }
  }

  private static func sample(_ name: String) throws -> MotionClip {
    try MotionFormats.standard.read(ResourceLocator().sample(named: name))
  }

  // MARK: What a scene says is obeyed or refused

  @Test func anEffectiveSceneReadsBackAndDoesTheSame() throws {
    var options = MotionCorrector.Options()
    options.quality = .best
    options.onFailure = .assist
    options.help = 60
    let corrector = try MotionCorrector(options: options)
    let text = try corrector.scene.yaml()
    let again = try SceneDescription(yaml: text, file: "scene.yaml")
    #expect(again == corrector.scene)
    #expect(try again.yaml() == text)
    let walk = try Self.sample("walk")
    #expect(try MotionCorrector(scene: again).correct(motion: walk).clip == corrector.correct(motion: walk).clip)
  }

  @Test(arguments: [
    ("attempts: [{controler: tracker}]", "unknown setting 'controler'"),
    ("attempts: [{help: -1}]", "help"), ("attempts: [{search: true, restart: true}]", "either searches or restarts"),
    ("attempts: [{controller: nobody}]", "no controller is named 'nobody'"),
    ("attempts: [{controller: {name: tracker, frequenzy: 2}}]", "unknown setting 'frequenzy'"),
    ("cleaning: {clips: []}", "unknown setting 'clips'"),
    ("cleaning: {clip: [polish]}", "no cleaning is named 'polish'"),
    ("cleaning: {clip: [planting]}", "expected on the reference"),
    ("cleaning: {clip: [{name: spikes, times: 0}]}", "times is 0"),
    ("retargeting: {fit: perhaps}", "fit"), ("retargeting: {fits: auto}", "unknown setting 'fits'"),
    ("metrics: [beauty]", "no metric is named 'beauty'"), ("onFailure: weep", "onFailure"),
    ("ground: {name: plane, slope: 89}", "slope is 89"), ("ground: {name: mesh, file: none.obj}", "none.obj"),
    ("engine: {name: ode, errorReduction: 2}", "errorReduction is 2"),
    ("forces: [{name: residual, forceCap: -5}]", "cap"),
  ])
  func whatCannotBeObeyedIsRefusedWithItsPlace(yaml: String, problem: String) {
    let found = Self.problem(yaml)
    #expect(found.contains(problem), "\(found)")
    #expect(!found.contains("\n"))
  }

  // MARK: Cleaning

  /// Without steps the reference is what retargeting makes of the clip, and nothing is reported.
  @Test func anEmptyListCleansNothing() throws {
    let correction = try Self.corrector("cleaning: {}").correct(motion: Self.sample("walk"))
    #expect(correction.report.cleaning == nil)
    let humanoid = try ResourceLocator().humanoid(named: "smpl")
    let plain = try Retargeter(
      source: Self.sample("walk"), humanoid: humanoid.humanoid, humanoidRoles: humanoid.card?.jointMap)
    let reference = try plain.reference()
    for (a, b) in zip(reference.rootTranslations, correction.reference.rootTranslations) {
      #expect((a - b).length < 1e-12)
    }
  }

  @Test func theRecordHasTheFiguresOfTheStepsThatRan() throws {
    let correction = try Self.corrector("cleaning: {clip: [jitter], reference: [start]}").correct(
      motion: Self.sample("walk"))
    #expect(
      Set(correction.report.cleaning?.values.keys.map { $0 } ?? []) == ["jitterDegrees", "jitterMM", "heldStartFrames"])
  }

  // MARK: Attempts

  /// The kick needs more than 5 N of help: attempts run in their order, and the first that holds is the last.
  @Test func attemptsRunUntilOneHolds() throws {
    let report = try Self.corrector(
      "cleaning: {}\nattempts: [{help: 5}, {controller: tracker, help: 300}, {help: 1000}]"
    ).correct(motion: Self.sample("kick")).report
    #expect(report.attempts.map(\.helpCapN) == [5, 300] && report.attempts.map(\.status) == [.failed, .tracked])
    #expect(report.isTracked && report.hasMoreHelp && report.correction == "assisted" && report.remedy == .nothing)
    #expect(report.helpForceCapN == 300 && report.controller == TrackerController.name)
  }

  @Test func anAttemptThatAlwaysRunsIsKeptOnlyIfItIsBetter() throws {
    let report = try Self.corrector(
      "attempts: [{help: 100}, {help: 0, always: true}, {help: 0}]"
    ).correct(motion: Self.sample("walk")).report
    // The walk falls without help; that attempt ran and was not kept.
    #expect(report.attempts.count == 2 && report.attempts.last?.helpCapN == 100 && report.isTracked)
  }

  /// A body that stands as it began while it should walk does not fall, and does something else.
  @Test func whoStandsInsteadOfWalkingStrays() throws {
    var registry = PluginRegistry.standard
    registry.register(controller: Statue.self)
    var long = try Self.sample("walk")
    for frame in long.rootTranslations.indices { long.rootTranslations[frame].z *= 4 }
    let yaml = """
      controller: statue
      cleaning: {}
      forces: []
      terminations: [non-finite]
      """
    let report = try Self.corrector(yaml, registry).correct(motion: long).report
    #expect(report.failure == nil && report.status == .strayed && report.mpjpeGlobalMM > Outcome.strayLimitMM)
    #expect(report.controller == Statue.name)
    let kept = try Self.corrector(yaml + "\nonFailure: keep-input", registry).correct(motion: long)
    #expect(kept.status == .strayed && kept.remedy == .keptInput && kept.clip == long)
    #expect(Self.problem(yaml + "\nattempts: [{search: true}]", registry).contains("no search can use it"))
  }

  // MARK: Metrics

  @Test func aRegisteredMetricIsInEveryReportAndSummary() throws {
    var registry = PluginRegistry.standard
    registry.register(metric: FrameCount.self)
    let corrector = try Self.corrector("attempts: [{}]", registry)
    let report = try corrector.correct(motion: Self.sample("jump")).report
    #expect(report.figures["countedSteps"] == Double(report.attempts[0].controlSteps))
    let decoded = try JSONDecoder().decode(MotionReport.self, from: JSONEncoder().encode(report))
    #expect(decoded == report)
    #expect(try registry.figures(for: corrector.pipeline.humanoid).rollout.contains { $0.key == "countedSteps" })
    // A scene may name those that it wants.
    let few = try Self.corrector("metrics: [frame-count]", registry).correct(motion: Self.sample("jump")).report
    #expect(Array(few.figures.values.keys) == ["countedSteps"] && few.plausibility.output.values.isEmpty)
  }

  @Test func twoFiguresOfOneKeyAreRefused() throws {
    var registry = PluginRegistry.standard
    registry.register(metric: FrameCount.self)
    registry.register(metric: SecondCount.self)
    #expect(Self.problem("substeps: 4", registry).contains("'countedSteps'"))
  }

  // MARK: Once

  @Test func aReferenceIsPlannedOnceForEachKey() throws {
    let humanoid = try ResourceLocator().humanoid(named: "smpl").humanoid
    let clip = try MotionSimulator(humanoid: humanoid).retargeted(Self.sample("walk"))
    let reference = try ReferenceMotion(clip: clip, humanoid: humanoid)
    var count = 0
    for key in [1, 2, 1, 2] {
      _ = reference.identity.plan(for: key) {
        count += 1
        return nil
      }
    }
    #expect(count == 2)
    #expect(reference.moving(reference.links).identity !== reference.identity)
  }
}

/// Stands as it began.
private struct Statue: Controller, Plugin {
  static let name = "controller.statue"
  static let summary = "Stands as it began"
  private var pose: [Quaternion]?

  init(configuration: NoConfiguration, context: PluginContext) {}

  mutating func act(on view: SimulationView, into action: inout Action) {
    let now = view.humanoid.links.indices.map { index in
      view.humanoid.links[index].parent.map { view.links[$0].orientation.inverse * view.links[index].orientation }
        ?? .identity
    }
    pose = pose ?? now
    action.targets = pose ?? now
  }
}

private struct FrameCount: RolloutMetric, Plugin {
  static let name = "metric.frame-count"
  static let summary = "Counts control steps"
  init(configuration: NoConfiguration, context: PluginContext) {}
  var figures: [Figure] { [Figure("countedSteps", "steps", digits: 0, isLowerBetter: nil)] }
  func values(of rollout: Rollout) -> [Double] { [Double(rollout.controlSteps)] }
}

private struct SecondCount: RolloutMetric, Plugin {
  static let name = "metric.second-count"
  static let summary = "Counts them again"
  init(configuration: NoConfiguration, context: PluginContext) {}
  var figures: [Figure] { [Figure("countedSteps", "steps", digits: 0, isLowerBetter: nil)] }
  func values(of rollout: Rollout) -> [Double] { [Double(rollout.controlSteps)] }
}
