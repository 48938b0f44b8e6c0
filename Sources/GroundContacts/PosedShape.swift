import Motion
import Simulation

/// A shape where it is in the world.
struct PosedShape {
  let geometry: Shape.Geometry
  let centre: Vector3
  let axes: (x: Vector3, y: Vector3, z: Vector3)
  let bounds: Bounds3

  init(_ geometry: Shape.Geometry, centre: Vector3, turn: Quaternion) {
    self.geometry = geometry
    self.centre = centre
    axes = turn.columns
    func size(_ v: Vector3) -> Vector3 { pointwiseMax(v, -v) }
    let half =
      switch geometry {
      case .sphere(let radius): Vector3(repeating: radius)
      case .capsule(let radius, let halfLength): size(axes.z * halfLength) + Vector3(repeating: radius)
      case .box(let half): size(axes.x * half.x) + size(axes.y * half.y) + size(axes.z * half.z)
      }
    bounds = Bounds3(centre: centre, halfExtents: half)
  }

  /// Of a capsule: the centres of its two ends.
  var ends: (Vector3, Vector3) {
    guard case .capsule(_, let halfLength) = geometry else { return (centre, centre) }
    return (centre - axes.z * halfLength, centre + axes.z * halfLength)
  }

  /// Of a box: half of its sides, in the world.
  var sides: (Vector3, Vector3, Vector3) {
    guard case .box(let half) = geometry else { return (.zero, .zero, .zero) }
    return (axes.x * half.x, axes.y * half.y, axes.z * half.z)
  }

  /// Of a box: bits 0, 1 and 2 say on which side of x, y and z.
  func corner(_ number: Int) -> Vector3 {
    let (x, y, z) = sides
    var corner = centre
    corner += number & 1 == 0 ? -x : x
    corner += number & 2 == 0 ? -y : y
    corner += number & 4 == 0 ? -z : z
    return corner
  }
}
