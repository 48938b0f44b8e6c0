import Motion
import Simulation

/// Limits speeds that no body reaches: jumps of the path are taken out, and joints follow as fast as they can.
public struct SpeedCleaning: CleaningStep, Plugin {
  public static let name = "cleaning.speed"
  public static let summary = "Limits speeds that no body reaches"

  private let settings: SpeedSettings

  public init(configuration: SpeedSettings = .init(), context: PluginContext) { settings = configuration }

  public var figures: [Figure] { [Figure("limitedFrames", "slowed down", unit: "frames", digits: 0)] }

  public func cleaned(_ motion: MotionClip, in context: CleaningContext) -> CleanedMotion {
    guard motion.frameCount >= MotionClip.fewestCleanedFrames else {
      return CleanedMotion(motion, isChanged: false, values: [0])
    }
    var channels = MotionChannels(motion)
    let changed = channels.limitSpeed(settings)
    return CleanedMotion(channels.clip, isChanged: !changed.isEmpty, values: [Double(changed.count)])
  }
}
