import Motion
import Simulation

/// Smooths trembling from frame to frame, as far as it is noise.
public struct JitterCleaning: CleaningStep, Plugin {
  public static let name = "cleaning.jitter"
  public static let summary = "Smooths trembling from frame to frame, as far as it is noise"

  private let settings: JitterSettings

  public init(configuration: JitterSettings = .init(), context: PluginContext) { settings = configuration }

  /// Root mean square of what smoothing changed.
  public var figures: [Figure] {
    [
      Figure("jitterDegrees", "jitter of the joints", unit: "degrees", digits: 2),
      Figure("jitterMM", "jitter of the path", unit: "mm"),
    ]
  }

  public func cleaned(_ motion: MotionClip, in context: CleaningContext) -> CleanedMotion {
    guard motion.frameCount >= MotionClip.fewestCleanedFrames else {
      return CleanedMotion(motion, isChanged: false, values: [0, 0])
    }
    let before = MotionChannels(motion)
    var channels = before
    channels.smooth(missing: context.guessedFrames, settings)
    let (degrees, millimetres) = channels.difference(from: before)
    return CleanedMotion(channels.clip, isChanged: true, values: [degrees, millimetres])
  }
}
