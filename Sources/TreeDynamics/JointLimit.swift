import Foundation
import Motion
import Simulation

/// How far a joint may turn.
struct JointLimit {
  private let link: Int
  private let range: Range

  private enum Range {
    /// Angle of the whole rotation, and the cosine of half the angle from which on it is watched.
    case ball(maximumAngle: Double, watchedCosine: Double)
    case hinge(axis: Vector3, angles: ClosedRange<Double>)
  }

  /// Joints that are further from their limits than this are not looked at; radians. No joint turns so far in a step.
  private static let watchedDistance = 0.3
  /// A joint that would come this near to its limit in the step is held there if need be; radians.
  private static let margin = 0.02

  /// Nil for a joint without a limit.
  init?(link: Int, kind: JointModel.Kind) {
    self.link = link
    switch kind {
    case .ball(let maximumAngle?):
      range = .ball(
        maximumAngle: maximumAngle, watchedCosine: cos(max(maximumAngle - Self.watchedDistance, 0) / 2))
    case .hinge(let axis, let angles?): range = .hinge(axis: axis, angles: angles)
    default: return nil
    }
  }

  /// Lets the joint come as far as its limit in the step; beyond it, brings it back by the share of `errorReduction`.
  /// - Returns: nil when the joint is not near its limit.
  func constraint(in tree: ArticulatedTree, duration: Double, settings: ConstraintSettings) -> Constraint? {
    let body = tree.bodies + link
    let outward: Vector3
    let excess: Double
    switch range {
    case .ball(let maximumAngle, let watchedCosine):
      guard abs(body.pointee.rotation.w) < watchedCosine else { return nil }
      let vector = body.pointee.rotation.rotationVector
      let angle = vector.length
      outward = tree.bodies[body.pointee.parent].orientation.rotate(vector / angle)
      excess = angle - maximumAngle
    case .hinge(let axis, let angles):
      let angle = body.pointee.rotation.twistAngle(about: axis)
      let isNearUpper = angle > (angles.lowerBound + angles.upperBound) / 2
      outward = isNearUpper ? body.pointee.axis : -body.pointee.axis
      excess = isNearUpper ? angle - angles.upperBound : angles.lowerBound - angle
    }
    let speed = (body.pointee.angularVelocity - tree.bodies[body.pointee.parent].angularVelocity).dot(outward)
    guard excess + duration * speed > -Self.margin else { return nil }
    let share = excess > 0 ? settings.errorReduction : 1
    return Constraint(
      kind: .limit, first: link, second: body.pointee.parent, normal: -outward, target: share * excess / duration,
      softness: settings.softness / duration)
  }
}
