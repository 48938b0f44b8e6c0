import Gaitkeeper
import MotionDiffusion

extension PlausibilityMetrics {
  /// The means over motions, of joints.
  init(_ motions: [CaptionedMotion]) throws {
    self.init(meanOf: try motions.map { PlausibilityMetrics(clip: try $0.clip()) })
  }

  var line: String {
    String(
      format:
        "Phys-Err %.2f mm (penetrate %.2f, float %.2f, skate %.2f), jerk %.0f m/s^3, foot skating %.1f %% (joints)",
      physErrMM, penetrateMM, floatMM, skateMMPerFrame, jerk, footSkatingRatio * 100)
  }
}
