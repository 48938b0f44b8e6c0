import Motion

/// What bodies stand on. A plugin point.
///
/// Seen from above, the ground has one surface. The world's y is up; places and points are in world axes, in metres.
public protocol Ground: Sendable {
  /// The surface above or below a place; nil if the ground does not reach there.
  /// - Parameter place: its y is ignored.
  func surface(at place: Vector3) -> GroundSurface?

  /// The surface's height above or below a place (y, in metres); minus infinity if the ground does not reach there.
  /// - Parameter place: its y is ignored.
  func height(at place: Vector3) -> Double

  /// Distance of a point from the ground, in metres: negative inside, infinite if there is no ground.
  func clearance(of point: Vector3) -> Double

  /// Whether the surface is one plane, without end.
  var isPlane: Bool { get }

  /// What engines collide bodies with and viewers draw. Together the pieces are the ground.
  var pieces: [GroundPiece] { get }
}

/// The ground's surface at one place.
public struct GroundSurface: Hashable, Sendable {
  /// World y, in metres.
  public var height: Double
  /// A unit vector that points away from the ground, upward.
  public var normal: Vector3
  /// Coulomb friction coefficient. A contact has the product of this and the shape's own.
  public var friction: Double

  public init(height: Double, normal: Vector3 = .unitY, friction: Double = 1) {
    self.height = height
    self.normal = normal
    self.friction = friction
  }
}

/// A solid part of the ground.
public struct GroundPiece: Sendable {
  public enum Geometry: Sendable {
    /// Everything below a plane through `point`; `normal` is a unit vector.
    case plane(point: Vector3, normal: Vector3)
    case box(centre: Vector3, halfExtents: Vector3, orientation: Quaternion)
    case mesh(TriangleMesh)
  }

  public var geometry: Geometry
  /// Coulomb friction coefficient.
  public var friction: Double
  /// Of a mesh: the same triangles ready for look-ups, if the ground has them, so that not every world makes its own.
  public var surface: TriangleSurface?

  public init(_ geometry: Geometry, friction: Double = 1) {
    self.geometry = geometry
    self.friction = friction
  }

  public init(_ surface: TriangleSurface, friction: Double = 1) {
    geometry = .mesh(surface.mesh)
    self.friction = friction
    self.surface = surface
  }
}

/// Triangles in world axes, in metres. Seen from outside, a triangle's corners run counterclockwise.
public struct TriangleMesh: Hashable, Sendable {
  public var vertices: [Vector3]
  /// Three indices of vertices each.
  public var triangles: [Triangle]

  public struct Triangle: Hashable, Sendable {
    public var a, b, c: Int

    public init(_ a: Int, _ b: Int, _ c: Int) {
      self.a = a
      self.b = b
      self.c = c
    }
  }

  public init(vertices: [Vector3], triangles: [Triangle]) {
    self.vertices = vertices
    self.triangles = triangles
  }
}

extension Ground {
  public var isPlane: Bool { false }

  public func height(at place: Vector3) -> Double { surface(at: place)?.height ?? -.infinity }

  /// Along the normal of the surface under the point.
  public func clearance(of point: Vector3) -> Double {
    guard let surface = surface(at: point) else { return .infinity }
    return (point.y - surface.height) * surface.normal.y
  }

  /// Which way is off the ground: the surface's normal above or below a place, or up if there is no ground.
  public func normal(at place: Vector3) -> Vector3 { surface(at: place)?.normal ?? .unitY }
}
