import Motion
import Simulation

/// The path of a clip through a scene, as a value: each arrow is a function from one value to the next, and each result carries its
/// own record of what was changed.
///
///     clip -> [clip step ...] -> retarget -> reference -> [reference step ...] -> [attempt ...] -> rollout -> restore -> clip
///
/// It is made once, checked whole, and then runs any number of clips, on as many threads as you like.
public struct MotionPipeline: Sendable {
  /// With its lists of cleaning steps and attempts.
  public let scene: SceneDescription
  public let humanoid: Humanoid
  /// Link names by the part of the body that they play; nil to find them by names and topology.
  public let humanoidRoles: [String: String]?
  public let ground: any Ground
  public let registry: PluginRegistry
  public let seed: UInt64
  /// Joints of the clips by the part that they play; nil to find them for each clip.
  public let jointMap: JointMap?
  let retargeting: RetargetSettings
  let clipSteps: [any CleaningStep]
  let referenceSteps: [any CleaningStep]
  let attempts: [Attempt]
  let clipMetrics: [any ClipMetric]
  let rolloutMetrics: [any RolloutMetric]

  /// - Parameters:
  ///   - scene: what it does not say of cleaning and attempts is what a recording needs, and the scene's controller once.
  ///   - humanoidRoles: see the property of this name.
  /// - Throws: `SimulationError` for a plugin that is not known, settings that it refuses, or what the engine cannot honour.
  public init(
    scene: SceneDescription, humanoid: Humanoid, humanoidRoles: [String: String]? = nil,
    registry: PluginRegistry = .standard, seed: UInt64 = 0, jointMap: JointMap? = nil
  ) throws {
    try scene.validate()
    let scene = try registry.namingInFull(scene)
    let context = PluginContext(
      humanoid: humanoid, controlRate: scene.controlRate, substeps: scene.substeps, seed: seed, registry: registry)
    let ground = try registry.grounds.make(scene.ground, context: context)
    retargeting = try scene.retargeting.decode(RetargetSettings.self, plugin: "retargeting")
    let cleaning = scene.cleaning ?? .recording
    clipSteps = try registry.steps(cleaning.clip, at: .clip, context)
    referenceSteps = try registry.steps(cleaning.reference, at: .reference, context)
    attempts = try (scene.attempts ?? [AttemptDescription()]).map { try Attempt($0, in: scene) }
    (clipMetrics, rolloutMetrics) = try registry.metrics(scene.metrics, context)
    try registry.check(scene, context, ground: ground)
    for attempt in attempts { try attempt.check(registry, context) }
    self.scene = scene
    self.humanoid = humanoid
    self.humanoidRoles = humanoidRoles
    self.ground = ground
    self.registry = registry
    self.seed = seed
    self.jointMap = jointMap
  }

  /// What all metrics of clips say of a motion on the humanoid's links.
  func clipFigures(_ clip: MotionClip, over ground: any Ground) throws -> FigureValues {
    try figures(of: clip, on: humanoid, over: ground)
  }

  /// What all metrics of clips say of a motion as it is: of its joints, on any skeleton.
  /// - Throws: what a metric throws.
  public func figures(ofAnySkeleton clip: MotionClip) throws -> FigureValues {
    try figures(of: clip, on: nil, over: ground)
  }

  private func figures(
    of clip: MotionClip, on humanoid: Humanoid?, over ground: any Ground
  ) throws -> FigureValues {
    let context = MetricContext(humanoid: humanoid, ground: ground)
    var figures = FigureValues()
    for metric in clipMetrics { figures.add(metric.figures, try metric.values(of: clip, in: context)) }
    return figures
  }

  /// What all metrics of rollouts say of one.
  func rolloutFigures(_ rollout: Rollout) throws -> FigureValues {
    var figures = FigureValues()
    for metric in rolloutMetrics { figures.add(metric.figures, try metric.values(of: rollout)) }
    return figures
  }
}

extension FigureValues {
  mutating func add(_ figures: [Figure], _ values: [Double]) {
    for (figure, value) in zip(figures, values) { self[figure.key] = value }
  }
}
