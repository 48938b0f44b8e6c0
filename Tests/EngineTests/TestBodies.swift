import Motion
import Simulation

/// Small bodies whose motion has a closed form.
enum TestBodies {
  /// A solid box of 2 kg.
  static func box(halfExtents h: Vector3 = Vector3(0.1, 0.15, 0.2), friction: Double = 1) throws -> Humanoid {
    let mass = 2.0
    let inertia = SymmetricMatrix3(
      xx: mass / 3 * (h.y * h.y + h.z * h.z), yy: mass / 3 * (h.x * h.x + h.z * h.z),
      zz: mass / 3 * (h.x * h.x + h.y * h.y))
    return try Humanoid(
      name: "box",
      links: [
        .init(
          name: "box", parent: nil, offset: .zero, joint: JointModel(kind: .free),
          shapes: [Shape(geometry: .box(halfExtents: h), friction: friction)], mass: mass, centreOfMass: .zero,
          inertia: inertia)
      ])
  }

  /// A light rod on a very heavy base: a pendulum whose pivot is all but fixed. The rod's centre of mass is `length` under
  /// the pivot.
  static func pendulum(kind: JointModel.Kind, length: Double = 0.5, joint: JointModel? = nil) throws -> Humanoid {
    let ball = SymmetricMatrix3(xx: 1e-3, yy: 1e-3, zz: 1e-3)
    let base = SymmetricMatrix3(xx: 1e4, yy: 1e4, zz: 1e4)
    return try Humanoid(
      name: "pendulum",
      links: [
        .init(
          name: "base", parent: nil, offset: .zero, joint: JointModel(kind: .free), shapes: [], mass: 1e4,
          centreOfMass: .zero, inertia: base),
        .init(
          name: "bob", parent: 0, offset: .zero, joint: joint ?? JointModel(kind: kind), shapes: [], mass: 1,
          centreOfMass: Vector3(0, -length, 0), inertia: ball),
      ])
  }
}

extension World {
  /// Steps without drives and forces.
  func coast(seconds: Double, step: Double) throws {
    let count = humanoid.links.count
    for _ in 0..<Int((seconds / step).rounded()) {
      try self.step(
        duration: step, drives: Array(repeating: JointDrive(), count: count),
        wrenches: Array(repeating: Wrench(), count: count))
    }
  }
}
