import Motion
import Simulation

/// Turns legs back that a recording has the wrong way round for a while.
public struct FlipCleaning: CleaningStep, Plugin {
  public static let name = "cleaning.flips"
  public static let summary = "Turns back knees and feet that a recording has the wrong way round"

  private let settings: FlipSettings

  public init(configuration: FlipSettings = .init(), context: PluginContext) { settings = configuration }

  public var figures: [Figure] { [Figure("flippedFrames", "legs turned back", unit: "frames", digits: 0)] }
  public var stages: Set<CleaningStage> { [.clip] }

  public func cleaned(_ motion: MotionClip, in context: CleaningContext) -> CleanedMotion {
    guard motion.frameCount >= MotionClip.fewestCleanedFrames else {
      return CleanedMotion(motion, isChanged: false, values: [0])
    }
    let repair = FlipRepair(motion, map: JointMap(roles: context.roles), settings: settings)
    return CleanedMotion(
      repair.repaired, isChanged: !repair.frames.isEmpty, values: [Double(repair.frames.count)])
  }
}

extension MotionClip {
  /// With fewer frames nothing can be told apart, and clips stay as they are.
  static let fewestCleanedFrames = 8
}
