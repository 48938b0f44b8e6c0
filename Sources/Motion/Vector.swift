import Foundation

/// A vector of three doubles: metres, radians, newtons or newton metres, as the name beside it says.
public typealias Vector3 = SIMD3<Double>

extension SIMD3 where Scalar == Double {
  public static var unitX: Vector3 { Vector3(1, 0, 0) }
  public static var unitY: Vector3 { Vector3(0, 1, 0) }
  public static var unitZ: Vector3 { Vector3(0, 0, 1) }

  @inlinable public func dot(_ other: Vector3) -> Double { (self * other).sum() }

  @inlinable public func cross(_ other: Vector3) -> Vector3 {
    Vector3(y * other.z - z * other.y, z * other.x - x * other.z, x * other.y - y * other.x)
  }

  @inlinable public var squaredLength: Double { (self * self).sum() }
  @inlinable public var length: Double { squaredLength.squareRoot() }

  /// The same direction with length one; `fallback` where the length is too small to have a direction.
  @inlinable public func normalized(or fallback: Vector3 = .zero) -> Vector3 {
    let length = self.length
    return length > 1e-12 ? self / length : fallback
  }

  /// The part that is perpendicular to the unit vector `axis`.
  @inlinable public func rejected(from axis: Vector3) -> Vector3 { self - axis * dot(axis) }

  /// This vector, shortened to `limit` where it is longer.
  @inlinable public func clamped(toLength limit: Double) -> Vector3 {
    let length = self.length
    return length > limit ? self * (limit / length) : self
  }

  @inlinable public var isFinite: Bool { x.isFinite && y.isFinite && z.isFinite }
}

extension RandomAccessCollection where Element == Double, Index == Int {
  /// The numbers three by three; a rest of one or two is left out.
  @inlinable public var vectors: [Vector3] {
    stride(from: startIndex, to: endIndex - 2, by: 3).map { Vector3(self[$0], self[$0 + 1], self[$0 + 2]) }
  }
}
