import Foundation

/// Joint rotations from joint positions.
///
/// A joint with several bones is turned as their places say; a joint with one bone is pointed along it, without a turn about it that
/// nothing asks for, except that knees and elbows bend about their own axes where they bend well. Where bone lengths agree this
/// is exact. Where they do not, sweeps of block coordinate descent make the sum of squared distances least: each
/// joint in turn is given the best rotation for all that hangs on it.
public struct PositionInverseKinematics: Sendable {
  private let skeleton: Skeleton
  private let children: [[Int]]
  /// All joints below each joint.
  private let descendants: [[Int]]
  /// For upper bones of limbs of two: the axis about which the joint below bends, in the rest pose.
  private let bendAxes: [Vector3?]
  private static let sweeps = 4

  public init(skeleton: Skeleton) {
    self.skeleton = skeleton
    var children = [[Int]](repeating: [], count: skeleton.count)
    var descendants = children
    for (index, joint) in skeleton.joints.enumerated() {
      if let parent = joint.parent { children[parent].append(index) }
      var ancestor = joint.parent
      while let above = ancestor {
        descendants[above].append(index)
        ancestor = skeleton.joints[above].parent
      }
    }
    self.children = children
    self.descendants = descendants
    bendAxes = skeleton.joints.indices.map { joint in
      guard children[joint].count == 1, children[children[joint][0]].count == 1 else { return nil }
      let name = skeleton.joints[children[joint][0]].name.lowercased()
      guard name.contains("knee") || name.contains("elbow") else { return nil }
      // A hanging limb: the knee bends back, the elbow forward; for an arm held otherwise, turned with it.
      let bone = skeleton.joints[children[joint][0]].offset.normalized()
      let down = Vector3(0, -1, 0)
      return Quaternion(from: down, to: bone).rotate(name.contains("knee") ? .unitX : -.unitX)
    }
  }

  /// The template's skeleton with the bones that the positions have: lengths are medians over the frames, and where a joint
  /// carries several bones, the angles between them are means.
  /// - Parameter positions: `positions[frame * template.count + joint]`, in metres.
  /// - Throws: `MotionError` when the counts do not fit.
  public static func measuredSkeleton(
    template: Skeleton, positions: [Vector3], frameCount: Int
  ) throws -> Skeleton {
    let count = template.count
    guard frameCount > 0, positions.count == frameCount * count else {
      throw MotionError.invalidSkeleton(
        "\(positions.count) positions do not make \(frameCount) frames of \(count) joints")
    }
    let step = max(1, frameCount / 200)
    var joints = template.joints
    for (index, joint) in template.joints.enumerated() {
      guard let parent = joint.parent else { continue }
      var lengths = stride(from: 0, to: frameCount, by: step).map { frame in
        (positions[frame * count + index] - positions[frame * count + parent]).length
      }
      lengths.sort()
      joints[index].offset = joint.offset.normalized() * lengths[lengths.count / 2]
    }
    for joint in joints.indices {
      let bones = joints.indices.filter { joints[$0].parent == joint && joints[$0].offset.length > 1e-9 }
      guard bones.count > 1 else { continue }
      let frames = stride(from: 0, to: frameCount, by: step).map { frame in
        bones.map { (positions[frame * count + $0] - positions[frame * count + joint]).normalized() }
      }
      for (bone, direction) in zip(bones, meanDirections(frames, start: bones.map { joints[$0].offset.normalized() })) {
        joints[bone].offset = direction * joints[bone].offset.length
      }
    }
    return try Skeleton(joints: joints)
  }

  /// The rigid set of directions that, turned for each frame, lies nearest to the frames' own.
  private static func meanDirections(_ frames: [[Vector3]], start: [Vector3]) -> [Vector3] {
    var mean = start
    for _ in 0..<4 {
      var sums = [Vector3](repeating: .zero, count: mean.count)
      for frame in frames {
        var alignment = Alignment(prior: 1e-9)
        for (own, seen) in zip(mean, frame) { alignment.add(from: own, to: seen) }
        let back = alignment.rotation.inverse
        for index in sums.indices { sums[index] += back.rotate(frame[index]) }
      }
      mean = zip(sums, mean).map { $0.normalized(or: $1) }
    }
    return mean
  }

