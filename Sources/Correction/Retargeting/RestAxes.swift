import Motion

/// The body's axes in a skeleton's rest pose, when that is a pose in which a person stands: T, A or N.
struct RestAxes {
  let left: Vector3
  let up: Vector3
  var forward: Vector3 { left.cross(up) }

  /// A direction of the body (x left, y up, z forward) in the skeleton's axes.
  func world(_ direction: Vector3) -> Vector3 { left * direction.x + up * direction.y + forward * direction.z }

  /// Nil unless both legs point down and the trunk up, the hips lie across, and the feet do not point back.
  init?(_ body: SourceBody) {
    let rest = body.clip.skeleton.restPose.positions
    func place(_ role: BodyRole) -> Vector3? { body.map[role].map { rest[$0] } }
    guard let leftHip = place(.leftUpperLeg), let rightHip = place(.rightUpperLeg), let leftFoot = place(.leftFoot),
      let rightFoot = place(.rightFoot), let end = body.trunkEnd
    else { return nil }
    let hips = (leftHip + rightHip) / 2
    let up = (hips - (leftFoot + rightFoot) / 2).normalized()
    let across = (leftHip - rightHip).normalized()
    let isUpright = (rest[end] - hips).normalized().dot(up) > 0.8
    let legsAreDown = [leftHip - leftFoot, rightHip - rightFoot].allSatisfy { $0.normalized().dot(up) > 0.7 }
    guard isUpright, legsAreDown, abs(across.dot(up)) < 0.3 else { return nil }
    // Files agree on the vertical; a body that leans a little in its rest pose is not to be straightened.
    let axes: [Vector3] = [.unitX, .unitY, .unitZ, -.unitX, -.unitY, -.unitZ]
    self.up = axes.first { $0.dot(up) > 0.95 } ?? up
    left = across.rejected(from: self.up).normalized()
    for side in BodySide.allCases {
      guard let foot = body.map[side.foot], let toes = body.map[side.toes] else { continue }
      guard (rest[toes] - rest[foot]).dot(forward) > 0 else { return nil }
    }
  }
}
