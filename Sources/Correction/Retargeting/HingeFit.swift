import Foundation
import Motion
import Simulation

/// Rotations that a link's joint can make, as near as can be to a wanted orientation: a hinge points its bone where it is
/// wanted, and what carries a hinge is turned about its own bone until the hinge is square to the bend.
struct HingeFit {
  private let humanoid: Humanoid

  init(_ humanoid: Humanoid) { self.humanoid = humanoid }

  /// - Parameters:
  ///   - wanted: world orientation of each link; nil where nothing speaks for it.
  ///   - parent: world orientation of the link's parent.
  /// - Returns: the link's rotation in its parent's frame.
  func rotation(of link: Int, wanted: [Quaternion?], parent: Quaternion) -> Quaternion {
    let orientation = wanted[link] ?? parent
    if case .hinge(let axis, let range) = humanoid.links[link].joint.kind {
      let angle = angle(of: link, wanted: parent.inverse * orientation, axis: axis)
      let allowed = range.map { min(max(angle, $0.lowerBound), $0.upperBound) } ?? angle
      return Quaternion(angle: allowed, axis: axis)
    }
    let turn = squareToBend(link, wanted: wanted, orientation: orientation) ?? .identity
    return (parent.inverse * turn * orientation).normalized
  }

  private func angle(of link: Int, wanted: Quaternion, axis: Vector3) -> Double {
    guard let bone = bone(of: link) else { return wanted.twistAngle(about: axis) }
    let from = bone.rejected(from: axis)
    let to = wanted.rotate(bone).rejected(from: axis)
    return atan2(axis.dot(from.cross(to)), from.dot(to))
  }

  /// A turn about the link's bone that brings the hinge of its child square to the bend; less where there is hardly a bend.
  private func squareToBend(_ link: Int, wanted: [Quaternion?], orientation: Quaternion) -> Quaternion? {
    for (child, model) in humanoid.links.enumerated() where model.parent == link {
      guard case .hinge(let axis, let range) = model.joint.kind, let lower = wanted[child], let bone = bone(of: child)
      else { continue }
      let along = orientation.rotate(model.offset.normalized())
      let sense = (range.map { $0.upperBound + $0.lowerBound } ?? 1) >= 0 ? 1.0 : -1.0
      let normal = along.cross(lower.rotate(bone)) * sense
      let weight = min(max((normal.length - 0.05) / 0.25, 0), 1)
      let from = orientation.rotate(axis).rejected(from: along)
      return Quaternion(angle: atan2(along.dot(from.cross(normal)), from.dot(normal)) * weight, axis: along)
    }
    return nil
  }

  /// Direction from a link's joint to its first child's, in its own frame.
  private func bone(of link: Int) -> Vector3? {
    humanoid.links.first { $0.parent == link && $0.offset.length > 1e-6 }.map { $0.offset.normalized() }
  }
}
