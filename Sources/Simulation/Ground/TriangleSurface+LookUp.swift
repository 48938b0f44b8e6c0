import Foundation
import Motion

extension TriangleSurface {
  /// A point of the surface that is nearest to another.
  public struct Nearest: Sendable {
    public var triangle: Int
    public var point: Vector3
    /// Metres; negative if the other point is inside the solid.
    public var signedDistance: Double
  }

  /// The highest triangle over or under a place that faces up, and its height there; nil if there is none.
  /// - Parameter place: its y is ignored.
  public func triangle(at place: Vector3) -> (index: Int, height: Double)? {
    guard place.x >= bounds.least.x, place.x <= bounds.most.x, place.z >= bounds.least.z, place.z <= bounds.most.z
    else { return nil }
    var found: (index: Int, height: Double)?
    for member in grid.members(at: place) {
      let index = Int(member)
      guard let height = height(of: index, at: place), height > found?.height ?? -.infinity else { continue }
      found = (index, height)
    }
    return found
  }

  /// Of a triangle that faces up; nil if the place is beside it.
  private func height(of triangle: Int, at place: Vector3) -> Double? {
    let normal = normals[triangle]
    guard normal.y > 1e-6 else { return nil }
    let (a, b, c) = corners(triangle)
    // Twice the areas that the place cuts off, as seen from above; a place on a side belongs to both triangles.
    func area(_ p: Vector3, _ q: Vector3) -> Double {
      (p.z - place.z) * (q.x - place.x) - (p.x - place.x) * (q.z - place.z)
    }
    let (u, v, w) = (area(b, c), area(c, a), area(a, b))
    let tolerance = -1e-12 * (u + v + w)
    guard u >= tolerance, v >= tolerance, w >= tolerance else { return nil }
    return a.y - (normal.x * (place.x - a.x) + normal.z * (place.z - a.z)) / normal.y
  }

  /// Calls `body` with each triangle whose bounds overlap a box; a triangle may come more than once.
  public func forEachTriangle(overlapping box: Bounds3, _ body: (Int) -> Void) {
    grid.forEach(in: box) { index in
      let (a, b, c) = corners(index)
      let (least, most) = (pointwiseMin(pointwiseMin(a, b), c), pointwiseMax(pointwiseMax(a, b), c))
      guard least.x <= box.most.x, box.least.x <= most.x, least.y <= box.most.y, box.least.y <= most.y,
        least.z <= box.most.z, box.least.z <= most.z
      else { return }
      body(index)
    }
  }

  /// The surface's nearest point to another, exactly; nil if there are no triangles.
  public func nearest(to point: Vector3) -> Nearest? {
    guard !mesh.triangles.isEmpty else { return nil }
    let outside = (pointwiseMax(bounds.least - point, point - bounds.most)).clamped(
      lowerBound: .zero, upperBound: Vector3(repeating: .infinity))
    var radius = outside.length + grid.reach
    while true {
      if let found = nearest(to: point, within: radius) { return found }
      guard radius.isFinite else { return nil }
      radius *= 2
    }
  }

  /// The same; nil if it is farther than `radius` metres.
  public func nearest(to point: Vector3, within radius: Double) -> Nearest? {
    var least = radius * radius
    var best = -1
    var bestPoint = Vector3.zero
    forEachTriangle(overlapping: Bounds3(centre: point, halfExtents: Vector3(repeating: radius))) { index in
      let q = closestPoint(of: index, to: point)
      let squared = (q - point).squaredLength
      guard squared < least || (squared == least && best < 0) else { return }
      (least, best, bestPoint) = (squared, index, q)
    }
    guard best >= 0 else { return nil }
    return Nearest(
      triangle: best, point: bestPoint,
      signedDistance: isInside(point, nearest: bestPoint, of: best) ? -least.squareRoot() : least.squareRoot())
  }

  /// Whether a point is inside the solid, by the surface's nearest point to it: which side of the surface there it is
  /// on. At edges and vertices that is the side of their angle-weighted normal (Baerentzen and Aanaes 2005).
  public func isInside(_ point: Vector3, nearest: Vector3, of triangle: Int) -> Bool {
    if isHeightField, let (_, height) = self.triangle(at: point) { return point.y < height }
    return (point - nearest).dot(normal(at: nearest, of: triangle)) < 0
  }

  /// The surface's direction outward at a point of a triangle, not of length one.
  private func normal(at point: Vector3, of triangle: Int) -> Vector3 {
    let t = mesh.triangles[triangle]
    let corners = [t.a, t.b, t.c]
    let size = 1e-9 * (mesh.vertices[t.b] - mesh.vertices[t.a]).length
    if let vertex = corners.first(where: { (mesh.vertices[$0] - point).length <= size }) {
      return normal(atVertex: vertex)
    }
    for side in 0..<3 {
      let (from, to) = (mesh.vertices[corners[side]], mesh.vertices[corners[(side + 1) % 3]])
      let along = (to - from).normalized()
      guard (point - from).rejected(from: along).length <= size else { continue }
      let edge = edges[Int(triangleEdges[triangle][side])]
      return normals[edge.first] + (edge.second < 0 ? .zero : normals[edge.second])
    }
    return normals[triangle]
  }

  private func normal(atVertex vertex: Int) -> Vector3 {
    var sum = Vector3.zero
    for number in edges(at: vertex) {
      let edge = edges[Int(number)]
      for triangle in [edge.first, edge.second] where triangle >= 0 {
        let t = mesh.triangles[triangle]
        let others = [t.a, t.b, t.c].filter { $0 != vertex }
        guard others.count == 2 else { continue }
        let arms = others.map { (mesh.vertices[$0] - mesh.vertices[vertex]).normalized() }
        // Each triangle comes by two of its edges; the factor is the same for all but at a border.
        sum += normals[triangle] * acos(min(max(arms[0].dot(arms[1]), -1), 1))
      }
    }
    return sum
  }

  /// The point of a triangle that is nearest to another (Ericson 2005, section 5.1.5).
  public func closestPoint(of triangle: Int, to p: Vector3) -> Vector3 {
    let (a, b, c) = corners(triangle)
    let (ab, ac, ap) = (b - a, c - a, p - a)
    let (d1, d2) = (ab.dot(ap), ac.dot(ap))
    if d1 <= 0, d2 <= 0 { return a }
    let bp = p - b
    let (d3, d4) = (ab.dot(bp), ac.dot(bp))
    if d3 >= 0, d4 <= d3 { return b }
    let vc = d1 * d4 - d3 * d2
    if vc <= 0, d1 >= 0, d3 <= 0 { return a + ab * (d1 / (d1 - d3)) }
    let cp = p - c
    let (d5, d6) = (ab.dot(cp), ac.dot(cp))
    if d6 >= 0, d5 <= d6 { return c }
    let vb = d5 * d2 - d1 * d6
    if vb <= 0, d2 >= 0, d6 <= 0 { return a + ac * (d2 / (d2 - d6)) }
    let va = d3 * d6 - d5 * d4
    if va <= 0, d4 - d3 >= 0, d5 - d6 >= 0 { return b + (c - b) * ((d4 - d3) / ((d4 - d3) + (d5 - d6))) }
    let normal = normals[triangle]
    return p - normal * normal.dot(ap)
  }
}
