import Foundation

/// Two bones with a joint between them, such as thigh and shin: how to turn them so that the end is at a place.
public struct TwoBoneChain: Sendable {
  /// From the first joint to the middle one, and from the middle one to the end, in any common axes.
  public var upper: Vector3
  public var lower: Vector3

  public init(upper: Vector3, lower: Vector3) {
    self.upper = upper
    self.lower = lower
  }

  /// Turns that bring the end to `target`, or towards it where it is out of reach: first `bend` on the lower bone alone, about
  /// the present axis of the bend, then `swing` on both.
  /// - Parameters:
  ///   - target: from the first joint.
  ///   - axis: of the bend while the bones are straight.
  public func reach(_ target: Vector3, axis: Vector3) -> (bend: Quaternion, swing: Quaternion) {
    let a = upper.length
    let b = lower.length
    guard a > 1e-9, b > 1e-9, target.length > 1e-9 else { return (.identity, .identity) }
    let distance = min(max(target.length, abs(a - b) + 1e-6), (a + b) * 0.9999)
    // The law of cosines gives the angle between the bones.
    let wanted = acos(min(max((distance * distance - a * a - b * b) / (2 * a * b), -1), 1))
    let present = acos(min(max(upper.dot(lower) / (a * b), -1), 1))
    let bend = Quaternion(angle: wanted - present, axis: upper.cross(lower).normalized(or: axis))
    let end = upper + bend.rotate(lower)
    return (bend, Quaternion(from: end.normalized(or: .unitY), to: target.normalized(or: .unitY)))
  }

  /// Orientations of the bones with which the end is at `target`, or as near to it as they reach.
  /// - Parameters:
  ///   - target: from the first joint.
  ///   - first: present orientation of the upper bone, whose x axis is that of the bend while the bones are straight.
  ///   - second: present orientation of the lower bone.
  public func orientations(
    reaching target: Vector3, from first: Quaternion, _ second: Quaternion
  ) -> (upper: Quaternion, lower: Quaternion) {
    let (bend, swing) = reach(target, axis: first.rotate(.unitX))
    return (swing * first, swing * bend * second)
  }
}
