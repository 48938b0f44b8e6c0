import Foundation

extension HumanML3DFeatures {
  /// The features of world positions of the 22 joints, one row less than there are frames.
  ///
  /// The motion is first moved and turned so that it starts over the origin and faces +Z; heights stay as they are,
  /// with the floor at zero. Unlike the published code, which turns the wrong way for one frame where the heading
  /// passes half a turn from the start, the heading's step is always the shorter one.
  /// - Parameter positions: metres, y up, 20 frames per second, `positions[frame * 22 + joint]`.
  /// - Returns: `[row * 263 + column]`; empty for fewer than two frames.
  public static func features(_ positions: [Vector3]) -> [Double] {
    let frameCount = positions.count / jointCount
    guard frameCount > 1 else { return [] }
    let joints = facingForward(positions)
    let headings = self.headings(joints, frameCount)
    var features: [Double] = []
    features.reserveCapacity((frameCount - 1) * count)
    for frame in 0..<(frameCount - 1) {
      let now = joints[(frame * jointCount)..<((frame + 1) * jointCount)]
      let next = joints[((frame + 1) * jointCount)..<((frame + 2) * jointCount)]
      let steps = zip(now, next).map { $1 - $0 }
      appendRoot(now, steps[0], headings[frame], headings[frame + 1], to: &features)
      let ground = Vector3(now[now.startIndex].x, 0, now[now.startIndex].z)
      for joint in now.dropFirst() { append(headings[frame].rotate(joint - ground), to: &features) }
      for rotation in rotations(Array(now), heading: headings[frame]) {
        let (x, y, _) = rotation.columns
        append(x, to: &features)
        append(y, to: &features)
      }
      for step in steps { append(headings[frame].rotate(step), to: &features) }
      for joint in contactJoints { features.append(steps[joint].squaredLength < contactThreshold ? 1 : 0) }
    }
    return features
  }

  private static func append(_ v: Vector3, to features: inout [Double]) {
    features.append(v.x)
    features.append(v.y)
    features.append(v.z)
  }

  private static func appendRoot(
    _ now: ArraySlice<Vector3>, _ step: Vector3, _ heading: Quaternion, _ nextHeading: Quaternion,
    to features: inout [Double]
  ) {
    let turn = nextHeading * heading.inverse
    features.append(asin(min(max(turn.w < 0 ? -turn.y : turn.y, -1), 1)))
    let local = nextHeading.rotate(step)
    features.append(local.x)
    features.append(local.z)
    features.append(now[now.startIndex].y)
  }

  /// The motion moved over the origin and turned so that hips and shoulders of the first frame face +Z.
  private static func facingForward(_ positions: [Vector3]) -> [Vector3] {
    let across = positions[2] - positions[1] + positions[17] - positions[16]
    let turn = Quaternion(from: horizontalForward(across), to: .unitZ)
    let ground = Vector3(positions[0].x, 0, positions[0].z)
    return positions.map { turn.rotate($0 - ground) }
  }

  private static func horizontalForward(_ across: Vector3) -> Vector3 {
    Vector3.unitY.cross(across.normalized()).normalized(or: .unitZ)
  }

  /// For each frame the rotation from the world to the heading's axes.
  ///
  /// The published definition, kept as it is: the across direction is from the left to the right shoulder less that of
  /// the hips, the forward direction is smoothed in time by a Gaussian of 20 frames, and the first frame faces +Z.
  private static func headings(_ joints: [Vector3], _ frameCount: Int) -> [Quaternion] {
    let forward = (0..<frameCount).map { frame in
      let start = frame * jointCount
      let across = joints[start + 1] - joints[start + 2] + joints[start + 17] - joints[start + 16]
      return Vector3.unitY.cross(across.normalized())
    }
    var headings = smoothed(forward).map { Quaternion(from: $0.normalized(or: .unitZ), to: .unitZ) }
    headings[0] = .identity
    return headings
  }

  /// A Gaussian filter of 20 frames' standard deviation, cut off at four of them; the ends are held.
  private static func smoothed(_ values: [Vector3]) -> [Vector3] {
    let deviation = 20.0
    let radius = 80
    let weights = (-radius...radius).map { exp(-0.5 * Double($0 * $0) / (deviation * deviation)) }
    let sum = weights.reduce(0, +)
    return values.indices.map { center in
      var total = Vector3.zero
      for (index, weight) in weights.enumerated() {
        total += values[min(max(center + index - radius, 0), values.count - 1)] * weight
      }
      return total / sum
    }
  }

  /// The local rotations of joints 1 to 21: along each chain from the heading outwards, the shortest turn of each bone
  /// from its axis. All chains start from the heading, those of the arms too.
  private static func rotations(_ joints: [Vector3], heading: Quaternion) -> [Quaternion] {
    var rotations = [Quaternion](repeating: .identity, count: jointCount)
    for chain in chains {
      var orientation = heading
      for (parent, child) in zip(chain, chain.dropFirst()) {
        let turned = Quaternion(from: boneAxes[child], to: joints[child] - joints[parent])
        rotations[child] = orientation.inverse * turned
        orientation = turned
      }
    }
    return Array(rotations.dropFirst())
  }

  private static let chains = [
    [0, 2, 5, 8, 11], [0, 1, 4, 7, 10], [0, 3, 6, 9, 12, 15], [9, 14, 17, 19, 21], [9, 13, 16, 18, 20],
  ]

  /// The direction of the bone to each joint in the definition's own rest pose, arms down.
  private static let boneAxes: [Vector3] = [
    .zero, .unitX, -.unitX, .unitY, -.unitY, -.unitY, .unitY, -.unitY, -.unitY, .unitY, .unitZ, .unitZ, .unitY,
    .unitX, -.unitX, .unitZ, -.unitY, -.unitY, -.unitY, -.unitY, -.unitY, -.unitY,
  ]
}
