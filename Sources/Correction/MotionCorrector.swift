import Foundation
import ImitationPolicy
import Motion
import Simulation
import StandardPlugins

/// Corrects motions by letting a simulated body imitate them: `correct(motion:)`.
///
/// It is a value without state: use one from as many threads as you like.
public struct MotionCorrector: MotionCorrecting {
  /// What can be chosen.
  public struct Options: Sendable, Hashable, Codable {
    /// Cap on the helping wrench at the root, in N and in N m.
    public var wrenchCap = 100.0
    public var quality = CorrectionQuality.fast
    public var onFailure = FailureHandling.report
    /// The largest cap that `.assist` goes to, in N and N m; it is doubled until then.
    public var assistLimit = 1600.0
    public var cleaning = InputCleaning()
    public var seed: UInt64 = 0

    public init() {}
  }

  public let options: Options
  let simulator: MotionSimulator
  /// Whether there is a policy beside the tracker.
  let hasPolicy: Bool

  /// - Parameters:
  ///   - humanoid: a folder's name in `humanoids`, or a path.
  ///   - policy: a folder's name in `policies`, or a path; nil for the analytic tracker alone.
  ///   - scene: in which the body performs. Its controller is the tracker or the policy and says what the settings of both are; its
  ///     humanoid and the caps on help are those that are given here.
  ///   - locator: where both are looked for.
  /// - Throws: `HumanoidError`, `PolicyError` when they cannot be used, `SimulationError` for a cap that is no cap.
  public init(
    humanoid: String = "smpl", policy: String? = "tracker", options: Options = .init(),
    scene: SceneDescription = .init(), registry: PluginRegistry = .standard, locator: ResourceLocator = .init()
  ) throws {
    let (body, card) = try locator.humanoid(named: humanoid)
    var registry = registry
    var scene = scene
    scene.humanoid = humanoid
    let tracker = try TrackerController.Configuration(of: scene.controller)
    let context = PluginContext(
      humanoid: body, controlRate: scene.controlRate, substeps: scene.substeps, registry: registry)
    // Read and checked once, for all clips.
    let frozen = try policy.map { try FrozenPolicy(directory: locator.policy(named: $0), context: context) }
    registry.controllers.add(
      PluginTable<any Controller>.Entry(
        name: Self.controllerName, summary: PolicyController.summary, fields: [], defaults: .null
      ) { _, context in try PolicyController(policy: frozen, tracker: tracker, context: context) })
    scene.controller = PluginChoice(Self.controllerName)
    var simulator = MotionSimulator(
      humanoid: body, humanoidRoles: card?.jointMap, scene: scene, registry: registry, seed: options.seed)
    simulator.cleaning = options.cleaning
    self.simulator = simulator
    self.options = options
    hasPolicy = frozen != nil
    // The force is made for each clip anew, too late for a setting that holds for all.
    guard options.wrenchCap >= 0 else {
      throw SimulationError.invalidConfiguration(
        plugin: ResidualWrenchForce.name, problem: "forceCap is \(options.wrenchCap), expected 0 N or more")
    }
    try self.scene(cap: options.wrenchCap).validate()
  }

  private static let controllerName = "controller.correction"

  /// The scene with so much help.
  func scene(cap: Double) -> SceneDescription {
    var scene = simulator.scene
    scene.forces.removeAll { [ResidualWrenchForce.name, "residual"].contains($0.name) }
    scene.forces.append(ResidualWrenchForce.choice(cap: cap))
    return scene
  }

  /// - Throws: `MotionError` or `RetargetingError` when the clip cannot be used; `CancellationError`.
  public func correct(motion: MotionClip) throws -> Correction {
    let clock = ContinuousClock()
    let start = clock.now
    let prepared = try PreparedMotion(motion, for: simulator)
    var attempt = CorrectionAttempts(prepared, corrector: self)
    try attempt.run()
    var correction = try attempt.correction()
    correction.report.wallSeconds = (clock.now - start).seconds
    return correction
  }
}
