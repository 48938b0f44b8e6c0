/// Joint rotations from joint positions: every joint of a skeleton is told where it should be.
///
/// 1. A joint with several children gets the rotation that best turns their rest offsets to where they are (Wahba's
///    problem, solved by Horn's quaternion method, 1987). A joint with one child aims at it.
/// 2. Aiming leaves the turn about the bone open. It is chosen for a whole clip at once: a thigh or upper arm turns so
///    that the knee or elbow bends about its hinge, weighted by how far it is bent; other bones turn as little as
///    they can from their parent; and all turn smoothly in time.
/// 3. Where the positions' bone lengths are not the skeleton's, sweeps over the joints bring the sum of squared
///    position errors to its minimum (block coordinate descent; each block has a closed form).
///
/// Positions that the skeleton can take are met exactly. A joint without children keeps its parent's orientation.
public struct PositionInverseKinematics: Sendable {
  public let skeleton: Skeleton
  let tree: KinematicTree

  public init(skeleton: Skeleton) {
    self.skeleton = skeleton
    tree = KinematicTree(skeleton)
  }

  /// - Parameters:
  ///   - positions: world positions in metres, `positions[frame * joints + joint]`.
  ///   - frameCount: number of frames.
  /// - Returns: the root's world positions, one a frame, and local rotations laid out as in `MotionClip`, with signs
  ///   that do not jump from frame to frame.
  /// - Throws: `MotionError.invalidClip` when the counts do not fit or a position is beyond 10^15 m;
  ///   `MotionError.nonFinite` for a position that is not finite.
  public func solve(
    positions: [Vector3], frameCount: Int
  ) throws -> (rootTranslations: [Vector3], rotations: [Quaternion]) {
    try Self.check(positions, frameCount: frameCount, skeleton: skeleton)
    var orientations = [Quaternion](repeating: .identity, count: positions.count)
    for joint in tree.branches { orientBranch(joint, positions, frameCount, &orientations) }
    for joint in tree.joints where !tree.isBranch(joint) {
      if tree.children[joint].isEmpty {
        copyParent(of: joint, frameCount, &orientations)
      } else {
        aim(joint, positions, frameCount, &orientations)
      }
    }
    let roots = refine(positions, frameCount, &orientations)
    return (roots, localRotations(orientations, frameCount))
  }

  static func check(
    _ positions: [Vector3], frameCount: Int, skeleton: Skeleton, clip: String = "inverse kinematics"
  ) throws {
    let (expected, overflow) = frameCount.multipliedReportingOverflow(by: skeleton.count)
    guard frameCount > 0, !overflow, positions.count == expected else {
      throw MotionError.invalidClip(
        clip, "\(positions.count) positions are not \(frameCount) frames x \(skeleton.count) joints")
    }
    for (index, position) in positions.enumerated() where !(position.squaredLength < 1e30) {
      let joint = skeleton.joints[index % skeleton.count].name
      let frame = index / skeleton.count
      guard position.isFinite else { throw MotionError.nonFinite(clip: clip, frame: frame, joint: joint) }
      throw MotionError.invalidClip(clip, "frame \(frame), joint '\(joint)': it is over 10^15 m away")
    }
  }

  private func copyParent(of joint: Int, _ frameCount: Int, _ orientations: inout [Quaternion]) {
    guard let parent = tree.parents[joint] else { return }
    for frame in 0..<frameCount {
      orientations[frame * tree.count + joint] = orientations[frame * tree.count + parent]
    }
  }

  private func localRotations(_ orientations: [Quaternion], _ frameCount: Int) -> [Quaternion] {
    var rotations = orientations
    for index in orientations.indices {
      let joint = index % tree.count
      if let parent = tree.parents[joint] {
        guard !tree.children[joint].isEmpty else {
          rotations[index] = .identity
          continue
        }
        rotations[index] = (orientations[index - joint + parent].inverse * orientations[index]).normalized
      }
      if index >= tree.count, rotations[index].dot(rotations[index - tree.count]) < 0 {
        rotations[index] = -rotations[index]
      }
    }
    return rotations
  }
}
