/// The humanoid of DeepMimic's motions: 15 joints, facing +X, y up, right at +Z; lengths as that project's humanoid has them, in metres.
public enum DeepMimicSkeleton {
  /// How a joint stands in a frame's row.
  enum Kind {
    case ball
    case hinge
    case fixed
  }

  private struct Joint {
    var name: String
    var parent: Int?
    var offset: Vector3
    var kind = Kind.ball
    /// What lies beyond: the tip of a foot, the top of the head.
    var end: Vector3?
  }

  private static let joints: [Joint] =
    [
      Joint(name: "root", parent: nil, offset: .zero),
      Joint(name: "chest", parent: 0, offset: Vector3(0, 0.236151, 0)),
      Joint(name: "neck", parent: 1, offset: Vector3(0, 0.223894, 0), end: Vector3(0, 0.28, 0)),
    ] + limbs("right", side: 1, first: 3) + limbs("left", side: -1, first: 9)

  private static func limbs(_ name: String, side: Double, first: Int) -> [Joint] {
    [
      Joint(name: "\(name)_hip", parent: 0, offset: Vector3(0, 0, side * 0.084887)),
      Joint(name: "\(name)_knee", parent: first, offset: Vector3(0, -0.421546, 0), kind: .hinge),
      Joint(
        name: "\(name)_ankle", parent: first + 1, offset: Vector3(0, -0.40987, 0), end: Vector3(0.1335, -0.05, 0)),
      Joint(name: "\(name)_shoulder", parent: 1, offset: Vector3(-0.02405, 0.2435, side * 0.18311)),
      Joint(name: "\(name)_elbow", parent: first + 3, offset: Vector3(0, -0.274788, 0), kind: .hinge),
      Joint(name: "\(name)_wrist", parent: first + 4, offset: Vector3(0, -0.258947, 0), kind: .fixed),
    ]
  }

  /// Numbers in a frame: its duration, the root's place, and the joints.
  static let rowCount = joints.reduce(4) { $0 + ($1.kind == .ball ? 4 : $1.kind == .hinge ? 1 : 0) }

  static func kind(_ joint: Int) -> Kind { joints[joint].kind }

  public static func skeleton() throws -> Skeleton {
    try Skeleton(
      joints: joints.map {
        Skeleton.Joint(name: $0.name, parent: $0.parent, offset: $0.offset, endSites: $0.end.map { [$0] } ?? [])
      })
  }

  /// The joints' rotations of a row of `rowCount` numbers; nil when a quaternion's length is not about one.
  static func rotations(of row: [Double]) -> [Quaternion]? {
    var place = 4
    var rotations: [Quaternion] = []
    for joint in joints {
      switch joint.kind {
      case .ball:
        let q = Quaternion(w: row[place], x: row[place + 1], y: row[place + 2], z: row[place + 3])
        guard abs(q.dot(q) - 1) < 0.02 else { return nil }
        rotations.append(q.normalized)
        place += 4
      case .hinge:
        rotations.append(Quaternion(angle: row[place], axis: .unitZ))
        place += 1
      case .fixed: rotations.append(.identity)
      }
    }
    return rotations
  }
}
