import Motion
import Simulation

/// How a motion lies on the ground on which it is to be performed.
public enum GroundFit: String, Codable, Sendable {
  /// It was recorded on a level floor, and is draped over the ground.
  case drape
  /// It has the ground's heights in it, such as a climb on stairs that the scene has too.
  case asIs

  /// What a scene asks for.
  public enum Choice: String, Codable, Sendable, CaseIterable {
    /// Whichever fits the standing feet better.
    case auto
    case drape, asIs
  }

  /// The ground has to fit standing feet better than one level by this many metres on average.
  private static let margin = 0.01
  /// A foot farther off than this, in metres, counts no more: it stands on something else.
  private static let farthest = 0.15

  /// Which of the two fits the standing feet of a motion better.
  /// - Parameter clip: on the humanoid's links, in its source's world.
  init(of clip: MotionClip, humanoid: Humanoid, ground: any Ground) {
    let feet = StandingHeights(clip, humanoid: humanoid, ground: ground)
    let onLevel = Self.spread(feet.heights)
    let onGround = Self.spread(zip(feet.heights, feet.levels).map { $0 - $1 })
    self = onGround + Self.margin < onLevel ? .asIs : .drape
  }

  /// Mean distance from the median.
  private static func spread(_ values: [Double]) -> Double {
    let middle = values.percentile(0.5)
    return values.reduce(0) { $0 + min(abs($1 - middle), farthest) } / Double(max(values.count, 1))
  }
}

/// Heights at which feet stand still, on whatever it is, and the ground's heights there.
struct StandingHeights {
  /// Of a foot's lowest point, for each frame in which a foot stands; metres.
  private(set) var heights: [Double] = []
  /// Of the ground under that foot.
  private(set) var levels: [Double] = []
  /// How much higher than the ground the feet stand, in the middle; metres.
  private(set) var offset = 0.0

  init(_ clip: MotionClip, humanoid: Humanoid, ground: any Ground) {
    let stances = FootStances(clip, humanoid: humanoid, floor: .anything)
    var soles: [[Vector3]] = []
    for (leg, slips) in stances.slips.enumerated() {
      for run in FootStances.runs(slips) {
        for frame in run { soles.append(stances.soles[leg][frame]) }
      }
    }
    soles.removeAll { $0.isEmpty || !ground.height(at: $0[0]).isFinite }
    heights = soles.map { $0.map(\.y).min() ?? 0 }
    // Under the middle of the feet at first; then on what is nearest of all that is under them.
    let middles = soles.map { $0.reduce(.zero, +) / Double($0.count) }
    offset = zip(heights, middles).map { $0 - ground.height(at: $1) }.percentile(0.5)
    levels = zip(heights, soles).map { ground.standingLevel(of: $1, lowest: $0 - offset) }
    offset = zip(heights, levels).map { $0 - $1 }.percentile(0.5)
  }
}
