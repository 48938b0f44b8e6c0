import Motion

extension JointMap {
  /// The joints that names give away: from knees and elbows along their chains.
  static func findByName(_ skeleton: Skeleton) -> [BodyRole: Int] {
    let names = skeleton.joints.map { JointName($0.name) }
    var found: [BodyRole: Int] = [:]
    for side in BodySide.allCases {
      if let knee = names.firstIndex(where: { $0.side == side && $0.isKnee }) {
        found[side.lowerLeg] = knee
        found[side.upperLeg] = bone(above: knee, skeleton, names)
        let foot = bone(below: knee, skeleton, names, like: \.isFoot)
        found[side.foot] = foot
        found[side.toes] = foot.flatMap { bone(below: $0, skeleton, names, like: \.isToes) }
      }
      if let elbow = names.firstIndex(where: { $0.side == side && $0.isElbow }) {
        found[side.lowerArm] = elbow
        found[side.upperArm] = bone(above: elbow, skeleton, names)
        found[side.hand] = bone(below: elbow, skeleton, names, like: \.isHand)
      }
    }
    guard let left = found[.leftUpperLeg], let right = found[.rightUpperLeg], left != right else { return found }
    let hips = skeleton.commonAncestor(left, right)
    found[.hips] = hips
    var top = hips
    if let leftArm = found[.leftUpperArm], let rightArm = found[.rightUpperArm], leftArm != rightArm {
      top = skeleton.commonAncestor(leftArm, rightArm)
      for side in BodySide.allCases {
        guard let arm = found[side.upperArm], let above = bone(above: arm, skeleton, names) else { continue }
        if above != top, skeleton.ancestry(of: above).contains(top) { found[side.shoulder] = above }
      }
    }
    let middle = skeleton.joints.indices.filter { names[$0].side == nil && !names[$0].isHelper }
    let head = middle.first { names[$0].isHead } ?? middle.first { names[$0].isNeck }
    addTrunk(to: &found, hips: hips, top: top, head: head, skeleton)
    return found
  }

  /// Spreads the joints between the hips and the arms' common parent `top` over the trunk's roles; the neck is the first joint
  /// from there to the head.
  static func addTrunk(to found: inout [BodyRole: Int], hips: Int, top: Int, head: Int?, _ skeleton: Skeleton) {
    let upward = Array(skeleton.ancestry(of: top).prefix { $0 != hips }.reversed())
    if skeleton.ancestry(of: top).contains(hips), let first = upward.first {
      found[.spine] = first
      if upward.count == 2 { found[.chest] = upward[1] }
      if upward.count > 2 {
        found[.chest] = upward[upward.count / 2]
        found[.upperChest] = upward[upward.count - 1]
      }
    }
    guard let head else { return }
    found[.head] = head
    let path = skeleton.ancestry(of: head)
    if let place = path.firstIndex(of: top), place > 1 { found[.neck] = path[place - 1] }
  }

  private static func bone(above joint: Int, _ skeleton: Skeleton, _ names: [JointName]) -> Int? {
    skeleton.ancestry(of: joint).dropFirst().first { !names[$0].isHelper }
  }

  /// The next joint down the limb: the child with a fitting name, else the first that is not a helper.
  private static func bone(
    below joint: Int, _ skeleton: Skeleton, _ names: [JointName], like fits: (JointName) -> Bool
  ) -> Int? {
    let children = skeleton.children(of: joint).filter { !names[$0].isHelper }
    return children.first { fits(names[$0]) } ?? children.first
  }
}
