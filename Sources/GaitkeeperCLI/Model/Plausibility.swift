import Gaitkeeper
import MotionDiffusion

/// The plausibility of many motions: means over them, of joints.
struct Plausibility: Codable, Sendable {
  var physErrMM = 0.0
  var penetrateMM = 0.0
  var floatMM = 0.0
  var skateMMPerFrame = 0.0
  var jerk = 0.0
  var footSkatingRatio = 0.0

  init(_ motions: [CaptionedMotion]) throws {
    for motion in motions {
      let metrics = PlausibilityMetrics(clip: try motion.clip())
      let share = 1 / Double(motions.count)
      physErrMM += metrics.physErrMM * share
      penetrateMM += metrics.penetrateMM * share
      floatMM += metrics.floatMM * share
      skateMMPerFrame += metrics.skateMMPerFrame * share
      jerk += metrics.jerk * share
      footSkatingRatio += metrics.footSkatingRatio * share
    }
  }

  var line: String {
    String(
      format:
        "Phys-Err %.2f mm (penetrate %.2f, float %.2f, skate %.2f), jerk %.0f m/s^3, foot skating %.1f %% (joints)",
      physErrMM, penetrateMM, floatMM, skateMMPerFrame, jerk, footSkatingRatio * 100)
  }
}
