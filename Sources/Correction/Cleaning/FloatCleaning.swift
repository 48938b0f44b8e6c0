import Motion
import Simulation

/// Takes slow rising and sinking away from a body that stands.
public struct FloatCleaning: CleaningStep, Plugin {
  public static let name = "cleaning.floating"
  public static let summary = "Takes slow rising and sinking away from a body that stands"

  private let settings: FloatRemovalSettings

  public init(configuration: FloatRemovalSettings = .init(), context: PluginContext) { settings = configuration }

  public var figures: [Figure] { [Figure("largestFloatMM", "lowered or lifted by at most", unit: "mm")] }
  public var stages: Set<CleaningStage> { [.clip] }

  public func cleaned(_ motion: MotionClip, in context: CleaningContext) throws -> CleanedMotion {
    let body = try SourceBody(clip: motion.withUnitRotations, map: JointMap(roles: context.roles))
    let heights = FloatRemoval(body, ground: context.ground, settings: settings).heights
    var lowered = motion
    for (frame, height) in heights.enumerated() { lowered.rootTranslations[frame].y -= height }
    let largest = heights.map { abs($0) }.max() ?? 0
    return CleanedMotion(lowered, isChanged: largest > 0, values: [largest * 1000])
  }
}
