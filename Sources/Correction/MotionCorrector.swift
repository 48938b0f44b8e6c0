import ImitationPolicy
import Motion
import Simulation
import StandardPlugins

/// Corrects motions by letting a simulated body imitate them: `correct(motion:)`.
///
/// It is a value without state: use one from as many threads as you like.
public struct MotionCorrector: MotionCorrecting {
  /// What people choose most. Everything else is in the scene, and so is this after all (`SceneDescription.correcting`).
  public struct Options: Sendable, Hashable, Codable {
    /// The most help on the root, in N and in N m.
    public var help = 100.0
    public var quality = CorrectionQuality.fast
    public var onFailure = FailureRemedy.report
    /// The most help that `.assist` goes to, in N and N m; it is doubled until then.
    public var assistLimit = 1600.0
    public var cleaning = CleaningDescription.full
    public var seed: UInt64 = 0

    public init() {}
  }

  public let pipeline: MotionPipeline

  /// Corrects in a scene. What it does not say of cleaning and attempts is what generated motions need: all cleaning steps, and the
  /// attempts of `fast`.
  /// - Parameter locator: where the scene's humanoid and policies are looked for.
  /// - Throws: `HumanoidError`, `PolicyError`, or `SimulationError` for what the scene cannot be.
  public init(
    scene: SceneDescription, registry: PluginRegistry = .standard, seed: UInt64 = 0, locator: ResourceLocator = .init()
  ) throws {
    var scene = scene
    if scene.cleaning == nil { scene.cleaning = .full }
    if scene.attempts == nil { scene.attempts = try .fast(of: scene) }
    let (body, card) = try locator.humanoid(named: scene.humanoid)
    // Policies are read and checked once, for all clips.
    pipeline = try MotionPipeline(
      scene: scene, humanoid: body, humanoidRoles: card?.jointMap,
      registry: registry.cachingPolicies(locator: locator), seed: seed)
  }

  /// - Parameters:
  ///   - humanoid: a folder's name in `humanoids`, or a path.
  ///   - policy: a folder's name in `policies`, or a path; nil for the analytic tracker alone.
  ///   - scene: in which the body performs; what the options speak of is theirs.
  ///   - locator: where both are looked for.
  /// - Throws: `HumanoidError`, `PolicyError`, or `SimulationError` for what the scene or the options cannot be.
  public init(
    humanoid: String = "smpl", policy: String? = "tracker", options: Options = .init(),
    scene: SceneDescription = .init(), registry: PluginRegistry = .standard, locator: ResourceLocator = .init()
  ) throws {
    var scene = scene
    scene.humanoid = humanoid
    try self.init(
      scene: scene.correcting(policy: policy, options), registry: registry, seed: options.seed, locator: locator)
  }

  /// With its lists of cleaning steps and attempts.
  public var scene: SceneDescription { pipeline.scene }

  /// - Throws: `MotionError` or `RetargetingError` if the clip cannot be used; `CancellationError`.
  public func correct(motion: MotionClip) throws -> Correction { try pipeline.run(motion) }
}

extension SceneDescription {
  /// The scene with the lists of cleaning steps and attempts that options stand for.
  /// - Throws: `SimulationError.invalidConfiguration` for a cap that is none.
  func correcting(policy: String?, _ options: MotionCorrector.Options) throws -> SceneDescription {
    var scene = self
    try scene.capHelp(force: options.help, torque: options.help, adding: true)
    return try scene.correcting(policy: policy, options, help: options.help)
  }

  /// The scene, with the options' cleaning steps and attempts where it does not say any itself. Help is the scene's.
  /// - Parameter policy: as in `MotionCorrector.init`.
  public func filled(policy: String?, _ options: MotionCorrector.Options) throws -> SceneDescription {
    guard attempts == nil else {
      var scene = self
      if cleaning == nil { scene.cleaning = options.cleaning }
      return scene
    }
    var options = options
    if let cleaning { options.cleaning = cleaning }
    return try correcting(policy: policy, options, help: nil)
  }

  /// The same; attempts have the scene's help unless told.
  /// - Parameters:
  ///   - policy: as in `MotionCorrector.init`.
  ///   - help: of the attempts, in N and N m; nil for the scene's.
  /// - Throws: `SimulationError.invalidConfiguration` for settings of the scene's force that cannot be.
  public func correcting(
    policy: String?, _ options: MotionCorrector.Options, help: Double?
  ) throws -> SceneDescription {
    var scene = self
    scene.cleaning = options.cleaning
    var attempts: [AttemptDescription] =
      switch options.quality {
      case .fast: try .fast(of: scene, policy: policy, help: help)
      case .best: try .best(of: scene, policy: policy, help: help)
      }
    if let handling = options.onFailure.handling { scene.onFailure = handling }
    switch options.onFailure {
    case .report, .keepInput, .drop: break
    case .assist: attempts += attempts.assisting(from: help ?? scene.helpCap, to: options.assistLimit)
    case .restart: attempts += attempts.restarting()
    }
    scene.attempts = attempts
    return scene
  }
}

/// How much is tried.
public enum CorrectionQuality: String, Codable, Sendable, CaseIterable {
  /// The analytic tracker, and where it falls the policy.
  case fast
  /// Both, and where both fall a search around them from before the fall; what stays closest with the least help is kept.
  case best
}

/// What is done when the body falls. It is always marked in the report.
public enum FailureRemedy: String, Codable, Sendable, CaseIterable {
  /// The clip ends at the fall.
  case report
  /// The body tries again with more help, up to a stated limit.
  case assist
  /// The body is put back on the reference and goes on.
  case restart
  /// The clip is the input, unchanged.
  case keepInput = "keep-input"
  /// No clip is written.
  case drop
}

extension FailureRemedy {
  public init(_ handling: FailureHandling) {
    switch handling {
    case .report: self = .report
    case .keepInput: self = .keepInput
    case .drop: self = .drop
    }
  }

  /// What it says of the clip that is written; nil if it stands for further attempts.
  public var handling: FailureHandling? { FailureHandling.allCases.first { FailureRemedy($0) == self } }
}
