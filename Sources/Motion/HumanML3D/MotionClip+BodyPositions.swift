extension MotionClip {
  /// A clip on SMPL's 22 body joints from their positions, by inverse kinematics on a skeleton of the clip's own bone
  /// lengths.
  /// - Parameter bodyPositions: metres, y up, `bodyPositions[frame * 22 + joint]`.
  /// - Throws: `MotionError` when the positions do not fill the frames or are not finite.
  init(
    name: String, rate: Double, bodyPositions: [Vector3], frameCount: Int, convention: WorldConvention
  ) throws {
    let template = try SMPLSkeleton.skeleton(jointCount: 22)
    try PositionInverseKinematics.check(bodyPositions, frameCount: frameCount, skeleton: template, clip: name)
    let skeleton = try PositionInverseKinematics.measuredSkeleton(
      template: template, positions: bodyPositions, frameCount: frameCount)
    let solution = try PositionInverseKinematics(skeleton: skeleton)
      .solve(positions: bodyPositions, frameCount: frameCount)
    try self.init(
      name: name, skeleton: skeleton, rate: rate, rootTranslations: solution.rootTranslations,
      rotations: solution.rotations, convention: convention)
  }

  /// World positions of SMPL's 22 body joints in all frames, in metres: `[frame * 22 + joint]`.
  /// - Throws: `MotionError.unsupported` when the skeleton lacks one of the joints.
  func bodyPositions() throws -> [Vector3] {
    let indices = try SMPLSkeleton.bodyNames.map { joint in
      guard let index = skeleton.index(named: joint) else {
        throw MotionError.unsupported("\(name): it has no joint '\(joint)'; HumanML3D needs SMPL's 22 body joints")
      }
      return index
    }
    return (0..<frameCount).flatMap { frame in
      let pose = self.pose(at: frame)
      return indices.map { pose.positions[$0] }
    }
  }
}
