import Foundation
import Motion
import Simulation

/// The package's own humanoids, and poses for them.
enum Bodies {
  static let names = ["smpl", "mannequin"]
  private static let home = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  static func file(_ name: String) -> String { "\(home)/humanoids/\(name)/humanoid.xml" }
  static func humanoid(_ name: String) throws -> Humanoid { try Humanoid(contentsOfMJCF: file(name)) }

  /// A number between -1 and 1 that looks random and is always the same for the same `seed`.
  static func wiggle(_ seed: Int) -> Double { sin(Double(seed * seed + 7 * seed + 3) * 12.9898) }

  static func vector(_ seed: Int) -> Vector3 { Vector3(wiggle(3 * seed), wiggle(3 * seed + 1), wiggle(3 * seed + 2)) }
}

extension Humanoid {
  /// Rotations of the joints by up to about `size` radians, each about an axis that its joint has; the root's too.
  func rotations(upTo size: Double) -> [Quaternion] {
    links.indices.map { index in
      if case .hinge(let axis, _) = links[index].joint.kind {
        return Quaternion(angle: size * (1 + Bodies.wiggle(index)) / 2, axis: axis)
      }
      return Quaternion(rotationVector: Bodies.vector(index) * (size / 1.8))
    }
  }

  /// The links in a pose that turns about no joint faster than about `speed` rad/s: the root at `position`.
  func pose(_ rotations: [Quaternion], position: Vector3, speed: Double = 0) -> [LinkState] {
    var states: [LinkState] = []
    for (index, link) in links.enumerated() {
      var turning = Bodies.vector(index + 100) * (speed / 1.8)
      // Away from the rest pose, where knees and elbows have their limit.
      if case .hinge(let axis, _) = link.joint.kind { turning = axis * abs(turning.x) }
      guard let parent = link.parent.map({ states[$0] }) else {
        let spin = rotations[index].rotate(turning)
        states.append(LinkState(position: position, orientation: rotations[index], angularVelocity: spin))
        continue
      }
      let arm = parent.orientation.rotate(link.offset)
      let orientation = parent.orientation * rotations[index]
      states.append(
        LinkState(
          position: parent.position + arm, orientation: orientation,
          linearVelocity: parent.linearVelocity + parent.angularVelocity.cross(arm),
          angularVelocity: parent.angularVelocity + orientation.rotate(turning)))
    }
    return states
  }

  /// Drives towards rotations with the joints' own gains.
  func drives(to rotations: [Quaternion]) -> [JointDrive] {
    zip(links, rotations).map { link, rotation in
      JointDrive(
        target: rotation, stiffness: link.joint.stiffness, damping: link.joint.damping,
        torqueLimit: link.joint.torqueLimit)
    }
  }
}

extension World {
  /// Steps with the same drives and no forces.
  func drive(_ drives: [JointDrive], seconds: Double, step: Double, each: () -> Void = {}) throws {
    let wrenches = Array(repeating: Wrench(), count: humanoid.links.count)
    for _ in 0..<Int((seconds / step).rounded()) {
      try self.step(duration: step, drives: drives, wrenches: wrenches)
      each()
    }
  }
}
