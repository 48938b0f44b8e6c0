import Foundation

/// A rotation as a unit quaternion, written (w, x, y, z) as in files and in ODE.
///
/// `a * b` first rotates by `b`, then by `a`. Local rotations are joint-to-parent, so that along a chain
/// `global(child) = global(parent) * local(child)`.
public struct Quaternion: Hashable, Sendable, Codable {
  public var w: Double
  public var x: Double
  public var y: Double
  public var z: Double

  @inlinable public init(w: Double, x: Double, y: Double, z: Double) {
    self.w = w
    self.x = x
    self.y = y
    self.z = z
  }

  @inlinable public init(w: Double, vector: Vector3) { self.init(w: w, x: vector.x, y: vector.y, z: vector.z) }

  public static var identity: Quaternion { Quaternion(w: 1, x: 0, y: 0, z: 0) }

  /// A rotation by `angle` radians about the unit vector `axis`, right-handed.
  @inlinable public init(angle: Double, axis: Vector3) {
    self.init(w: cos(angle / 2), vector: axis * sin(angle / 2))
  }

  /// A rotation about the direction of `rotationVector` by its length in radians (the exponential map).
  @inlinable public init(rotationVector: Vector3) {
    let angle = rotationVector.length
    // sin(a/2)/a near zero is 1/2 - a^2/48; the next term is under 1e-17 below the threshold.
    let scale = angle > 1e-4 ? sin(angle / 2) / angle : 0.5 - angle * angle / 48
    self.init(w: cos(angle / 2), vector: rotationVector * scale)
  }

  /// The shortest rotation that turns the direction `from` into the direction `to`.
  /// For opposite directions the axis is any one perpendicular to them.
  public init(from: Vector3, to: Vector3) {
    let a = from.normalized(or: .unitY)
    let b = to.normalized(or: .unitY)
    let cosine = a.dot(b)
    if cosine < -1 + 1e-9 {
      let axis = a.cross(abs(a.x) < 0.8 ? .unitX : .unitY).normalized(or: .unitZ)
      self.init(w: 0, vector: axis)
    } else {
      self = Quaternion(w: 1 + cosine, vector: a.cross(b)).normalized
    }
  }

  /// A rotation whose matrix has these columns: an orthonormal right-handed frame.
  public init(columns c0: Vector3, _ c1: Vector3, _ c2: Vector3) {
    // Shepperd's method: divide by the largest of the four components.
    let trace = c0.x + c1.y + c2.z
    if trace > 0 {
      let s = (trace + 1).squareRoot() * 2
      self.init(w: s / 4, x: (c1.z - c2.y) / s, y: (c2.x - c0.z) / s, z: (c0.y - c1.x) / s)
    } else if c0.x > c1.y, c0.x > c2.z {
      let s = (1 + c0.x - c1.y - c2.z).squareRoot() * 2
      self.init(w: (c1.z - c2.y) / s, x: s / 4, y: (c1.x + c0.y) / s, z: (c2.x + c0.z) / s)
    } else if c1.y > c2.z {
      let s = (1 + c1.y - c0.x - c2.z).squareRoot() * 2
      self.init(w: (c2.x - c0.z) / s, x: (c1.x + c0.y) / s, y: s / 4, z: (c2.y + c1.z) / s)
    } else {
      let s = (1 + c2.z - c0.x - c1.y).squareRoot() * 2
      self.init(w: (c0.y - c1.x) / s, x: (c2.x + c0.z) / s, y: (c2.y + c1.z) / s, z: s / 4)
    }
    self = normalized
  }

  @inlinable public var vector: Vector3 { Vector3(x, y, z) }
  @inlinable public var conjugate: Quaternion { Quaternion(w: w, x: -x, y: -y, z: -z) }
  @inlinable public var inverse: Quaternion { conjugate }
  @inlinable public var squaredLength: Double { w * w + x * x + y * y + z * z }
  @inlinable public var isFinite: Bool { w.isFinite && x.isFinite && y.isFinite && z.isFinite }

  @inlinable public var normalized: Quaternion {
    let length = squaredLength.squareRoot()
    guard length > 1e-300 else { return .identity }
    return Quaternion(w: w / length, x: x / length, y: y / length, z: z / length)
  }

  @inlinable public static prefix func - (q: Quaternion) -> Quaternion {
    Quaternion(w: -q.w, x: -q.x, y: -q.y, z: -q.z)
  }

  @inlinable public static func * (a: Quaternion, b: Quaternion) -> Quaternion {
    Quaternion(
      w: a.w * b.w - a.x * b.x - a.y * b.y - a.z * b.z,
      x: a.w * b.x + a.x * b.w + a.y * b.z - a.z * b.y,
      y: a.w * b.y - a.x * b.z + a.y * b.w + a.z * b.x,
      z: a.w * b.z + a.x * b.y - a.y * b.x + a.z * b.w)
  }

  @inlinable public func dot(_ other: Quaternion) -> Double { w * other.w + x * other.x + y * other.y + z * other.z }

  /// The vector `v`, rotated.
  @inlinable public func rotate(_ v: Vector3) -> Vector3 {
    let u = vector
    let t = u.cross(v) * 2
    return v + t * w + u.cross(t)
  }

  /// The columns of the rotation matrix: where the x, y and z axes go.
  @inlinable public var columns: (Vector3, Vector3, Vector3) {
    let (x2, y2, z2) = (x + x, y + y, z + z)
    return (
      Vector3(1 - (y * y2 + z * z2), x * y2 + w * z2, x * z2 - w * y2),
      Vector3(x * y2 - w * z2, 1 - (x * x2 + z * z2), y * z2 + w * x2),
      Vector3(x * z2 + w * y2, y * z2 - w * x2, 1 - (x * x2 + y * y2))
    )
  }

  /// The rotation as axis times angle, angle in 0 ... pi (the logarithm). Inverse of `init(rotationVector:)`.
  @inlinable public var rotationVector: Vector3 {
    let sign: Double = w < 0 ? -1 : 1
    let v = vector * sign
    let sine = v.length
    let angle = 2 * atan2(sine, w * sign)
    return v * (sine > 1e-9 ? angle / sine : 2)
  }

  /// The rotation's angle in 0 ... pi radians.
  public var angle: Double { 2 * atan2(vector.length, abs(w)) }

  /// Spherical interpolation on the shorter arc; `t` = 0 gives self, 1 gives `other` (up to sign).
  public func slerp(to other: Quaternion, at t: Double) -> Quaternion {
    let relative = inverse * other
    return self * Quaternion(rotationVector: relative.rotationVector * t)
  }

  /// The part of the rotation about the unit vector `axis`, so that `self = swing * twist`.
  public func twist(about axis: Vector3) -> Quaternion {
    let projection = vector.dot(axis)
    guard w * w + projection * projection > 1e-24 else { return .identity }
    return Quaternion(w: w, vector: axis * projection).normalized
  }

  /// The signed angle in -pi ... pi of `twist(about:)`.
  public func twistAngle(about axis: Vector3) -> Double {
    let angle = 2 * atan2(vector.dot(axis), w)
    return angle > .pi ? angle - 2 * .pi : angle < -.pi ? angle + 2 * .pi : angle
  }
}
