import Motion
import Simulation

/// Replaces what lies before a jump at the start that no body could make, a calibration pose or a glitch, by what follows it.
public struct StartCleaning: CleaningStep, Plugin {
  public static let name = "cleaning.start"
  public static let summary = "Holds the first frames of a motion that jumps at its start"

  private let settings: StartSettings

  public init(configuration: StartSettings = .init(), context: PluginContext) { settings = configuration }

  public var figures: [Figure] { [Figure("heldStartFrames", "held at the start", unit: "frames", digits: 0)] }

  public func cleaned(_ motion: MotionClip, in context: CleaningContext) -> CleanedMotion {
    let frames = motion.framesBeforeStartJump(settings)
    let whole = motion.holding(firstFrames: frames)
    let jumps = whole.jointJumpsAtStart(settings)
    let held = max(frames, jumps.values.max() ?? 0)
    return CleanedMotion(whole.holding(jumps), isChanged: held > 0, values: [Double(held)])
  }
}
