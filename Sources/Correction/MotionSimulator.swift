import Motion
import Simulation

/// Makes a body perform clips in a scene. What the scene does not say of cleaning and attempts is that of a recording: only flipped
/// legs and wrong first frames are mended, and the scene's controller performs it once.
public struct MotionSimulator: Sendable {
  public var humanoid: Humanoid
  /// Which link of the humanoid plays which part; nil to find it by names and topology.
  public var humanoidRoles: [String: String]?
  public var scene: SceneDescription
  public var registry: PluginRegistry
  public var seed: UInt64
  /// Which joint of the clip plays which part; nil to find it by names and topology.
  public var jointMap: JointMap?

  public init(
    humanoid: Humanoid, humanoidRoles: [String: String]? = nil, scene: SceneDescription = .init(),
    registry: PluginRegistry = .standard, seed: UInt64 = 0, jointMap: JointMap? = nil
  ) {
    self.humanoid = humanoid
    self.humanoidRoles = humanoidRoles
    self.scene = scene
    self.registry = registry
    self.seed = seed
    self.jointMap = jointMap
  }

  /// Of the scene, checked whole.
  /// - Throws: `SimulationError` for what the scene cannot be.
  public func pipeline() throws -> MotionPipeline {
    try MotionPipeline(
      scene: scene, humanoid: humanoid, humanoidRoles: humanoidRoles, registry: registry, seed: seed,
      jointMap: jointMap)
  }

  /// The clip, cleaned, on the humanoid's links, on the ground, at the clip's rate: what the humanoid is asked to track.
  /// - Throws: `RetargetingError` or `MotionError` if the clip cannot be used, `SimulationError` if the scene cannot be.
  public func retargeted(_ clip: MotionClip) throws -> MotionClip { try PreparedClip(clip, in: pipeline()).reference }

  /// The clip on the humanoid's links as it came: not cleaned, and as high over the ground as it was.
  /// - Throws: as `retargeted`.
  public func retargetedAsGiven(_ clip: MotionClip) throws -> MotionClip {
    try PreparedClip(clip, in: pipeline()).asGiven
  }

  /// What the humanoid is asked to track at the scene's control rate; the last frame lies at or after the clip's end.
  /// - Throws: as `retargeted`.
  public func controlReference(_ clip: MotionClip) throws -> MotionClip {
    try retargeted(clip).atControlRate(scene.controlRate)
  }

  /// - Parameter progress: control steps done and in all, from time to time.
  /// - Throws: `CancellationError` when the task is cancelled; `MotionError`, `RetargetingError` or `SimulationError` when the clip or
  ///   the scene cannot be used. That the body falls is no error: the result's report says so.
  public func simulate(
    _ clip: MotionClip, progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws -> Correction {
    try pipeline().run(clip, progress: progress)
  }
}
