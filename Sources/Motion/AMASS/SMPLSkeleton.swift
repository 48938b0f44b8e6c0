/// The joints of the SMPL family of body models: names, tree and a rest pose.
///
/// Names and tree are those of SMPL (22 body joints, 24 with hands), SMPL-H (52) and SMPL-X (55). The rest pose is a
/// T-pose of our own rounded, symmetric figures for an adult of about 1.72 m, y up, facing +Z, left at +X; no body
/// model's file is needed. Joints of a person differ from it by a few centimetres.
public enum SMPLSkeleton {
  /// The joint counts there are.
  public static let jointCounts = [22, 24, 52, 55]

  /// Names of the 22 body joints.
  public static let bodyNames = body.map(\.name)

  /// The skeleton of 22, 24, 52 or 55 joints.
  /// - Throws: `MotionError.unsupported` for another count.
  public static func skeleton(jointCount: Int) throws -> Skeleton {
    let joints: [Joint]
    switch jointCount {
    case 22: joints = body
    case 24: joints = body + [("left", 1.0), ("right", -1.0)].map { side, sign in hand(side, sign) }
    case 52: joints = body + fingers
    case 55: joints = body + face + fingers
    default: throw MotionError.unsupported("SMPL has no skeleton of \(jointCount) joints, expected 22, 24, 52 or 55")
    }
    var indices: [String: Int] = [:]
    return try Skeleton(
      joints: joints.enumerated().map { index, joint in
        indices[joint.name] = index
        return Skeleton.Joint(name: joint.name, parent: joint.parent.flatMap { indices[$0] }, offset: joint.offset)
      })
  }

  /// Whether a skeleton has the names and the tree of SMPL's skeleton of as many joints.
  public static func matches(_ skeleton: Skeleton) -> Bool {
    guard let own = try? self.skeleton(jointCount: skeleton.count) else { return false }
    return zip(own.joints, skeleton.joints).allSatisfy { $0.name == $1.name && $0.parent == $1.parent }
  }

  private struct Joint {
    var name: String
    var parent: String?
    var offset: Vector3

    init(_ name: String, _ parent: String?, _ x: Double, _ y: Double, _ z: Double) {
      self.name = name
      self.parent = parent
      offset = Vector3(x, y, z)
    }
  }

  /// The pelvis in SMPL's own coordinates, whose origin is in the chest; metres, y up.
  static let restPelvis = Vector3(0, -0.225, 0.03)

  private static let body = [
    Joint("pelvis", nil, restPelvis.x, restPelvis.y, restPelvis.z),
    Joint("left_hip", "pelvis", 0.07, -0.09, -0.005),
    Joint("right_hip", "pelvis", -0.07, -0.09, -0.005),
    Joint("spine1", "pelvis", 0, 0.11, -0.025),
    Joint("left_knee", "left_hip", 0.035, -0.38, -0.005),
    Joint("right_knee", "right_hip", -0.035, -0.38, -0.005),
    Joint("spine2", "spine1", 0, 0.135, 0),
    Joint("left_ankle", "left_knee", -0.015, -0.4, -0.045),
    Joint("right_ankle", "right_knee", 0.015, -0.4, -0.045),
    Joint("spine3", "spine2", 0, 0.055, 0.025),
    Joint("left_foot", "left_ankle", 0.025, -0.055, 0.12),
    Joint("right_foot", "right_ankle", -0.025, -0.055, 0.12),
    Joint("neck", "spine3", 0, 0.215, -0.045),
    Joint("left_collar", "spine3", 0.08, 0.12, -0.035),
    Joint("right_collar", "spine3", -0.08, 0.12, -0.035),
    Joint("head", "neck", 0, 0.065, 0.05),
    Joint("left_shoulder", "left_collar", 0.095, 0.03, -0.01),
    Joint("right_shoulder", "right_collar", -0.095, 0.03, -0.01),
    Joint("left_elbow", "left_shoulder", 0.26, -0.015, -0.025),
    Joint("right_elbow", "right_shoulder", -0.26, -0.015, -0.025),
    Joint("left_wrist", "left_elbow", 0.25, 0.01, 0),
    Joint("right_wrist", "right_elbow", -0.25, 0.01, 0),
  ]

  private static func hand(_ side: String, _ sign: Double) -> Joint {
    Joint("\(side)_hand", "\(side)_wrist", sign * 0.085, -0.01, -0.015)
  }

  private static let face = [
    Joint("jaw", "head", 0, -0.005, 0),
    Joint("left_eye_smplhf", "head", 0.03, 0.06, 0.06),
    Joint("right_eye_smplhf", "head", -0.03, 0.06, 0.06),
  ]

  /// Three joints of each finger, out along the palm; the thumb points forwards.
  private static let fingers: [Joint] = [("left", 1.0), ("right", -1.0)].flatMap { side, sign in
    [
      ("index", [Vector3(0.1, -0.005, 0.02), Vector3(0.032, 0, 0), Vector3(0.022, 0, 0)]),
      ("middle", [Vector3(0.105, 0, -0.002), Vector3(0.032, 0, -0.002), Vector3(0.024, 0, -0.002)]),
      ("pinky", [Vector3(0.08, -0.01, -0.045), Vector3(0.016, 0, -0.006), Vector3(0.016, 0, -0.006)]),
      ("ring", [Vector3(0.095, -0.003, -0.025), Vector3(0.03, 0, -0.004), Vector3(0.024, 0, -0.004)]),
      ("thumb", [Vector3(0.025, -0.015, 0.025), Vector3(0.022, -0.005, 0.022), Vector3(0.022, -0.005, 0.022)]),
    ].flatMap { finger, offsets in
      offsets.enumerated().map { index, offset in
        let parent = index == 0 ? "\(side)_wrist" : "\(side)_\(finger)\(index)"
        return Joint("\(side)_\(finger)\(index + 1)", parent, sign * offset.x, offset.y, offset.z)
      }
    }
  }
}
