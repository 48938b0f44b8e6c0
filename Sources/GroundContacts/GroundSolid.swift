import Motion
import Simulation

/// A piece of the ground that shapes can touch: triangles, and what is inside of them.
struct GroundSolid {
  let surface: TriangleSurface
  let friction: Double
  /// A height field reaches down without end.
  let bounds: Bounds3
  /// Of a box: where it is, for an exact answer to what is inside of it.
  private let box: Box?

  private struct Box {
    var centre: Vector3
    var halfExtents: Vector3
    var axes: (Vector3, Vector3, Vector3)
  }

  init(_ surface: TriangleSurface, friction: Double) {
    self.surface = surface
    self.friction = friction
    var bounds = surface.bounds
    if surface.isHeightField { bounds.least.y = -.infinity }
    self.bounds = bounds
    box = nil
  }

  init(centre: Vector3, halfExtents half: Vector3, orientation: Quaternion, friction: Double) {
    let axes = orientation.normalized.columns
    surface = TriangleSurface(.box(centre: centre, halfExtents: half, axes: axes), columns: (1, 1))
    self.friction = friction
    bounds = surface.bounds
    box = Box(centre: centre, halfExtents: half, axes: axes)
  }

  /// How far inside a point is looked for the surface, in metres.
  var reachInside: Double { box == nil ? 0.5 : .infinity }

  /// Whether a point is inside by more than a margin in metres.
  func contains(_ point: Vector3, margin: Double) -> Bool {
    guard bounds.contains(point) else { return false }
    if let box {
      let arm = point - box.centre
      return abs(arm.dot(box.axes.0)) < box.halfExtents.x - margin
        && abs(arm.dot(box.axes.1)) < box.halfExtents.y - margin
        && abs(arm.dot(box.axes.2)) < box.halfExtents.z - margin
    }
    guard let (index, height) = surface.triangle(at: point), point.y < height else { return false }
    if surface.isHeightField { return (height - point.y) * surface.normals[index].y > margin }
    guard let nearest = surface.nearest(to: point, within: reachInside) else { return false }
    return nearest.signedDistance < -margin
  }
}

extension TriangleMesh {
  /// The twelve triangles of a box.
  static func box(centre: Vector3, halfExtents half: Vector3, axes: (Vector3, Vector3, Vector3)) -> TriangleMesh {
    let (x, y, z) = (axes.0 * half.x, axes.1 * half.y, axes.2 * half.z)
    let vertices = (0..<8).map { corner -> Vector3 in
      var vertex = centre
      vertex += corner & 1 == 0 ? -x : x
      vertex += corner & 2 == 0 ? -y : y
      vertex += corner & 4 == 0 ? -z : z
      return vertex
    }
    // Two triangles for each face, counterclockwise from outside.
    let faces = [[0, 4, 6, 2], [1, 3, 7, 5], [0, 1, 5, 4], [2, 6, 7, 3], [0, 2, 3, 1], [4, 5, 7, 6]]
    return TriangleMesh(
      vertices: vertices,
      triangles: faces.flatMap { [Triangle($0[0], $0[1], $0[2]), Triangle($0[0], $0[2], $0[3])] })
  }
}
