extension PositionInverseKinematics {
  /// Brings the sum of squared position errors of each frame to its minimum over the root's position and all
  /// orientations.
  ///
  /// Turning one joint while all others keep their world orientation moves each child's subtree by a translation. The
  /// best place of a child is therefore where its subtree's mean error vanishes, and the best rotation of the joint is
  /// the one that turns its bones towards those places.
  /// - Returns: the root's positions.
  func refine(_ positions: [Vector3], _ frameCount: Int, _ orientations: inout [Quaternion]) -> [Vector3] {
    var work = RefinementWork(count: tree.count)
    return (0..<frameCount).map { frame in
      let start = frame * tree.count
      var root = positions[start]
      var error = work.place(tree, positions, start, orientations, root)
      // Errors of a micrometre are as good as none; files of 4-byte floats have as much.
      let negligible = Double(tree.count) * 1e-12
      for _ in 0..<Self.sweepLimit where error > negligible {
        let before = error
        root += work.sweep(tree, start, &orientations)
        error = work.place(tree, positions, start, orientations, root)
        if before - error < 1e-3 * before { break }
      }
      return root
    }
  }

  static let sweepLimit = 20
}

/// One frame's bones and errors.
private struct RefinementWork {
  /// From the parent, in the world.
  var bones: [Vector3]
  /// Where the joints are.
  var places: [Vector3]
  /// Sum over each joint's subtree of where it should be minus where it is.
  var errors: [Vector3]
  /// How much each bone and each joint has moved in this sweep.
  var changes: [Vector3]
  var moves: [Vector3]

  init(count: Int) {
    bones = [Vector3](repeating: .zero, count: count)
    places = bones
    errors = bones
    changes = bones
    moves = bones
  }

  /// Places all joints and sums their errors.
  /// - Returns: the sum of squared errors, in square metres.
  mutating func place(
    _ tree: KinematicTree, _ positions: [Vector3], _ start: Int, _ orientations: [Quaternion], _ root: Vector3
  ) -> Double {
    var squared = 0.0
    for joint in tree.joints {
      if let parent = tree.parents[joint] {
        bones[joint] = orientations[start + parent].rotate(tree.offsets[joint])
        places[joint] = places[parent] + bones[joint]
      } else {
        places[joint] = root
      }
      errors[joint] = positions[start + joint] - places[joint]
      squared += errors[joint].squaredLength
    }
    for joint in tree.joints.reversed() {
      if let parent = tree.parents[joint] { errors[parent] += errors[joint] }
    }
    return squared
  }

  /// Improves the root's position and then each joint's orientation, from the root outwards.
  /// - Returns: how far the root is to move.
  mutating func sweep(_ tree: KinematicTree, _ start: Int, _ orientations: inout [Quaternion]) -> Vector3 {
    let rootStep = errors[0] / tree.subtreeCounts[0]
    moves[0] = rootStep
    for joint in tree.joints {
      if let parent = tree.parents[joint] { moves[joint] = moves[parent] + changes[joint] }
      guard let turn = turn(tree, joint) else { continue }
      orientations[start + joint] = (turn * orientations[start + joint]).normalized
      for child in tree.children[joint] { changes[child] = turn.rotate(bones[child]) - bones[child] }
    }
    return rootStep
  }

  private func turn(_ tree: KinematicTree, _ joint: Int) -> Quaternion? {
    let children = tree.children[joint]
    guard let first = children.first else { return nil }
    if children.count == 1 {
      return Quaternion(from: bones[first], to: wanted(tree, first))
    }
    var fit = RotationFit()
    for child in children {
      fit.add(from: bones[child] * tree.subtreeCounts[child], to: wanted(tree, child))
    }
    return fit.rotation(near: .identity)
  }

  /// The bone that would bring the mean error of the child's subtree to zero.
  private func wanted(_ tree: KinematicTree, _ child: Int) -> Vector3 {
    bones[child] + errors[child] / tree.subtreeCounts[child] - moves[tree.parents[child] ?? 0]
  }
}
