import Motion

/// How far a performed motion is from its reference, joint by joint. Distances are means over joints and frames.
public struct TrackingMetrics: Codable, Sendable, Equatable {
  /// Mean per-joint position error in the world.
  public var mpjpeGlobalMM: Double
  /// The same with both motions' positions taken relative to their root: the first joint that they share.
  public var mpjpeLocalMM: Double
  /// The error of the worst frame: the largest of `perFrameErrorsMM`.
  public var maxJointErrorMM: Double
  /// Mean distance between the joints' steps from frame to frame.
  public var velocityErrorMMPerFrame: Double
  /// Mean distance between the joints' second differences.
  public var accelerationErrorMMPerFrame2: Double
  /// Whether no frame's error is over 0.5 m (the success criterion of UHC, Luo et al. 2021).
  public var isSuccessful: Bool
  /// Mean distance over joints in the world, one a frame.
  public var perFrameErrorsMM: [Double]

  /// Compares the joints that both skeletons name alike.
  /// - Throws: `MotionError.invalidClip` when the frame counts or rates differ, or no joint has the same name.
  public init(performed: MotionClip, reference: MotionClip) throws {
    guard performed.frameCount == reference.frameCount else {
      throw MotionError.invalidClip(
        performed.name,
        "it has \(performed.frameCount) frames and its reference '\(reference.name)' has \(reference.frameCount), "
          + "expected equal counts")
    }
    guard abs(performed.rate - reference.rate) <= 1e-3 * reference.rate else {
      throw MotionError.invalidClip(
        performed.name,
        "it has \(performed.rate) frames per second and its reference '\(reference.name)' has \(reference.rate), "
          + "expected equal rates")
    }
    let performed = try performed.bodyAlone()
    let reference = try reference.bodyAlone()
    let pairs = reference.skeleton.joints.indices.compactMap { index in
      performed.skeleton.index(named: reference.skeleton.joints[index].name).map { ($0, index) }
    }
    guard !pairs.isEmpty else {
      throw MotionError.invalidClip(performed.name, "it shares no joint name with its reference '\(reference.name)'")
    }
    let errors = (0..<performed.frameCount).map { frame in
      let ours = performed.pose(at: frame).positions
      let theirs = reference.pose(at: frame).positions
      return pairs.map { ours[$0.0] - theirs[$0.1] }
    }
    // Differences are linear: the difference of two velocities is the velocity of the difference.
    let velocityErrors = differences(errors)
    perFrameErrorsMM = errors.map { mean($0.map(\.length)) * 1000 }
    mpjpeGlobalMM = mean(perFrameErrorsMM)
    mpjpeLocalMM = meanNorm(errors.map { frame in frame.map { $0 - frame[0] } }) * 1000
    maxJointErrorMM = perFrameErrorsMM.reduce(0, max)
    velocityErrorMMPerFrame = meanNorm(velocityErrors) * 1000
    accelerationErrorMMPerFrame2 = meanNorm(differences(velocityErrors)) * 1000
    isSuccessful = maxJointErrorMM <= 500
  }
}
