import Foundation

/// Rotations as angles about coordinate axes, one after the other: `q = R(axis 0, angle 0) * R(axis 1, angle 1) * ...`,
/// with at most three axes of which no two neighbours are the same.
enum EulerAngles {
  /// How far, in radians, the angles may be from the rotation and still count as the same.
  static let tolerance = 1e-8

  static func rotation(_ angles: [Double], axes: [Int]) -> Quaternion {
    zip(axes, angles).reduce(.identity) { $0.turned(by: $1.1, axis: $1.0) }
  }

  /// The angles of `rotation`, in radians. Of the many that give it, those nearest to `previous`, so that curves in
  /// time stay smooth; in gimbal lock the first angle stays as it was.
  ///
  /// Returns nil when there are fewer than three axes and no angles about them give the rotation.
  static func angles(of rotation: Quaternion, axes: [Int], near previous: [Double]? = nil) -> [Double]? {
    let candidates = solutions(rotation, axes, lockedFirst: previous?.first ?? 0)
    let near = previous ?? axes.map { _ in 0 }
    let unwound = candidates.map { zip($0, near).map { $0 + 2 * .pi * (($1 - $0) / (2 * .pi)).rounded() } }
    let best = unwound.min { distance($0, near) < distance($1, near) } ?? []
    guard axes.count == 3 || (rotation.inverse * Self.rotation(best, axes: axes)).angle < tolerance else { return nil }
    return best
  }

  private static func solutions(_ q: Quaternion, _ axes: [Int], lockedFirst: Double) -> [[Double]] {
    switch axes.count {
    case 0: return [[]]
    case 1: return [[q.twistAngle(about: unit(axes[0]))]]
    case 2: return [pair(q, axes[0], axes[1])]
    default:
      return firstAngles(q, axes[0], axes[1], axes[2], locked: lockedFirst).map { first in
        let rest = Quaternion(angle: -first, axis: unit(axes[0])) * q
        return [first] + pair(rest, axes[1], axes[2])
      }
    }
  }

  /// The two first angles that are possible, half a turn apart. Where the last axis is carried to, seen along the first
  /// axis, tells them; in gimbal lock it is on the first axis and tells nothing.
  private static func firstAngles(_ q: Quaternion, _ i: Int, _ j: Int, _ k: Int, locked: Double) -> [Double] {
    let third = 3 - i - j
    let sign: Double = (i + 1) % 3 == j ? 1 : -1
    let carried = q.rotate(unit(k))
    guard carried[j] * carried[j] + carried[third] * carried[third] > 1e-18 else { return [locked] }
    let angle =
      k == i ? atan2(carried[j], -sign * carried[third]) : atan2(-sign * carried[j], carried[third])
    return [angle, angle + .pi]
  }

  /// Both angles of a rotation that is a turn about axis j followed by one about axis i. Its quaternion is
  /// (cos cos, sin cos, cos sin, +-sin sin) of the half angles; the larger pair of these gives the first angle.
  private static func pair(_ q: Quaternion, _ i: Int, _ j: Int) -> [Double] {
    let v = q.vector
    let third = 3 - i - j
    let sign: Double = (i + 1) % 3 == j ? 1 : -1
    let byCosine = q.w * q.w + v[i] * v[i] >= v[j] * v[j] + v[third] * v[third]
    let first = 2 * (byCosine ? atan2(v[i], q.w) : atan2(sign * v[third], v[j]))
    let rest = Quaternion(angle: -first, axis: unit(i)) * q
    return [first, 2 * atan2(rest.vector[j], rest.w)]
  }

  private static func distance(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + abs($1.0 - $1.1) }
  }

  private static func unit(_ axis: Int) -> Vector3 { axis == 0 ? .unitX : axis == 1 ? .unitY : .unitZ }
}

extension Quaternion {
  /// `self` after a turn by `angle` radians about coordinate axis 0, 1 or 2: `self * R(axis, angle)`.
  func turned(by angle: Double, axis: Int) -> Quaternion {
    let c = cos(angle / 2)
    let s = sin(angle / 2)
    return switch axis {
    case 0: Quaternion(w: w * c - x * s, x: x * c + w * s, y: y * c + z * s, z: z * c - y * s)
    case 1: Quaternion(w: w * c - y * s, x: x * c - z * s, y: y * c + w * s, z: z * c + x * s)
    default: Quaternion(w: w * c - z * s, x: x * c + y * s, y: y * c - x * s, z: z * c + w * s)
    }
  }
}
