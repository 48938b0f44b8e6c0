import Motion
import Simulation

/// What sticks out of the ground against the inside of a shape.
extension GroundCollider {
  /// What lies across something narrow touches it at both edges, also while it tips a little, when one of them is
  /// deeper: sine of the angle up to which.
  private static let tipping = 0.3

  /// Against a capsule's cylinder.
  func touchAxis(_ shape: PosedShape, radius: Double, _ index: Int) {
    let surface = solids[index].surface
    let (start, end) = shape.ends
    let axis = end - start
    guard axis.squaredLength > 1e-18 else { return }
    for edge in sharpEdges {
      let (from, to) = surface.ends(of: edge)
      guard let (onEdge, onAxis) = crossing(from, to - from, start, axis),
        let normal = pushingNormal(edge, across: axis, of: surface)
      else { continue }
      let distance = (onAxis - onEdge).dot(normal)
      guard distance < radius, distance > -radius, !isCovered(edge, at: onEdge, of: index) else { continue }
      add(point: onAxis - normal * radius, normal: normal, depth: radius - distance, index)
    }
    for vertex in sharpVertices {
      let point = surface.mesh.vertices[vertex]
      let share = (point - start).dot(axis) / axis.squaredLength
      guard share > 0, share < 1 else { continue }
      let onAxis = start + axis * share
      let arm = onAxis - point
      let distance = arm.length
      guard distance < radius, distance > 1e-12, surface.vertex(vertex, canPush: arm, slack: Self.tipping)
      else { continue }
      let normal = arm / distance
      guard !isCovered(point, normal: normal, of: index) else { continue }
      add(point: onAxis - normal * radius, normal: normal, depth: radius - distance, index)
    }
  }

  /// Against a box's edges and faces.
  func touchBox(_ shape: PosedShape, _ index: Int) {
    guard case .box(let half) = shape.geometry else { return }
    let surface = solids[index].surface
    let deepest = half.min()
    for edge in sharpEdges {
      let (from, to) = surface.ends(of: edge)
      guard shape.bounds.overlaps(Bounds3(from, to)) else { continue }
      for (start, side, out) in shape.boxEdges {
        guard let (onEdge, onSide) = crossing(from, to - from, start, side),
          let normal = pushingNormal(edge, across: side, of: surface),
          out.0.dot(normal) <= Self.tipping, out.1.dot(normal) <= Self.tipping
        else { continue }
        let depth = (onEdge - onSide).dot(normal)
        guard depth > 0, depth < deepest, !isCovered(edge, at: onEdge, of: index) else { continue }
        add(point: onSide, normal: normal, depth: depth, index)
      }
    }
    for vertex in sharpVertices {
      let point = surface.mesh.vertices[vertex]
      let arm = point - shape.centre
      let place = Vector3(arm.dot(shape.axes.x), arm.dot(shape.axes.y), arm.dot(shape.axes.z))
      guard abs(place.x) < half.x, abs(place.y) < half.y, abs(place.z) < half.z else { continue }
      // Out of the face that it is nearest to, of those that it can push.
      var (depth, normal) = (Double.infinity, Vector3.zero)
      for axis in 0..<3 {
        for sign in [-1.0, 1.0] {
          let distance = half[axis] - sign * place[axis]
          guard distance < depth else { continue }
          let direction = shape.axis(axis) * -sign
          if surface.vertex(vertex, canPush: direction, slack: Self.tipping) { (depth, normal) = (distance, direction) }
        }
      }
      guard depth.isFinite, !isCovered(point, normal: normal, of: index) else { continue }
      add(point: point - normal * depth, normal: normal, depth: depth, index)
    }
  }

  /// The unit vector across an edge of the ground and a line, out of the ground; nil if they are parallel, or the edge
  /// does not push that way.
  private func pushingNormal(_ edge: Int, across line: Vector3, of surface: TriangleSurface) -> Vector3? {
    let (from, to) = surface.ends(of: edge)
    let along = to - from
    let across = along.cross(line)
    guard across.squaredLength > 1e-8 * along.squaredLength * line.squaredLength else { return nil }
    let normal = across / across.length
    if surface.edge(edge, canPush: normal, slack: Self.tipping) { return normal }
    return surface.edge(edge, canPush: -normal, slack: Self.tipping) ? -normal : nil
  }

  /// The points at which two segments pass each other; nil if the nearest points are their ends.
  private func crossing(
    _ p: Vector3, _ u: Vector3, _ q: Vector3, _ v: Vector3
  ) -> (Vector3, Vector3)? {
    let (a, b, c) = (u.squaredLength, u.dot(v), v.squaredLength)
    let gap = p - q
    let (d, e) = (u.dot(gap), v.dot(gap))
    let determinant = a * c - b * b
    guard determinant > 1e-12 * a * c else { return nil }
    let (s, t) = ((b * e - c * d) / determinant, (a * e - b * d) / determinant)
    guard s > 0, s < 1, t > 0, t < 1 else { return nil }
    return (p + u * s, q + v * t)
  }
}

extension PosedShape {
  func axis(_ number: Int) -> Vector3 { number == 0 ? axes.x : number == 1 ? axes.y : axes.z }

  /// Of a box: each edge's start and course, and the unit vectors out of the two faces at it.
  var boxEdges: [(start: Vector3, side: Vector3, out: (Vector3, Vector3))] {
    guard case .box(let half) = geometry else { return [] }
    return (0..<12).map { number in
      let axis = number / 4
      let (second, third) = ((axis + 1) % 3, (axis + 2) % 3)
      let out = (
        self.axis(second) * (number & 1 == 0 ? -1 : 1), self.axis(third) * (number & 2 == 0 ? -1 : 1)
      )
      let side = self.axis(axis) * half[axis]
      return (centre + out.0 * half[second] + out.1 * half[third] - side, side * 2, out)
    }
  }
}

extension Bounds3 {
  init(_ a: Vector3, _ b: Vector3) {
    self.init()
    add(a)
    add(b)
  }
}
