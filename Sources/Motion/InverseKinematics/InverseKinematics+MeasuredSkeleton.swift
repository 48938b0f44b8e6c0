extension PositionInverseKinematics {
  /// A skeleton with a template's names and tree and the proportions of a moving body.
  ///
  /// Bone lengths are the median over the frames. A bone whose parent has one child keeps the template's rest
  /// direction. Where a joint has several children, their bones are rigid to each other, and their directions are the
  /// mean over the frames, in axes that fit the template's directions best. The root's offset stays the template's.
  /// - Parameter positions: as in `solve`.
  /// - Throws: `MotionError.invalidClip` or `MotionError.nonFinite` as `solve` does.
  public static func measuredSkeleton(
    template: Skeleton, positions: [Vector3], frameCount: Int
  ) throws -> Skeleton {
    try check(positions, frameCount: frameCount, skeleton: template)
    let solver = PositionInverseKinematics(skeleton: template)
    var directions = solver.tree.directions
    for branch in solver.tree.branches {
      for (child, direction) in solver.meanDirections(branch, positions, frameCount) { directions[child] = direction }
    }
    return try Skeleton(
      joints: template.joints.enumerated().map { index, joint in
        guard let parent = joint.parent else { return joint }
        var measured = joint
        let lengths = (0..<frameCount).map { frame in
          (positions[frame * template.count + index] - positions[frame * template.count + parent]).length
        }
        measured.offset = directions[index] * median(lengths)
        return measured
      })
  }

  /// For each child of a joint the mean direction of its bone in the joint's own axes.
  private func meanDirections(
    _ joint: Int, _ positions: [Vector3], _ frameCount: Int
  ) -> [(child: Int, direction: Vector3)] {
    var orientations = [Quaternion](repeating: .identity, count: positions.count)
    orientBranch(joint, positions, frameCount, &orientations)
    return tree.children[joint].map { child in
      var sum = Vector3.zero
      for start in stride(from: 0, to: positions.count, by: tree.count) {
        let bone = (positions[start + child] - positions[start + joint]).normalized()
        sum += orientations[start + joint].inverse.rotate(bone)
      }
      return (child, sum.normalized(or: tree.directions[child]))
    }
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}
