import Motion
import Simulation

/// Makes standing feet stand: the body's path loses the slip that its standing feet share, and legs are bent so that no foot slides,
/// sinks or hovers while it stands.
public struct PlantingCleaning: CleaningStep, Plugin {
  public static let name = "cleaning.planting"
  public static let summary = "Makes standing feet stand still on the ground"

  private let settings: PlantingSettings

  public init(configuration: PlantingSettings = .init(), context: PluginContext) { settings = configuration }

  public var figures: [Figure] { [Figure("largestPlantingMM", "a foot moved by at most", unit: "mm")] }
  public var stages: Set<CleaningStage> { [.reference] }

  public func cleaned(_ motion: MotionClip, in context: CleaningContext) -> CleanedMotion {
    let planted = FootPlanting(motion, humanoid: context.humanoid, ground: context.ground, settings: settings).planted
    let feet = context.humanoid.legs.map(\.foot)
    var largest = 0.0
    for frame in 0..<motion.frameCount {
      let (before, after) = (motion.pose(at: frame).positions, planted.pose(at: frame).positions)
      for foot in feet { largest = max(largest, (after[foot] - before[foot]).length) }
    }
    return CleanedMotion(planted, isChanged: true, values: [largest * 1000])
  }
}
