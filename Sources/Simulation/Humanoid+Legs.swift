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

  /// Orientations of a leg's thigh and shin with which its foot link is at a place, or as near to it as the leg reaches.
  /// - Parameters:
  ///   - thigh: present orientation.
  ///   - shin: present orientation.
  ///   - place: from the hip, in metres, world axes.
  public func bent(
    _ leg: Leg, thigh: Quaternion, shin: Quaternion, reaching place: Vector3
  ) -> (thigh: Quaternion, shin: Quaternion) {
    let chain = TwoBoneChain(upper: thigh.rotate(links[leg.shin].offset), lower: shin.rotate(links[leg.foot].offset))
    let (upper, lower) = chain.orientations(reaching: place, from: thigh, shin)
    return (upper, lower)
  }
}

extension MotionClip {
  /// Bends a leg so that its foot is moved, as far as the leg reaches.
  /// - Parameters:
  ///   - shift: in metres, world axes.
  ///   - turn: of the foot, in world axes; the foot's orientation stays unless told.
  ///   - pose: the frame's.
  public mutating func moveFoot(
    of leg: Humanoid.Leg, by shift: Vector3, turn: Quaternion = .identity, in pose: WorldPose, frame: Int
  ) {
    let hip = pose.positions[leg.thigh]
    let chain = TwoBoneChain(
      upper: pose.positions[leg.shin] - hip, lower: pose.positions[leg.foot] - pose.positions[leg.shin])
    let (thigh, shin) = chain.orientations(
      reaching: pose.positions[leg.foot] + shift - hip, from: pose.orientations[leg.thigh],
      pose.orientations[leg.shin])
    let parent = skeleton.joints[leg.thigh].parent.map { pose.orientations[$0] } ?? .identity
    self[rotation: frame, leg.thigh] = (parent.inverse * thigh).normalized
    self[rotation: frame, leg.shin] = (thigh.inverse * shin).normalized
    self[rotation: frame, leg.foot] = (shin.inverse * (turn * pose.orientations[leg.foot])).normalized
  }
}
