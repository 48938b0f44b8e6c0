import Motion

extension BodyCalibration {
  mutating func alignTrunk() {
    let trunk = [BodyRole.hips] + BodyRole.trunk.filter { body.map[$0] != nil }
    if let rest {
      let upright = BoneFrame(primary: .unitY, secondary: .unitX)
        .correction(to: BoneFrame(primary: rest.up, secondary: rest.left))
      for role in trunk + [.neck, .head, .leftShoulder, .rightShoulder] { corrections[role] = upright }
      return
    }
    for (index, role) in trunk.enumerated() {
      let above = index + 1 < trunk.count ? trunk[index + 1] : body.map[.neck] != nil ? .neck : .head
      alignTrunk(role, below: above)
    }
    alignHead()
    alignNeck(over: trunk[trunk.count - 1])
  }

  /// By the bone to the next joint, and across: the hips by the line between the legs, the chest by that between the arms.
  private mutating func alignTrunk(_ role: BodyRole, below above: BodyRole) {
    guard let joint = body.map[role] else { return }
    let isLow = role == .hips || role == .spine
    let left = body.meanLocal(joint) { isLow ? body.hipLine($0) : body.shoulderLine($0) }
    var up = body.map[above].map { body.direction(from: joint, to: $0) } ?? .zero
    // Some skeletons put the lowest trunk joint at the hips' own place.
    if up.length < 0.02 * body.legLength { up = body.meanLocal(joint) { body.trunk($0) } }
    let across = BoneFrame(primary: .unitX, secondary: humanoid.trunkBone(from: partners[role], to: partners[above]))
    let sourceAcross = BoneFrame(primary: left, secondary: up)
    corrections[role] =
      role == .hips
      ? across.correction(to: sourceAcross) : across.swapped.correction(to: sourceAcross.swapped)
  }

  /// Heads are carried upright; only the frames in which the trunk is upright tell.
  private mutating func alignHead() {
    guard let head = body.map[.head] else { return }
    let up = body.meanLocal(head) { body.trunk($0).y > 0.7 ? .unitY : .zero }
    let left = body.meanLocal(head) { body.shoulderLine($0) }
    corrections[.head] = BoneFrame(primary: .unitY, secondary: .unitX)
      .correction(to: BoneFrame(primary: up, secondary: left))
  }

  /// Necks lie between chest and head, on the mean halfway; necks of skeletons differ too much to go by the bone.
  private mutating func alignNeck(over chest: BodyRole) {
    guard let neck = body.map[.neck], let chestJoint = body.map[chest], let chestCorrection = corrections[chest] else {
      return
    }
    let headJoint = body.map[.head] ?? chestJoint
    let headCorrection = corrections[.head] ?? chestCorrection
    var mean = MeanRotation()
    for pose in body.poses {
      let chest = pose.orientations[chestJoint] * chestCorrection
      let head = pose.orientations[headJoint] * headCorrection
      mean.add(pose.orientations[neck].inverse * chest.slerp(to: head, at: 0.5))
    }
    corrections[.neck] = mean.mean
  }
}
