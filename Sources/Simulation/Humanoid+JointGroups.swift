import Motion

/// Which part of the body a joint moves, for what is set by part.
public enum JointGroup: String, CaseIterable, Sendable {
  case hips, knees, ankles, toes, trunk, arms
}

extension Humanoid {
  /// Joints nearer to the middle of the body than this share of its height are the trunk's.
  private static let trunkWidth = 0.02

  /// The group of each link's joint; that of the root counts for nothing. Legs are told by the floor, the trunk by lying in the
  /// middle of the rest pose, from side to side; arms are what remains.
  public var jointGroups: [JointGroup] {
    let rest = restPose.map(\.position)
    let heights = rest.map(\.y)
    let width = Self.trunkWidth * ((heights.max() ?? 0) - (heights.min() ?? 0))
    var groups = rest.map { abs($0.x - rest[0].x) <= width ? JointGroup.trunk : .arms }
    for leg in legs {
      for link in leg.links { groups[link] = .toes }
      groups[leg.thigh] = .hips
      groups[leg.shin] = .knees
      groups[leg.foot] = .ankles
    }
    return groups
  }
}
