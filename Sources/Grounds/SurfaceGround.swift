import Motion
import Simulation

/// Look-ups on ground that is made of triangles.
struct SurfaceGround: Sendable {
  let surface: TriangleSurface
  let friction: Double

  /// How far around a point above or under a height field the nearest point of the surface is looked for, in metres.
  private static let reach = 0.15

  func height(at place: Vector3) -> Double { surface.triangle(at: place)?.height ?? -.infinity }

  func surface(at place: Vector3) -> GroundSurface? {
    surface.triangle(at: place).map { index, height in
      GroundSurface(height: height, normal: surface.normals[index], friction: friction)
    }
  }

  /// Exact, but over and under a height field only up to 0.15 m; what is farther has at least that.
  func clearance(of point: Vector3) -> Double {
    guard surface.isHeightField, let (index, height) = surface.triangle(at: point) else {
      return surface.nearest(to: point)?.signedDistance ?? .infinity
    }
    let along = (point.y - height) * surface.normals[index].y
    // The plane of the triangle is no farther than the triangle, and the surface can be nearer than that only
    // elsewhere.
    if let nearest = surface.nearest(to: point, within: Self.reach) { return nearest.signedDistance }
    return along < 0 ? min(along, -Self.reach) : max(along, Self.reach)
  }

  var pieces: [GroundPiece] { [GroundPiece(surface, friction: friction)] }
}
