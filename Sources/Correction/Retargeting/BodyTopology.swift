import Motion

/// Finds a body's parts without names: two legs and a torso hang on the hips, two arms and a head on the chest.
struct BodyTopology {
  private let tree: JointTree

  init(_ tree: JointTree) { self.tree = tree }

  func roles() -> [String: Int] {
    guard let hips = branching(from: 0), let limbs = limbs(of: hips) else { return [:] }
    var roles = ["hips": hips]
    let chest = branching(from: limbs.middle)
    let upper = chest.flatMap { self.limbs(of: $0) }
    // Up is from the hips to the chest; forward from the ankles to the toes; left is up x forward.
    let up = (tree.rest[chest ?? limbs.middle] - tree.rest[hips]).normalized(or: .unitY)
    let legs = limbs.pair.map(chain)
    var forward = Vector3.zero
    for leg in legs where leg.count >= 4 { forward += tree.rest[leg[3]] - tree.rest[leg[2]] }
    let left = up.cross(forward)
    for (leg, first) in zip(legs, limbs.pair) where leg.count >= 3 {
      let side = left.dot(tree.rest[first] - tree.rest[hips]) >= 0 ? "left" : "right"
      for (part, joint) in zip(["UpperLeg", "LowerLeg", "Foot", "Toes"], leg) { roles[side + part] = joint }
    }
    guard let chest, let upper else { return roles }
    roles["chest"] = chest
    roles["head"] = chain(upper.middle).last
    for first in upper.pair {
      let arm = chain(first)
      let parts = arm.count >= 4 ? ["Shoulder", "UpperArm", "LowerArm", "Hand"] : ["UpperArm", "LowerArm", "Hand"]
      let side = left.dot(tree.rest[arm[min(1, arm.count - 1)]] - tree.rest[chest]) >= 0 ? "left" : "right"
      for (part, joint) in zip(parts, arm) { roles[side + part] = joint }
    }
    return roles
  }

  /// The first joint at or below `start` with three or more children.
  private func branching(from start: Int) -> Int? {
    var joint = start
    while tree.children[joint].count < 3 {
      guard let next = tree.children[joint].max(by: { size($0) < size($1) }) else { return nil }
      joint = next
    }
    return joint
  }

  /// Of three branches, the two that are most alike, and the third.
  private func limbs(of joint: Int) -> (pair: [Int], middle: Int)? {
    let branches = Array(tree.children[joint].sorted { size($0) > size($1) }.prefix(3))
    guard branches.count == 3 else { return nil }
    func difference(_ a: Int, _ b: Int) -> Double { abs(reach(a) - reach(b)) }
    let pairs = [(0, 1, 2), (0, 2, 1), (1, 2, 0)]
    let best = pairs.min {
      difference(branches[$0.0], branches[$0.1]) < difference(branches[$1.0], branches[$1.1])
    }
    return best.map { ([branches[$0.0], branches[$0.1]], branches[$0.2]) }
  }

  private func size(_ joint: Int) -> Int { 1 + tree.children[joint].reduce(0) { $0 + size($1) } }

  /// Length of the longest way down, from the parent on.
  private func reach(_ joint: Int) -> Double {
    tree.skeleton.joints[joint].offset.length + (tree.children[joint].map(reach).max() ?? 0)
  }

  /// From `first` down along the longest way, without joints that lie on their parent.
  private func chain(_ first: Int) -> [Int] {
    var joints = [first]
    while let next = tree.children[joints[joints.count - 1]].max(by: { reach($0) < reach($1) }) {
      if tree.skeleton.joints[next].offset.length < 1e-6 {
        joints[joints.count - 1] = next
      } else {
        joints.append(next)
      }
    }
    return joints
  }
}
