import Motion

extension Humanoid {
  /// A branch at the root on which the body stands.
  public struct Leg: Sendable, Hashable {
    public var thigh, shin, foot: Int
    /// All links of the leg.
    public var links: Set<Int>
  }

  /// The branches at the root that reach the floor in the rest pose and have a thigh, a shin and a foot.
  public var legs: [Leg] {
    let rest = restPose.map(\.position)
    var branch: [Int] = []
    for (index, link) in links.enumerated() { branch.append(link.parent.map { $0 == 0 ? index : branch[$0] } ?? 0) }
    let lowest = links.indices.map { index in
      links[index].shapes.map { $0.lowestPoint(position: rest[index], orientation: .identity).y }.min() ?? .infinity
    }
    let floor = lowest.min() ?? 0
    let thighs = Set(lowest.indices.filter { lowest[$0] < floor + 0.02 }.map { branch[$0] }).subtracting([0])
    func child(of link: Int?) -> Int? { link.flatMap { parent in links.firstIndex { $0.parent == parent } } }
    return thighs.sorted().compactMap { thigh in
      guard let shin = child(of: thigh), let foot = child(of: shin) else { return nil }
      return Leg(thigh: thigh, shin: shin, foot: foot, links: Set(branch.indices.filter { branch[$0] == thigh }))
    }
  }
}

extension MotionClip {
  /// Bends a leg so that its foot is moved, as far as the leg reaches; the foot's orientation stays.
  /// - Parameters:
  ///   - shift: in metres, world axes.
  ///   - pose: the frame's.
  public mutating func moveFoot(of leg: Humanoid.Leg, by shift: Vector3, in pose: WorldPose, frame: Int) {
    let hip = pose.positions[leg.thigh]
    let chain = TwoBoneChain(
      upper: pose.positions[leg.shin] - hip, lower: pose.positions[leg.foot] - pose.positions[leg.shin])
    let (bend, swing) = chain.reach(
      pose.positions[leg.foot] + shift - hip, axis: pose.orientations[leg.thigh].rotate(.unitX))
    let parent = skeleton.joints[leg.thigh].parent.map { pose.orientations[$0] } ?? .identity
    let thigh = swing * pose.orientations[leg.thigh]
    let shin = swing * bend * pose.orientations[leg.shin]
    self[rotation: frame, leg.thigh] = (parent.inverse * thigh).normalized
    self[rotation: frame, leg.shin] = (thigh.inverse * shin).normalized
    self[rotation: frame, leg.foot] = (shin.inverse * pose.orientations[leg.foot]).normalized
  }
}
