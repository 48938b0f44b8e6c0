import Motion

extension BodyCalibration {
  mutating func alignArm(_ side: BodySide) {
    let across: Vector3 = side == .left ? .unitX : -.unitX
    if rest == nil, let joint = body.map[side.shoulder], let arm = body.map[side.upperArm] {
      // Collar bones lie across, wherever a skeleton has their inner ends.
      corrections[side.shoulder] = BoneFrame(primary: across, secondary: .unitZ)
        .correction(
          to: BoneFrame(primary: body.direction(from: joint, to: arm), secondary: body.meanLocal(joint, forward)))
    }
    for (role, next) in [(side.upperArm, side.lowerArm), (side.lowerArm, side.hand)] {
      corrections[role] = limbCorrection(role, to: next, inTPose: across, secondary: .unitZ) { bone, pose in
        // A bent elbow moves the hand forward; a straight one leaves the body's own forward, which has a small weight.
        bendAxis(side.upperArm, side.lowerArm, side.hand, pose).cross(bone) + forward(pose) * 0.02
      }
    }
    follow(side.lowerArm, after: side.upperArm)
    follow(side.hand, after: side.lowerArm)
  }

  mutating func alignLeg(_ side: BodySide) {
    for (role, next) in [(side.upperLeg, side.lowerLeg), (side.lowerLeg, side.foot)] {
      corrections[role] = limbCorrection(role, to: next, inTPose: -.unitY, secondary: .unitX) { _, pose in
        bendAxis(side.upperLeg, side.lowerLeg, side.foot, pose) + body.hipLine(pose) * 0.02
      }
    }
  }

  /// Lets a bone point as the source's does, and turns it about itself as it would be turned if it had been swung from a T pose
  /// to its rest direction by the shortest way.
  /// - Parameters:
  ///   - straight: where the bone points in a T pose (x left, y up, z forward).
  ///   - secondary: the second direction in a T pose.
  ///   - seen: the second direction of the source in the world, by the bone's direction and a frame's pose; for sources
  ///     without a rest pose to go by.
  private func limbCorrection(
    _ role: BodyRole, to next: BodyRole, inTPose straight: Vector3, secondary: Vector3,
    seen: (Vector3, WorldPose) -> Vector3
  ) -> Quaternion? {
    guard let joint = body.map[role], let other = body.map[next], let bone = humanoid.bone(from: role, to: next)
    else { return nil }
    let direction = body.direction(from: joint, to: other)
    let sourceSecondary: Vector3
    if let rest {
      let swing = Quaternion(from: rest.world(straight), to: direction)
      sourceSecondary = swing.rotate(rest.world(secondary))
    } else {
      sourceSecondary = body.meanLocal(joint) { pose in
        seen((pose.positions[other] - pose.positions[joint]).normalized(), pose)
      }
    }
    return BoneFrame(primary: bone, secondary: Quaternion(from: straight, to: bone).rotate(secondary))
      .correction(to: BoneFrame(primary: direction, secondary: sourceSecondary))
  }

  /// The axis about which the middle joint is bent, times the sine of the angle.
  private func bendAxis(_ a: BodyRole, _ b: BodyRole, _ c: BodyRole, _ pose: WorldPose) -> Vector3 {
    guard let a = body.map[a], let b = body.map[b], let c = body.map[c] else { return .zero }
    let first = (pose.positions[b] - pose.positions[a]).normalized()
    return first.cross((pose.positions[c] - pose.positions[b]).normalized())
  }

  /// A joint with no bone of its own to go by continues the one before it, straight in the rest pose or on the mean.
  private mutating func follow(_ role: BodyRole, after previous: BodyRole) {
    guard corrections[role] == nil, let joint = body.map[role], let before = body.map[previous],
      let correction = corrections[previous]
    else { return }
    corrections[role] =
      rest != nil ? correction : meanCorrection(joint, like: before, correction, in: body.poses.indices)
  }
}
