import Foundation

/// Computes HumanML3D's features from joint positions, by the published definition.
struct HumanML3DFeatures {
  /// The chains along which rotations are told, and each joint's bone direction in a rest pose of unit bones.
  private static let chains = [
    [0, 2, 5, 8, 11], [0, 1, 4, 7, 10], [0, 3, 6, 9, 12, 15], [9, 14, 17, 19, 21], [9, 13, 16, 18, 20],
  ]
  private static let directions: [Vector3] = {
    let x = Vector3.unitX
    let y = Vector3.unitY
    let z = Vector3.unitZ
    return [.zero, x, -x, y, -y, -y, y, -y, -y, y, z, z, y, x, -x, z, -y, -y, -y, -y, -y, -y]
  }()
  /// Squared step, in square metres, under which a foot counts as standing.
  private static let contactStep = 0.002
  private static let feet = [7, 10, 8, 11]

  private let positions: [Vector3]
  private let frameCount: Int
  /// Into each frame's heading frame. The first frame's own heading is left out of the smoothing: there the body faces +z.
  private let headings: [Quaternion]

  /// - Parameter positions: anywhere and facing anywhere; they are first turned so that the body faces +z in the first frame.
  init(positions: [Vector3], frameCount: Int) {
    self.frameCount = frameCount
    let start = Quaternion(from: Self.forward(positions.prefix(22)), to: .unitZ)
    self.positions = positions.map(start.rotate)
    var headings = Self.forwards(self.positions, frameCount).map { Quaternion(from: $0, to: .unitZ) }
    headings[0] = .identity
    self.headings = headings
  }

  /// Where the body of one frame faces: square to hips and shoulders.
  private static func forward(_ frame: ArraySlice<Vector3>) -> Vector3 {
    let at = { (joint: Int) in frame[frame.startIndex + joint] }
    return Vector3.unitY.cross((at(2) - at(1) + at(17) - at(16)).normalized()).normalized(or: .unitZ)
  }

  private func position(_ frame: Int, _ joint: Int) -> Vector3 { positions[frame * 22 + joint] }

  /// Where the body faces, smoothed over time by a Gaussian of 20 frames.
  private static func forwards(_ positions: [Vector3], _ frameCount: Int) -> [Vector3] {
    let raw = (0..<frameCount).map { forward(positions[($0 * 22)..<($0 * 22 + 22)]) }
    let sigma = 20.0
    let radius = 80
    let weights = (-radius...radius).map { exp(-0.5 * Double($0 * $0) / (sigma * sigma)) }
    let total = weights.reduce(0, +)
    return raw.indices.map { frame in
      var sum = Vector3.zero
      for (index, weight) in weights.enumerated() {
        sum += raw[min(max(frame + index - radius, 0), frameCount - 1)] * weight
      }
      return (sum / total).normalized(or: .unitZ)
    }
  }

  func rows() -> [Double] {
    var values: [Double] = []
    values.reserveCapacity((frameCount - 1) * HumanML3DFeaturesCodec.featureCount)
    for frame in 0..<(frameCount - 1) {
      let heading = headings[frame]
      let next = headings[frame + 1]
      values.append(asin(min(max((next * heading.inverse).y, -1), 1)))
      let step = next.rotate(position(frame + 1, 0) - position(frame, 0))
      let root = position(frame, 0)
      values += [step.x, step.z, root.y]
      for joint in 1..<22 {
        let local = heading.rotate(position(frame, joint) - Vector3(root.x, 0, root.z))
        values += [local.x, local.y, local.z]
      }
      for rotation in rotations(frame).dropFirst() {
        let (x, y, _) = rotation.columns
        values += [x.x, x.y, x.z, y.x, y.y, y.z]
      }
      for joint in 0..<22 {
        let velocity = heading.rotate(position(frame + 1, joint) - position(frame, joint))
        values += [velocity.x, velocity.y, velocity.z]
      }
      for foot in Self.feet {
        let move = (position(frame + 1, foot) - position(frame, foot)).squaredLength
        values.append(move < Self.contactStep ? 1 : 0)
      }
    }
    return values
  }

  /// Rotations along the chains, each against the one before it; chains start from the heading.
  private func rotations(_ frame: Int) -> [Quaternion] {
    var rotations = [Quaternion](repeating: .identity, count: 22)
    for chain in Self.chains {
      var above = headings[frame]
      for (joint, next) in zip(chain, chain.dropFirst()) {
        let bone = (position(frame, next) - position(frame, joint)).normalized(or: Self.directions[next])
        let turn = Quaternion(from: Self.directions[next], to: bone)
        rotations[next] = above.inverse * turn
        above = turn
      }
    }
    return rotations
  }
}
