import Motion

extension JointMap {
  /// The joints by the shape of the tree alone: the legs are the first pair of branches of equal length, the arms the next pair
  /// further up; the toes point forward, which tells left from right.
  /// - Returns: nil when the tree is not that of a body, or left and right cannot be told apart in `pose`.
  static func findByShape(_ skeleton: Skeleton, pose: WorldPose) -> [BodyRole: Int]? {
    let tree = BranchedTree(skeleton)
    for hips in skeleton.joints.indices {
      guard let legs = tree.pair(at: hips) else { continue }
      let trunks = tree.children[hips].filter { $0 != legs.0 && $0 != legs.1 }
      for trunk in trunks {
        guard let top = tree.firstPair(from: trunk), let arms = tree.pair(at: top) else { continue }
        if let found = body(tree, pose, hips: hips, legs: legs, top: top, arms: arms) { return found }
      }
    }
    return nil
  }

  private static func body(
    _ tree: BranchedTree, _ pose: WorldPose, hips: Int, legs: (Int, Int), top: Int, arms: (Int, Int)
  ) -> [BodyRole: Int]? {
    guard let first = tree.leg(from: legs.0), let second = tree.leg(from: legs.1) else { return nil }
    let up = (pose.positions[top] - pose.positions[hips]).normalized()
    let forward = [first, second].reduce(Vector3.zero) { $0 + tree.toeDirection(foot: $1.foot, pose) }
    let left = up.cross(forward).normalized()
    let across = (pose.positions[first.upper] - pose.positions[second.upper]).normalized().dot(left)
    guard abs(across) > 0.5 else { return nil }

    var found: [BodyRole: Int] = [.hips: hips]
    for (side, leg) in zip(across > 0 ? [BodySide.left, .right] : [.right, .left], [first, second]) {
      found[side.upperLeg] = leg.upper
      found[side.lowerLeg] = leg.lower
      found[side.foot] = leg.foot
      found[side.toes] = leg.toes
    }
    let chains = [tree.stem(from: arms.0), tree.stem(from: arms.1)]
    let reach = chains.map { pose.positions[$0[min(1, $0.count - 1)]].dot(left) }
    for (side, chain) in zip(reach[0] > reach[1] ? [BodySide.left, .right] : [.right, .left], chains) {
      guard chain.count >= 3 else { continue }
      let start = chain.count > 3 ? 1 : 0
      if start == 1 { found[side.shoulder] = chain[0] }
      found[side.upperArm] = chain[start]
      found[side.lowerArm] = chain[start + 1]
      found[side.hand] = chain[start + 2]
    }
    let necks = tree.children[top].filter { $0 != arms.0 && $0 != arms.1 }
    let neck = necks.max { pose.positions[$0].dot(up) < pose.positions[$1].dot(up) }
    addTrunk(to: &found, hips: hips, top: top, head: neck.flatMap { tree.stem(from: $0).last }, tree.skeleton)
    return found
  }
}

/// A skeleton with what its branches measure.
private struct BranchedTree {
  let skeleton: Skeleton
  let children: [[Int]]
  /// Length of the longest way from each joint to a tip, in metres.
  let reach: [Double]

  init(_ skeleton: Skeleton) {
    self.skeleton = skeleton
    var children = Array(repeating: [Int](), count: skeleton.count)
    var reach = skeleton.joints.map { $0.endSites.map(\.length).max() ?? 0 }
    for (index, joint) in skeleton.joints.enumerated() {
      if let parent = joint.parent { children[parent].append(index) }
    }
    for (index, joint) in skeleton.joints.enumerated().reversed() {
      if let parent = joint.parent { reach[parent] = max(reach[parent], reach[index] + joint.offset.length) }
    }
    self.children = children
    self.reach = reach
  }

  /// The two branches at `joint` whose lengths agree best, if within a tenth.
  func pair(at joint: Int) -> (Int, Int)? {
    // More branches than a body has would make this slow for nothing.
    let branches = children[joint].prefix(16).map { ($0, reach[$0] + skeleton.joints[$0].offset.length) }
      .filter { $0.1 > 0 }
    var best: (Int, Int)?
    var smallest = 0.1
    for (index, a) in branches.enumerated() {
      for b in branches.dropFirst(index + 1) {
        let difference = abs(a.1 - b.1) / max(a.1, b.1)
        if difference < smallest { (best, smallest) = ((a.0, b.0), difference) }
      }
    }
    return best
  }

  func firstPair(from joint: Int) -> Int? {
    var queue = [joint]
    var place = 0
    while place < queue.count {
      if pair(at: queue[place]) != nil { return queue[place] }
      queue += children[queue[place]]
      place += 1
    }
    return nil
  }

  /// The joints from `joint` on, up to a tip or the first that branches.
  func stem(from joint: Int) -> [Int] {
    var stem = [joint]
    while children[stem[stem.count - 1]].count == 1 { stem.append(children[stem[stem.count - 1]][0]) }
    return stem
  }

  /// The knee is the joint of the chain with a long bone on either side.
  func leg(from joint: Int) -> (upper: Int, lower: Int, foot: Int, toes: Int?)? {
    var chain = [joint]
    while let next = children[chain[chain.count - 1]].max(by: { reach[$0] < reach[$1] }) { chain.append(next) }
    guard chain.count >= 3 else { return nil }
    func bone(_ place: Int) -> Double { skeleton.joints[chain[place]].offset.length }
    let knees = 1..<(chain.count - 1)
    guard let knee = knees.max(by: { min(bone($0), bone($0 + 1)) < min(bone($1), bone($1 + 1)) }) else { return nil }
    return (chain[knee - 1], chain[knee], chain[knee + 1], knee + 2 < chain.count ? chain[knee + 2] : nil)
  }

  func toeDirection(foot: Int, _ pose: WorldPose) -> Vector3 {
    if let toes = children[foot].first { return (pose.positions[toes] - pose.positions[foot]).normalized() }
    let tip = skeleton.joints[foot].endSites.first ?? .zero
    return pose.orientations[foot].rotate(tip).normalized()
  }
}
