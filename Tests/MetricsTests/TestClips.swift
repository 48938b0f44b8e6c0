import Motion
import Simulation

/// Motions and bodies whose figures have a closed form.
enum TestClips {
  /// A hip one metre up with a knee and a foot straight under it, the foot on the floor; `root` moves it as a whole.
  static func leg(
    frames: Int, rate: Double = 30, prefix: String = "", root: (Double) -> Vector3 = { _ in .zero }
  ) throws -> MotionClip {
    let skeleton = try Skeleton(joints: [
      .init(name: prefix + "hip", parent: nil, offset: .zero),
      .init(name: prefix + "knee", parent: 0, offset: Vector3(0, -0.5, 0)),
      .init(name: prefix + "foot", parent: 1, offset: Vector3(0, -0.5, 0)),
    ])
    return try MotionClip(
      name: prefix + "leg", skeleton: skeleton, rate: rate,
      rootTranslations: (0..<frames).map { Vector3(0, 1, 0) + root(Double($0) / rate) },
      rotations: Array(repeating: .identity, count: frames * 3))
  }

  /// A box of 20 cm as a foot, whose origin is its centre.
  static func boxFoot() throws -> Humanoid {
    try Humanoid(
      name: "box",
      links: [
        .init(
          name: "foot", parent: nil, offset: .zero, joint: JointModel(kind: .free),
          shapes: [Shape(geometry: .box(halfExtents: Vector3(0.1, 0.1, 0.1)))], mass: 1, centreOfMass: .zero,
          inertia: SymmetricMatrix3(xx: 1, yy: 1, zz: 1))
      ])
  }

  /// The box at the given heights of its centre, moving along x at `speed`.
  static func box(
    on humanoid: Humanoid, heights: [Double], speed: Double = 0, rate: Double = 30,
    orientation: Quaternion = .identity
  ) throws -> MotionClip {
    try MotionClip(
      name: "box", skeleton: humanoid.skeleton, rate: rate,
      rootTranslations: heights.enumerated().map { Vector3(speed * Double($0.offset) / rate, $0.element, 0) },
      rotations: Array(repeating: orientation, count: heights.count))
  }
}
