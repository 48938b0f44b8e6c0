import Motion
import Simulation

/// Which way a part of a surface can push: along the normals that belong to it.
extension TriangleSurface {
  func ends(of edge: Int) -> (Vector3, Vector3) { (mesh.vertices[edges[edge].from], mesh.vertices[edges[edge].to]) }

  /// Whether a point of a triangle's plane is in the triangle, or on its side.
  func triangle(_ triangle: Int, contains point: Vector3) -> Bool {
    let (a, b, c) = corners(triangle)
    let normal = normals[triangle]
    func area(_ p: Vector3, _ q: Vector3) -> Double { (p - point).cross(q - point).dot(normal) }
    let (u, v, w) = (area(b, c), area(c, a), area(a, b))
    let tolerance = -1e-9 * (u + v + w)
    return u >= tolerance && v >= tolerance && w >= tolerance
  }

  /// Whether an edge pushes in a direction: outward, and between the normals of its two triangles.
  /// - Parameter slack: sine of the angle by which the direction may be beside that.
  func edge(_ number: Int, canPush direction: Vector3, slack: Double = 1e-7) -> Bool {
    let edge = edges[number]
    let along = mesh.vertices[edge.to] - mesh.vertices[edge.from]
    let tolerance = slack * along.length * direction.length
    // Along each triangle, away from the edge.
    guard normals[edge.first].cross(along).dot(direction) <= tolerance else { return false }
    guard edge.second >= 0 else { return normals[edge.first].dot(direction) >= -slack * direction.length }
    return normals[edge.second].cross(along).dot(direction) >= -tolerance
      && (normals[edge.first] + normals[edge.second]).dot(direction) >= 0
  }

  /// Whether a vertex pushes in a direction: away from all edges that meet there.
  /// - Parameter slack: sine of the angle by which the direction may be beside that.
  func vertex(_ number: Int, canPush direction: Vector3, slack: Double = 1e-7) -> Bool {
    let vertex = mesh.vertices[number]
    for edge in edges(at: number) {
      let (from, to) = (edges[Int(edge)].from, edges[Int(edge)].to)
      let arm = mesh.vertices[from == number ? to : from] - vertex
      guard arm.dot(direction) <= slack * arm.length * direction.length else { return false }
    }
    return true
  }
}
