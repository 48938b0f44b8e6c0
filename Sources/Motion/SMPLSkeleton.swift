/// SMPL's joints with our own rounded, symmetric rest offsets of an adult of 1.7 m in a T-pose, facing +z, left towards +x.
public enum SMPLSkeleton {
  private typealias Entry = (name: String, parent: Int?, offset: Vector3)

  /// The 22 joints that all of SMPL's family have, in their order.
  private static let body: [Entry] = [
    ("pelvis", nil, Vector3(0, 0, 0)),
    ("left_hip", 0, Vector3(0.065, -0.085, -0.010)), ("right_hip", 0, Vector3(-0.065, -0.085, -0.010)),
    ("spine1", 0, Vector3(0, 0.115, -0.030)),
    ("left_knee", 1, Vector3(0.038, -0.385, 0.005)), ("right_knee", 2, Vector3(-0.038, -0.385, 0.005)),
    ("spine2", 3, Vector3(0, 0.130, 0.020)),
    ("left_ankle", 4, Vector3(-0.012, -0.415, -0.035)), ("right_ankle", 5, Vector3(0.012, -0.415, -0.035)),
    ("spine3", 6, Vector3(0, 0.055, 0.005)),
    ("left_foot", 7, Vector3(0.025, -0.060, 0.125)), ("right_foot", 8, Vector3(-0.025, -0.060, 0.125)),
    ("neck", 9, Vector3(0, 0.210, -0.025)),
    ("left_collar", 9, Vector3(0.075, 0.115, -0.015)), ("right_collar", 9, Vector3(-0.075, 0.115, -0.015)),
    ("head", 12, Vector3(0, 0.080, 0.040)),
    ("left_shoulder", 13, Vector3(0.115, 0.040, -0.015)), ("right_shoulder", 14, Vector3(-0.115, 0.040, -0.015)),
    ("left_elbow", 16, Vector3(0.260, -0.010, -0.020)), ("right_elbow", 17, Vector3(-0.260, -0.010, -0.020)),
    ("left_wrist", 18, Vector3(0.260, 0.005, -0.005)), ("right_wrist", 19, Vector3(-0.260, 0.005, -0.005)),
  ]

  /// Where the pelvis is in the body's own rest frame, to which the translation of AMASS's files refers.
  public static let pelvis = Vector3(0, -0.225, 0.028)

  /// Names of the 22 body joints.
  public static let bodyNames = body.map(\.name)

  /// - Parameter jointCount: 22 (body), 24 (SMPL, with hands), 52 (SMPL-H, with fingers) or 55 (SMPL-X, with jaw and eyes).
  /// - Throws: `MotionError.unsupported` for another number.
  public static func skeleton(jointCount: Int = 22) throws -> Skeleton {
    var entries = body
    switch jointCount {
    case 22: break
    case 24:
      entries.append(("left_hand", 20, Vector3(0.085, -0.010, -0.010)))
      entries.append(("right_hand", 21, Vector3(-0.085, -0.010, -0.010)))
    case 52: entries += fingers(first: 22)
    case 55:
      entries.append(("jaw", 15, Vector3(0, -0.010, 0.010)))
      entries.append(("left_eye", 15, Vector3(0.032, 0.060, 0.060)))
      entries.append(("right_eye", 15, Vector3(-0.032, 0.060, 0.060)))
      entries += fingers(first: 25)
    default: throw MotionError.unsupported("SMPL skeletons have 22, 24, 52 or 55 joints, not \(jointCount)")
    }
    return try Skeleton(joints: entries.map { .init(name: $0.name, parent: $0.parent, offset: $0.offset) })
  }

  /// Five fingers of three joints to each hand, in the order of SMPL-H.
  private static func fingers(first: Int) -> [Entry] {
    let roots = [
      ("index", Vector3(0.100, 0.000, 0.020)), ("middle", Vector3(0.105, 0.003, 0.000)),
      ("pinky", Vector3(0.085, -0.006, -0.040)), ("ring", Vector3(0.095, 0.000, -0.022)),
      ("thumb", Vector3(0.030, -0.010, 0.030)),
    ]
    var entries: [Entry] = []
    for (side, hand, sign) in [("left", 20, 1.0), ("right", 21, -1.0)] {
      for (finger, root) in roots {
        let base = first + entries.count
        let step = finger == "thumb" ? Vector3(0.022, 0, 0.022) : Vector3(0.028, 0, 0)
        for joint in 0..<3 {
          let offset = joint == 0 ? root : step
          entries.append(
            ("\(side)_\(finger)\(joint + 1)", joint == 0 ? hand : base + joint - 1, offset * Vector3(sign, 1, 1)))
        }
      }
    }
    return entries
  }
}
