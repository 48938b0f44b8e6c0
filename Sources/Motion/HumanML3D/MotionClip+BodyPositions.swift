extension MotionClip {
  /// A clip on SMPL's 22 body joints from their positions, by inverse kinematics on a skeleton of the clip's own bone
  /// lengths.
  /// - Parameters:
  ///   - rate: frames per second.
  ///   - bodyPositions: metres, y up, `bodyPositions[frame * 22 + joint]`.
  /// - Throws: `MotionError` when the positions do not fill the frames or are not finite.
  public init(
    name: String, rate: Double, bodyPositions: [Vector3], frameCount: Int, convention: WorldConvention = .init()
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

  /// A clip on SMPL's 22 body joints from HumanML3D's features, a frame for each row; see `HumanML3DFeatures`.
  /// - Parameters:
  ///   - rate: frames per second.
  ///   - features: `features[row * 263 + column]`, not normalized.
  /// - Throws: `MotionError` when the features do not fill the rows or are not finite.
  public init(
    name: String, rate: Double, features: [Double], rowCount: Int, convention: WorldConvention = .init()
  ) throws {
    let (expected, overflow) = rowCount.multipliedReportingOverflow(by: HumanML3DFeatures.count)
    guard !overflow, features.count == expected else {
      throw MotionError.invalidClip(
        name, "\(features.count) numbers are not \(rowCount) rows x \(HumanML3DFeatures.count) features")
    }
    if let index = features.firstIndex(where: { !$0.isFinite }) {
      let joint = HumanML3DFeatures.joint(ofColumn: index % HumanML3DFeatures.count)
      throw MotionError.nonFinite(
        clip: name, frame: index / HumanML3DFeatures.count, joint: SMPLSkeleton.bodyNames[joint])
    }
    try self.init(
      name: name, rate: rate, bodyPositions: HumanML3DFeatures.positions(features), frameCount: rowCount,
      convention: convention)
  }

  /// World positions of SMPL's 22 body joints in all frames, in metres: `[frame * 22 + joint]`.
  /// - Throws: `MotionError.unsupported` when the skeleton lacks one of the joints.
  public func bodyPositions() throws -> [Vector3] {
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
