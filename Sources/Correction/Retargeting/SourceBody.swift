import Motion

/// A motion seen as a body's: where the joints that play a role are, and what their own frames mean.
struct SourceBody {
  let clip: MotionClip
  let map: JointMap
  let poses: [WorldPose]
  /// Length of a leg from hip over knee to ankle, mean over both sides and all frames, in metres.
  let legLength: Double

  init(clip: MotionClip, map: JointMap) throws {
    self.clip = clip
    self.map = map
    for role in BodyRole.allCases {
      guard let joint = map[role] else { continue }
      guard clip.skeleton.joints.indices.contains(joint) else {
        throw RetargetingError.mapDoesNotFit(role, skeleton: clip.name)
      }
    }
    poses = (0..<clip.frameCount).map { clip.pose(at: $0) }
    legLength = Self.meanLegLength(poses, map)
    guard legLength > 1e-6, legLength.isFinite else { throw RetargetingError.noLegLength(skeleton: clip.name) }
  }

  private static func meanLegLength(_ poses: [WorldPose], _ map: JointMap) -> Double {
    var sum = 0.0
    for pose in poses {
      for side in BodySide.allCases {
        guard let hip = map[side.upperLeg], let knee = map[side.lowerLeg], let ankle = map[side.foot] else { continue }
        sum += (pose.positions[knee] - pose.positions[hip]).length
        sum += (pose.positions[ankle] - pose.positions[knee]).length
      }
    }
    return sum / Double(2 * poses.count)
  }

  /// The mean over the frames of a world direction, as the joint's own frame sees it.
  func meanLocal(_ joint: Int, _ direction: (WorldPose) -> Vector3) -> Vector3 {
    var sum = Vector3.zero
    for pose in poses { sum += pose.orientations[joint].inverse.rotate(direction(pose)) }
    return sum / Double(poses.count)
  }

  /// The direction from one joint to another in the first one's frame.
  func direction(from joint: Int, to other: Int) -> Vector3 {
    meanLocal(joint) { $0.positions[other] - $0.positions[joint] }
  }

  /// From the right joint of a pair to the left one, in the world.
  private func left(_ pose: WorldPose, of roles: (BodyRole, BodyRole)) -> Vector3? {
    guard let left = map[roles.0], let right = map[roles.1] else { return nil }
    return pose.positions[left] - pose.positions[right]
  }

  func hipLine(_ pose: WorldPose) -> Vector3 {
    (left(pose, of: (.leftUpperLeg, .rightUpperLeg)) ?? .zero).normalized()
  }

  func shoulderLine(_ pose: WorldPose) -> Vector3 {
    left(pose, of: (.leftUpperArm, .rightUpperArm))?.normalized() ?? hipLine(pose)
  }

  /// The joint at the upper end of the trunk: the neck, else the head, else the uppermost trunk joint.
  var trunkEnd: Int? { map[.neck] ?? map[.head] ?? map[.upperChest] ?? map[.chest] ?? map[.spine] }

  /// From the hips to the trunk's end, in the world.
  func trunk(_ pose: WorldPose) -> Vector3 {
    guard let end = trunkEnd else { return .unitY }
    return (pose.positions[end] - middleOfHips(pose, map)).normalized()
  }

  /// From the ankle to the toes in the foot's frame; of a foot without toes, to its tips.
  func footDirection(_ side: BodySide) -> Vector3? {
    guard let foot = map[side.foot] else { return nil }
    if let toes = map[side.toes], toes != foot { return direction(from: foot, to: toes) }
    let joint = clip.skeleton.joints[foot]
    guard !joint.endSites.isEmpty else { return nil }
    let tip = joint.endSites.reduce(Vector3.zero, +) / Double(joint.endSites.count)
    return tip.length > 0.05 * legLength ? tip : nil
  }
}