  /// - Parameter positions: world positions, `positions[frame * skeleton.count + joint]`, in metres.
  /// - Returns: the root's positions, and local rotations in the same layout as the positions.
  /// - Throws: `MotionError` when the counts do not fit or a position is not finite.
  public func solve(
    positions: [Vector3], frameCount: Int
  ) throws -> (rootTranslations: [Vector3], rotations: [Quaternion]) {
    let count = skeleton.count
    guard positions.count == frameCount * count else {
      throw MotionError.invalidSkeleton(
        "\(positions.count) positions do not make \(frameCount) frames of \(count) joints")
    }
    for (index, position) in positions.enumerated() where !position.isFinite {
      throw MotionError.nonFinite(clip: "positions", frame: index / count, joint: skeleton.joints[index % count].name)
    }
    var roots: [Vector3] = []
    var rotations: [Quaternion] = []
    rotations.reserveCapacity(positions.count)
    for frame in 0..<frameCount {
      var pose = Pose(count: count)
      let targets = positions[(frame * count)..<((frame + 1) * count)]
      aim(&pose, at: targets)
      refine(&pose, at: targets)
      roots.append(pose.positions[0])
      for (index, joint) in skeleton.joints.enumerated() {
        var rotation = (joint.parent.map { pose.orientations[$0].inverse } ?? .identity) * pose.orientations[index]
        // Of a rotation's two quaternions the one near the frame before.
        if frame > 0, rotation.dot(rotations[rotations.count - count]) < 0 { rotation = -rotation }
        rotations.append(rotation.normalized)
      }
    }
    return (roots, rotations)
  }

  private struct Pose {
    var positions: [Vector3]
    var orientations: [Quaternion]

    init(count: Int) {
      positions = Array(repeating: .zero, count: count)
      orientations = Array(repeating: .identity, count: count)
    }
  }

  // MARK: From the top down

  private func aim(_ pose: inout Pose, at targets: ArraySlice<Vector3>) {
    let base = targets.startIndex
    for (index, joint) in skeleton.joints.enumerated() {
      let parent = joint.parent.map { pose.orientations[$0] } ?? .identity
      if let above = joint.parent {
        pose.positions[index] = pose.positions[above] + parent.rotate(joint.offset)
      } else {
        pose.positions[index] = targets[base]
      }
      pose.orientations[index] = orientation(of: index, parent: parent, targets: targets)
    }
  }

  private func orientation(of joint: Int, parent: Quaternion, targets: ArraySlice<Vector3>) -> Quaternion {
    let base = targets.startIndex
    let bones = children[joint].filter { skeleton.joints[$0].offset.length > 1e-9 }
    if bones.count > 1 {
      var alignment = Alignment(prior: 1e-9)
      for bone in bones {
        alignment.add(
          from: parent.rotate(skeleton.joints[bone].offset).normalized(),
          to: (targets[base + bone] - targets[base + joint]).normalized())
      }
      return alignment.rotation * parent
    }
    guard let bone = bones.first else { return parent }
    let along = (targets[base + bone] - targets[base + joint]).normalized()
    guard along.length > 0.5 else { return parent }
    let aimed = Quaternion(from: parent.rotate(skeleton.joints[bone].offset).normalized(), to: along) * parent
    guard let axis = bendAxes[joint], let next = children[bone].first else { return aimed }
    return squareToBend(
      aimed, axis: axis, along: along, next: (targets[base + next] - targets[base + bone]).normalized())
  }

  /// Turns about the bone towards the plane of the bend: fully for a good bend, not at all for a straight limb or a bend
  /// the wrong way.
  private func squareToBend(_ aimed: Quaternion, axis: Vector3, along: Vector3, next: Vector3) -> Quaternion {
    let normal = along.cross(next)
    let from = aimed.rotate(axis).rejected(from: along)
    let angle = atan2(along.dot(from.cross(normal)), from.dot(normal))
    let bent = min(max((normal.length - 0.15) / 0.35, 0), 1)
    // From a right angle on it fades out: beyond, it would rather be a bend the wrong way.
    let plausible = min(max((2.4 - abs(angle)) / 0.8, 0), 1)
    return Quaternion(angle: angle * bent * bent * (3 - 2 * bent) * plausible, axis: along) * aimed
  }

  // MARK: Least squares

  private func refine(_ pose: inout Pose, at targets: ArraySlice<Vector3>) {
    let base = targets.startIndex
    for _ in 0..<Self.sweeps {
      var shift = Vector3.zero
      var worst = 0.0
      for index in pose.positions.indices {
        let error = targets[base + index] - pose.positions[index]
        shift += error
        worst = max(worst, error.squaredLength)
      }
      // A tenth of a millimetre is exact enough.
      guard worst > 1e-8 else { return }
      shift /= Double(pose.positions.count)
      for index in pose.positions.indices { pose.positions[index] += shift }
      for joint in skeleton.joints.indices where !descendants[joint].isEmpty { turn(joint, of: &pose, at: targets) }
    }
  }

  /// Gives one joint the best rotation for everything below it.
  private func turn(_ joint: Int, of pose: inout Pose, at targets: ArraySlice<Vector3>) {
    let centre = pose.positions[joint]
    var alignment = Alignment(prior: 1e-3)
    for below in descendants[joint] {
      alignment.add(from: pose.positions[below] - centre, to: targets[targets.startIndex + below] - centre)
    }
    let turn = alignment.rotation
    pose.orientations[joint] = turn * pose.orientations[joint]
    for below in descendants[joint] {
      pose.positions[below] = centre + turn.rotate(pose.positions[below] - centre)
      pose.orientations[below] = turn * pose.orientations[below]
    }
  }
}
