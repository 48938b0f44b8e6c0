extension Skeleton {
  /// The first joint that carries more than one other: the body begins there. What is above it in single file (a dummy root on
  /// the floor) is no part of the body. Joint 0 for a skeleton without branches.
  public var bodyRoot: Int {
    var joint = 0
    while case let children = children(of: joint), children.count == 1 { joint = children[0] }
    return children(of: joint).isEmpty ? 0 : joint
  }
}

extension MotionClip {
  /// The clip without the joints above its body's root.
  public func bodyAlone() throws -> MotionClip {
    let root = skeleton.bodyRoot
    guard root > 0 else { return self }
    var kept: [Int] = []
    var place = [Int?](repeating: nil, count: jointCount)
    for (index, joint) in skeleton.joints.enumerated() where index == root || joint.parent.flatMap({ place[$0] }) != nil
    {
      place[index] = kept.count
      kept.append(index)
    }
    var joints = kept.map { skeleton.joints[$0] }
    for index in joints.indices { joints[index].parent = joints[index].parent.flatMap { place[$0] } }
    var clip = self
    clip.skeleton = try Skeleton(joints: joints)
    clip.rotations = []
    clip.rotations.reserveCapacity(frameCount * kept.count)
    for frame in 0..<frameCount {
      let pose = pose(at: frame)
      clip.rootTranslations[frame] = pose.positions[root]
      clip.rotations.append(pose.orientations[root])
      for joint in kept.dropFirst() { clip.rotations.append(self[rotation: frame, joint]) }
    }
    clip.translations = [:]
    for (joint, values) in translations where joint != root {
      if let index = place[joint] { clip.translations[index] = values }
    }
    return clip
  }
}
