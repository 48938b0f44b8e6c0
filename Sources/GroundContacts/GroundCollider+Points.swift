import Motion
import Simulation

extension GroundCollider {
  /// Where a ball touches a solid; of radius 0, a corner that is inside of it.
  func touch(_ centre: Vector3, radius: Double, _ index: Int) {
    let surface = solids[index].surface
    var least = Double.infinity
    var nearest = (triangle: -1, point: Vector3.zero)
    for triangle in triangles {
      let point = surface.closestPoint(of: triangle, to: centre)
      let squared = (point - centre).squaredLength
      guard squared < least else { continue }
      (least, nearest) = (squared, (triangle, point))
    }
    if surface.isInside(centre, nearest: nearest.point, of: nearest.triangle) {
      touchFromInside(centre, radius: radius, nearest, index)
    } else if least < radius * radius {
      touchFromOutside(centre, radius: radius, nearest, index)
    }
  }

  private func touchFromOutside(
    _ centre: Vector3, radius: Double, _ nearest: (triangle: Int, point: Vector3), _ index: Int
  ) {
    let surface = solids[index].surface
    let before = found.count
    var isCoveredOnly = false
    func push(_ normal: Vector3, _ distance: Double) {
      add(point: centre - normal * radius, normal: normal, depth: radius - distance, index)
    }
    for triangle in triangles {
      let normal = surface.normals[triangle]
      let distance = normal.dot(centre - surface.corners(triangle).a)
      guard distance >= 0, distance < radius else { continue }
      let foot = centre - normal * distance
      guard surface.triangle(triangle, contains: foot) else { continue }
      if isCovered(foot, normal: normal, of: index) { isCoveredOnly = true } else { push(normal, distance) }
    }
    for edge in sharpEdges {
      let (from, to) = surface.ends(of: edge)
      let along = to - from
      let share = (centre - from).dot(along) / along.squaredLength
      guard share > 0, share < 1 else { continue }
      let point = from + along * share
      let arm = centre - point
      let distance = arm.length
      guard distance < radius, distance > 1e-12, surface.edge(edge, canPush: arm) else { continue }
      if isCovered(edge, at: point, of: index) { isCoveredOnly = true } else { push(arm / distance, distance) }
    }
    for vertex in sharpVertices {
      let point = surface.mesh.vertices[vertex]
      let arm = centre - point
      let distance = arm.length
      guard distance < radius, distance > 1e-12, surface.vertex(vertex, canPush: arm) else { continue }
      if isCovered(point, normal: arm / distance, of: index) {
        isCoveredOnly = true
      } else {
        push(arm / distance, distance)
      }
    }
    guard found.count == before, !isCoveredOnly else { return }
    // Over a seam between triangles, by rounding beside all of them.
    let arm = centre - nearest.point
    let normal = arm.normalized(or: surface.normals[nearest.triangle])
    guard !isCovered(nearest.point, normal: normal, of: index) else { return }
    push(normal, arm.length)
  }

  /// Towards the nearest face that no other piece covers.
  private func touchFromInside(
    _ centre: Vector3, radius: Double, _ nearest: (triangle: Int, point: Vector3), _ index: Int
  ) {
    let surface = solids[index].surface
    var (depth, normal) = (Double.infinity, Vector3.zero)
    var (coveredDepth, coveredNormal) = (Double.infinity, Vector3.zero)
    for triangle in triangles {
      let outward = surface.normals[triangle]
      let inside = -outward.dot(centre - surface.corners(triangle).a)
      guard inside >= 0, inside < depth else { continue }
      let foot = centre + outward * inside
      guard surface.triangle(triangle, contains: foot) else { continue }
      if !isCovered(foot, normal: outward, of: index) {
        (depth, normal) = (inside, outward)
      } else if inside < coveredDepth {
        (coveredDepth, coveredNormal) = (inside, outward)
      }
    }
    if !depth.isFinite { (depth, normal) = (coveredDepth, coveredNormal) }
    if !depth.isFinite {
      // Inside of a valley's edge.
      let arm = nearest.point - centre
      (depth, normal) = (arm.length, arm.normalized(or: surface.normals[nearest.triangle]))
    }
    if surface.isHeightField, let (triangle, height) = surface.triangle(at: centre) {
      let up = surface.normals[triangle]
      let over = (height - centre.y) * up.y
      if over < depth { (depth, normal) = (over, up) }
    }
    add(point: centre - normal * radius, normal: normal, depth: radius + depth, index)
  }

  /// Pushes out a shape that is so deep inside of a solid that no triangle is near, by its centre.
  func pushOut(_ shape: PosedShape, of index: Int) {
    let surface = solids[index].surface
    guard let (triangle, height) = surface.triangle(at: shape.centre), height > shape.centre.y else { return }
    func push(_ normal: Vector3, _ depth: Double) {
      let radius =
        switch shape.geometry {
        case .sphere(let radius): radius
        case .capsule(let radius, let half): radius + half * abs(shape.axes.z.dot(normal))
        case .box(let half):
          half.x * abs(shape.axes.x.dot(normal)) + half.y * abs(shape.axes.y.dot(normal)) + half.z
            * abs(shape.axes.z.dot(normal))
        }
      add(point: shape.centre - normal * radius, normal: normal, depth: depth + radius, index)
    }
    if surface.isHeightField {
      let normal = surface.normals[triangle]
      push(normal, (height - shape.centre.y) * normal.y)
    } else if let nearest = surface.nearest(to: shape.centre, within: solids[index].reachInside),
      nearest.signedDistance < 0
    {
      push(
        (nearest.point - shape.centre).normalized(or: surface.normals[nearest.triangle]), -nearest.signedDistance)
    }
  }

  func add(point: Vector3, normal: Vector3, depth: Double, _ index: Int) {
    guard depth > 0 else { return }
    found.append(GroundContact(point: point, normal: normal, depth: depth, friction: solids[index].friction))
  }

  /// Whether another piece continues one of the two faces at an edge, so that nothing sticks out there.
  func isCovered(_ edge: Int, at point: Vector3, of index: Int) -> Bool {
    let surface = solids[index].surface
    let distance = Self.coverDistance
    let sides = surface.edges[edge]
    let first = surface.normals[sides.first]
    guard sides.second >= 0 else { return isCovered(point, normal: first, of: index) }
    let second = surface.normals[sides.second]
    return isCovered(point + (second - first * 0.5) * distance, otherThan: index)
      || isCovered(point + (first - second * 0.5) * distance, otherThan: index)
  }
}
