import Motion
import Simulation

/// Replaces single frames that no neighbour agrees with, and frames that repeat the one before while all else moves, by
/// interpolation.
public struct SpikeCleaning: CleaningStep, Plugin {
  public static let name = "cleaning.spikes"
  public static let summary = "Replaces spikes and repeated frames by interpolation"

  private let settings: SpikeSettings

  public init(configuration: SpikeSettings = .init(), context: PluginContext) { settings = configuration }

  public var figures: [Figure] {
    [
      Figure("spikeFrames", "spikes replaced", unit: "frames", digits: 0),
      Figure("repeatedFrames", "repeated frames replaced", unit: "frames", digits: 0),
    ]
  }

  public func cleaned(_ motion: MotionClip, in context: CleaningContext) -> CleanedMotion {
    guard motion.frameCount >= MotionClip.fewestCleanedFrames else {
      return CleanedMotion(motion, isChanged: false, values: [0, 0])
    }
    var channels = MotionChannels(motion)
    let repeated = channels.repeatedFrames
    channels.fill(repeated)
    let spikes = channels.removeSpikes(settings)
    return CleanedMotion(
      channels.clip, isChanged: !repeated.isEmpty || !spikes.isEmpty,
      values: [Double(spikes.count), Double(repeated.count)], guessedFrames: repeated)
  }
}
