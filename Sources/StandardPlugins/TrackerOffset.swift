import Motion
import Simulation

/// Numbers that change what the analytic tracker asks for: those of a policy on top of it, or of a search around it. All zeros leave it
/// as it is.
public struct TrackerOffset: Sendable {
  /// Consecutive parts with their sizes, for `links` links and `legs` legs.
  public let layout: [ObservationPart]
  private let linkCount: Int
  private let legCount: Int
  private let jointCount: Int

  /// What a number of one does.
  private static let targetScale = 0.35  // rad
  private static let linearScale = 15.0  // m/s^2
  private static let angularScale = 40.0  // rad/s^2
  private static let footScale = 0.5  // m

  public init(humanoid: Humanoid) {
    linkCount = humanoid.links.count
    legCount = humanoid.legs.count
    jointCount = linkCount - 1
    layout = [
      .init("jointTargets", count: 3 * jointCount), .init("rootAcceleration", count: 6),
      .init("footOffsets", count: 3 * legCount), .init("rootWrench", count: 6),
    ]
  }

  public var count: Int { layout.reduce(0) { $0 + $1.count } }

  private func vector(_ values: ArraySlice<Float>, _ index: Int) -> Vector3 {
    let start = values.startIndex + 3 * index
    return Vector3(Double(values[start]), Double(values[start + 1]), Double(values[start + 2]))
  }

  /// What the tracker adds before it acts.
  struct Adjustment {
    /// Accelerations of the body as one piece on top of the tracker's own, world axes: m/s^2 of the root and rad/s^2.
    var linear = Vector3.zero
    var angular = Vector3.zero
    /// By leg, in the order of `Humanoid.legs`: how far a foot in the air is aimed off its place, in metres.
    var footOffsets: [Vector3] = []
  }

  func adjustment(_ values: ArraySlice<Float>, heading: Quaternion) -> Adjustment {
    var adjustment = Adjustment()
    let root = jointCount
    adjustment.linear = heading.rotate(vector(values, root)) * Self.linearScale
    adjustment.angular = heading.rotate(vector(values, root + 1)) * Self.angularScale
    adjustment.footOffsets = (0..<legCount).map { heading.rotate(vector(values, root + 2 + $0)) * Self.footScale }
    return adjustment
  }

  /// Changes what the tracker asked for.
  func apply(_ values: ArraySlice<Float>, heading: Quaternion, cap: HelpCap, to action: inout Action) {
    for link in 1..<(jointCount + 1) {
      action.targets[link] =
        Quaternion(rotationVector: vector(values, link - 1) * Self.targetScale) * action.targets[link]
    }
    let wrench = jointCount + 2 + legCount
    action.rootHelp.force += heading.rotate(vector(values, wrench)) * min(cap.force, 1000)
    action.rootHelp.torque += heading.rotate(vector(values, wrench + 1)) * min(cap.torque, 1000)
  }
}
