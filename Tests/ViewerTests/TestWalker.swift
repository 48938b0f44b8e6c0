import Foundation
import Motion
import Simulation

/// A small body: a pelvis one metre up, and two legs of one capsule each that end on the floor.
enum TestWalker {
  /// Legs swing as pendulums twice a second while the body moves along z at `speed` m/s; at speed 0 it stands.
  static func clip(frames: Int, speed: Double, height: Double = 0, mirrored: Bool = false) throws -> MotionClip {
    let skeleton = try humanoid(mirrored: mirrored).skeleton
    var rotations: [Quaternion] = []
    for frame in 0..<frames {
      let swing = speed > 0 ? 0.4 * sin(2 * .pi * Double(frame) / 30) : 0
      rotations += [
        .identity, Quaternion(angle: swing, axis: .unitX), Quaternion(angle: -swing, axis: .unitX),
      ]
    }
    return try MotionClip(
      name: "walker", skeleton: skeleton, rate: 30,
      rootTranslations: (0..<frames).map { Vector3(0, 1 + height, speed * Double($0) / 30) }, rotations: rotations)
  }

  static func humanoid(mirrored: Bool = false) throws -> Humanoid {
    let side: Double = mirrored ? -1 : 1
    return try Humanoid(
      name: "walker",
      links: [
        link("pelvis", parent: nil, offset: Vector3(0, 1, 0), Shape(geometry: .sphere(radius: 0.12))),
        link("left_foot", parent: 0, offset: Vector3(0.15 * side, 0, 0), leg),
        link("right_foot", parent: 0, offset: Vector3(-0.15 * side, 0, 0), leg),
      ])
  }

  private static let leg = Shape(
    geometry: .capsule(radius: 0.08, halfLength: 0.4), position: Vector3(0, -0.52, 0),
    orientation: Quaternion(angle: .pi / 2, axis: .unitX))

  private static func link(_ name: String, parent: Int?, offset: Vector3, _ shape: Shape) -> Humanoid.Link {
    Humanoid.Link(
      name: name, parent: parent, offset: offset,
      joint: JointModel(kind: parent == nil ? .free : .ball(maximumAngle: nil)),
      shapes: [shape], mass: 1, centreOfMass: .zero, inertia: SymmetricMatrix3(xx: 1, yy: 1, zz: 1))
  }
}
