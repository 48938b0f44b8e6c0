import Correction
import Simulation

/// What lets a body perform the clips of a search.
public enum ClipPerformer: Hashable, Sendable {
  /// The scene's controller, as `gaitkeeper simulate` does.
  case controller
  /// The corrector with the scene's settings, as `gaitkeeper correct` does: tracker, policy, and at its best the search.
  case corrector(CorrectionQuality, policy: String?)

  /// For telling one search from another.
  var name: String {
    switch self {
    case .controller: "the scene's controller"
    case .corrector(let quality, let policy): "the corrector, \(quality.rawValue), policy \(policy ?? "none")"
    }
  }

  /// The settings that do nothing here, and why.
  func idle(_ settings: [TunableSetting]) -> (name: String, reason: String)? {
    guard let setting = settings.first(where: { $0.slot.isSearch }) else { return nil }
    if case .corrector(.best, _) = self { return nil }
    return (setting.name, "counts where the corrector performs the clips at its best (--quality best) alone")
  }

  /// What performs clips in one scene at one cap.
  /// - Parameter needsReport: whether all of the report's figures are asked for.
  /// - Throws: `SimulationError.invalidConfiguration` for settings that a plugin refuses, `PolicyError`, `HumanoidError`.
  func performing(
    in scene: SceneDescription, cap: Double, simulator: MotionSimulator, needsReport: Bool
  ) throws -> @Sendable (PreparedClip) throws -> ClipOutcome {
    switch self {
    case .controller:
      var capped = scene
      if capped.helpForceIndex != nil { try capped.capHelp(force: cap, torque: cap) }
      let pipeline = try MotionPipeline(
        scene: capped, humanoid: simulator.humanoid, humanoidRoles: simulator.humanoidRoles,
        registry: simulator.registry, seed: simulator.seed, jointMap: simulator.jointMap)
      return { clip in
        if needsReport { return try ClipOutcome(pipeline.run(clip).report, seconds: clip.seconds) }
        let outcome = try pipeline.outcome(of: clip)
        return ClipOutcome(
          seconds: clip.seconds, failureTime: outcome.failureTime, figures: ["mpjpeGlobalMM": outcome.mpjpeGlobalMM])
      }
    case .corrector(let quality, let policy):
      var options = MotionCorrector.Options()
      options.help = cap
      options.quality = quality
      options.cleaning = scene.cleaning ?? .recording
      options.seed = simulator.seed
      let corrector = try MotionCorrector(
        humanoid: scene.humanoid, policy: policy, options: options, scene: scene, registry: simulator.registry)
      return { clip in
        try ClipOutcome(corrector.correct(motion: clip.input).report, seconds: clip.seconds)
      }
    }
  }
}

extension ClipOutcome {
  init(_ report: MotionReport, seconds: Double) throws {
    self.init(seconds: seconds, failureTime: report.failure?.time, figures: try report.figures())
  }
}
