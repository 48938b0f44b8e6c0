import Motion
import Simulation

/// A person of 24 links in a T pose with the names of SMPL's joints.
enum TestHumanoid {
  private static let joints: [(name: String, parent: Int?, offset: Vector3)] = [
    ("pelvis", nil, Vector3(0, 0.94, 0)),
    ("left_hip", 0, Vector3(0.06, -0.09, 0)), ("left_knee", 1, Vector3(0.04, -0.386, 0.01)),
    ("left_ankle", 2, Vector3(-0.015, -0.427, -0.037)), ("left_foot", 3, Vector3(0.04, -0.06, 0.12)),
    ("right_hip", 0, Vector3(-0.06, -0.09, 0)), ("right_knee", 5, Vector3(-0.04, -0.386, 0.01)),
    ("right_ankle", 6, Vector3(0.015, -0.427, -0.037)), ("right_foot", 7, Vector3(-0.04, -0.06, 0.12)),
    ("spine1", 0, Vector3(0, 0.12, -0.03)), ("spine2", 9, Vector3(0, 0.14, 0.03)), ("spine3", 10, Vector3(0, 0.06, 0)),
    ("neck", 11, Vector3(0, 0.21, -0.03)), ("head", 12, Vector3(0, 0.09, 0.05)),
    ("left_collar", 11, Vector3(0.07, 0.11, -0.02)), ("left_shoulder", 14, Vector3(0.12, 0.05, -0.02)),
    ("left_elbow", 15, Vector3(0.26, -0.01, -0.03)), ("left_wrist", 16, Vector3(0.25, 0.01, 0)),
    ("left_hand", 17, Vector3(0.08, -0.01, -0.01)),
    ("right_collar", 11, Vector3(-0.07, 0.11, -0.02)), ("right_shoulder", 19, Vector3(-0.12, 0.05, -0.02)),
    ("right_elbow", 20, Vector3(-0.26, -0.01, -0.03)), ("right_wrist", 21, Vector3(-0.25, 0.01, 0)),
    ("right_hand", 22, Vector3(-0.08, -0.01, -0.01)),
  ]

  /// - Parameter kneeAxis: nil for knees that turn about all axes.
  static func make(kneeAxis: Vector3? = nil) throws -> Humanoid {
    let inertia = SymmetricMatrix3(xx: 0.01, yy: 0.01, zz: 0.01)
    return try Humanoid(
      name: "person",
      links: joints.map { joint in
        var kind = JointModel.Kind.ball(maximumAngle: nil)
        if joint.parent == nil { kind = .free }
        if let kneeAxis, joint.name.hasSuffix("knee") { kind = .hinge(axis: kneeAxis, range: nil) }
        var shapes: [Shape] = []
        if joint.name.hasSuffix("ankle") {
          shapes = [Shape(geometry: .box(halfExtents: Vector3(0.04, 0.025, 0.09)), position: Vector3(0, -0.055, 0.03))]
        }
        if joint.name.hasSuffix("foot") {
          shapes = [Shape(geometry: .box(halfExtents: Vector3(0.04, 0.02, 0.03)), position: Vector3(0, 0, 0.03))]
        }
        return .init(
          name: joint.name, parent: joint.parent, offset: joint.offset, joint: JointModel(kind: kind), shapes: shapes,
          mass: 3, centreOfMass: .zero, inertia: inertia)
      })
  }
}
