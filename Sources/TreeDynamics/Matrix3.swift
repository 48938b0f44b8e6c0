import Motion
import Simulation

/// A 3 x 3 matrix by its columns.
struct Matrix3 {
  var c0, c1, c2: Vector3

  @inline(__always) init(_ c0: Vector3, _ c1: Vector3, _ c2: Vector3) {
    self.c0 = c0
    self.c1 = c1
    self.c2 = c2
  }

  @inline(__always) init(diagonal d: Vector3) {
    self.init(Vector3(d.x, 0, 0), Vector3(0, d.y, 0), Vector3(0, 0, d.z))
  }

  @inline(__always) static var zero: Matrix3 { Matrix3(.zero, .zero, .zero) }
  @inline(__always) static var identity: Matrix3 { Matrix3(diagonal: Vector3(1, 1, 1)) }

  /// v |-> a x v.
  @inline(__always) init(cross a: Vector3) {
    self.init(Vector3(0, a.z, -a.y), Vector3(-a.z, 0, a.x), Vector3(a.y, -a.x, 0))
  }

  /// The rotation matrix of a unit quaternion.
  @inline(__always) init(_ q: Quaternion) {
    let (x, y, z) = q.columns
    self.init(x, y, z)
  }

  @inline(__always) init(_ m: SymmetricMatrix3) {
    self.init(Vector3(m.xx, m.xy, m.xz), Vector3(m.xy, m.yy, m.yz), Vector3(m.xz, m.yz, m.zz))
  }

  @inline(__always) var transposed: Matrix3 {
    Matrix3(Vector3(c0.x, c1.x, c2.x), Vector3(c0.y, c1.y, c2.y), Vector3(c0.z, c1.z, c2.z))
  }

  @inline(__always) static func * (m: Matrix3, v: Vector3) -> Vector3 {
    m.c0 * v.x + m.c1 * v.y + m.c2 * v.z
  }

  @inline(__always) static func * (a: Matrix3, b: Matrix3) -> Matrix3 { Matrix3(a * b.c0, a * b.c1, a * b.c2) }

  /// The transposed matrix times a vector.
  @inline(__always) func transposedTimes(_ v: Vector3) -> Vector3 { Vector3(c0.dot(v), c1.dot(v), c2.dot(v)) }

  @inline(__always) static func + (a: Matrix3, b: Matrix3) -> Matrix3 {
    Matrix3(a.c0 + b.c0, a.c1 + b.c1, a.c2 + b.c2)
  }

  @inline(__always) static func - (a: Matrix3, b: Matrix3) -> Matrix3 {
    Matrix3(a.c0 - b.c0, a.c1 - b.c1, a.c2 - b.c2)
  }

  @inline(__always) static func += (a: inout Matrix3, b: Matrix3) {
    a.c0 += b.c0
    a.c1 += b.c1
    a.c2 += b.c2
  }

  @inline(__always) static prefix func - (a: Matrix3) -> Matrix3 { Matrix3(-a.c0, -a.c1, -a.c2) }

  /// a b^T.
  @inline(__always) init(outer a: Vector3, _ b: Vector3) { self.init(a * b.x, a * b.y, a * b.z) }

  @inline(__always) static func * (m: Matrix3, scale: Double) -> Matrix3 {
    Matrix3(m.c0 * scale, m.c1 * scale, m.c2 * scale)
  }

  /// v |-> a x (m v).
  @inline(__always) func crossedFromLeft(by a: Vector3) -> Matrix3 {
    Matrix3(a.cross(c0), a.cross(c1), a.cross(c2))
  }

  /// v |-> m (a x v).
  @inline(__always) func crossedFromRight(by a: Vector3) -> Matrix3 {
    Matrix3(c1 * a.z - c2 * a.y, c2 * a.x - c0 * a.z, c0 * a.y - c1 * a.x)
  }

  /// The inverse of a symmetric positive definite matrix, by cofactors.
  @inline(__always) var symmetricInverse: Matrix3 {
    let r0 = c1.cross(c2)
    let r1 = c2.cross(c0)
    let r2 = c0.cross(c1)
    let scale = 1 / c0.dot(r0)
    // Rows of the inverse; symmetric, so columns too.
    return Matrix3(r0 * scale, r1 * scale, r2 * scale)
  }
}
