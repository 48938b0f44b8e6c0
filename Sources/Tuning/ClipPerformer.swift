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
      let capped = scene.capped(cap)
      return { clip in
        if needsReport { return try ClipOutcome(clip.simulated(in: capped).report, seconds: clip.seconds) }
        let outcome = try clip.outcome(in: capped)
        return ClipOutcome(
          seconds: clip.seconds, failureTime: outcome.failureTime, figures: ["mpjpeGlobalMM": outcome.mpjpeGlobalMM])
      }
    case .corrector(let quality, let policy):
      var options = MotionCorrector.Options()
      options.wrenchCap = cap
      options.quality = quality
      options.cleaning = simulator.cleaning
      options.seed = simulator.seed
      let corrector = try MotionCorrector(
        humanoid: scene.humanoid, policy: policy, options: options, scene: scene, registry: simulator.registry)
      return { clip in
        try ClipOutcome(corrector.correct(motion: clip.clip).report.simulation, seconds: clip.seconds)
      }
    }
  }
}

extension ClipOutcome {
  init(_ report: SimulationReport, seconds: Double) throws {
    self.init(seconds: seconds, failureTime: report.failure?.time, figures: try report.figures())
  }
}
