import Motion

/// Triangles made ready for look-ups: their neighbours, and a grid over them as seen from above.
///
/// Made once and shared by all worlds; nothing in it changes. Triangles without area are left out, and corners at the
/// same place are one vertex.
public final class TriangleSurface: Sendable {
  public let mesh: TriangleMesh
  /// Unit vectors out of the solid, one a triangle.
  public let normals: [Vector3]
  /// Every side of a triangle once.
  public let edges: [Edge]
  /// Each triangle's edges: of its corners a to b, b to c and c to a.
  public let triangleEdges: [SIMD3<Int32>]
  /// What a body can catch on: a vertex between edges that stick out.
  public let isSharpVertex: [Bool]
  /// Whether the surface is nowhere vertical or overhanging, so that everything below it is solid.
  public let isHeightField: Bool
  /// Of all vertices.
  public let bounds: Bounds3
  /// The edges at each vertex: those of vertex v are `vertexEdges[vertexEdgeStarts[v]..<vertexEdgeStarts[v + 1]]`.
  let vertexEdges: [Int32]
  let vertexEdgeStarts: [Int32]
  let grid: TriangleGrid

  public struct Edge: Sendable {
    public var from: Int
    public var to: Int
    /// The triangles on its two sides; the second is -1 at the surface's border.
    public var first: Int
    public var second: Int
    /// Whether a body can catch on it: it sticks out of the solid, or is a border.
    public var isSharp: Bool
  }

  /// The sine of the angle by which two triangles must bend apart for the edge between them to stick out.
  private static let flatness = 1e-6

  /// - Parameter columns: cells of the grid along x and z; nil for about one a triangle.
  public init(_ given: TriangleMesh, columns: (x: Int, z: Int)? = nil) {
    let mesh = given.welded
    self.mesh = mesh
    let vertices = mesh.vertices
    var bounds = Bounds3()
    for vertex in vertices { bounds.add(vertex) }
    self.bounds = bounds
    let normals = mesh.triangles.map { t in
      (vertices[t.b] - vertices[t.a]).cross(vertices[t.c] - vertices[t.a]).normalized(or: .unitY)
    }
    self.normals = normals
    isHeightField = !normals.isEmpty && normals.allSatisfy { $0.y > 1e-6 }
    var edges: [Edge] = []
    edges.reserveCapacity(mesh.triangles.count * 3 / 2 + 16)
    var triangleEdges = [SIMD3<Int32>](repeating: SIMD3(-1, -1, -1), count: mesh.triangles.count)
    var known: [SIMD2<Int32>: Int32] = [:]
    known.reserveCapacity(mesh.triangles.count * 3 / 2 + 16)
    for (index, triangle) in mesh.triangles.enumerated() {
      let corners = [triangle.a, triangle.b, triangle.c]
      for side in 0..<3 {
        let (from, to) = (corners[side], corners[(side + 1) % 3])
        let key = SIMD2(Int32(min(from, to)), Int32(max(from, to)))
        if let edge = known[key] {
          triangleEdges[index][side] = edge
          if edges[Int(edge)].second < 0 { edges[Int(edge)].second = index }
        } else {
          known[key] = Int32(edges.count)
          triangleEdges[index][side] = Int32(edges.count)
          edges.append(Edge(from: from, to: to, first: index, second: -1, isSharp: true))
        }
      }
    }
    var isSharpVertex = [Bool](repeating: false, count: vertices.count)
    var starts = [Int32](repeating: 0, count: vertices.count + 1)
    for index in edges.indices {
      let edge = edges[index]
      if edge.second >= 0 {
        let other = mesh.triangles[edge.second]
        let apex = [other.a, other.b, other.c].first { $0 != edge.from && $0 != edge.to } ?? edge.from
        let arm = vertices[apex] - vertices[edge.from]
        edges[index].isSharp = normals[edge.first].dot(arm) < -Self.flatness * arm.length
      }
      starts[edge.from + 1] += 1
      starts[edge.to + 1] += 1
      if edges[index].isSharp { (isSharpVertex[edge.from], isSharpVertex[edge.to]) = (true, true) }
    }
    for vertex in vertices.indices { starts[vertex + 1] += starts[vertex] }
    var next = starts
    var vertexEdges = [Int32](repeating: 0, count: 2 * edges.count)
    for (index, edge) in edges.enumerated() {
      for vertex in [edge.from, edge.to] {
        vertexEdges[Int(next[vertex])] = Int32(index)
        next[vertex] += 1
      }
    }
    self.edges = edges
    self.triangleEdges = triangleEdges
    self.isSharpVertex = isSharpVertex
    self.vertexEdges = vertexEdges
    vertexEdgeStarts = starts
    grid = TriangleGrid(mesh, bounds: bounds, columns: columns)
  }

  public func corners(_ triangle: Int) -> (a: Vector3, b: Vector3, c: Vector3) {
    let t = mesh.triangles[triangle]
    return (mesh.vertices[t.a], mesh.vertices[t.b], mesh.vertices[t.c])
  }

  /// The edges at a vertex.
  public func edges(at vertex: Int) -> ArraySlice<Int32> {
    vertexEdges[Int(vertexEdgeStarts[vertex])..<Int(vertexEdgeStarts[vertex + 1])]
  }
}

/// A box along the world's axes. Empty at first.
public struct Bounds3: Hashable, Sendable {
  public var least = Vector3(repeating: .infinity)
  public var most = Vector3(repeating: -.infinity)

  public init() {}

  public init(centre: Vector3, halfExtents: Vector3) {
    least = centre - halfExtents
    most = centre + halfExtents
  }

  public mutating func add(_ point: Vector3) {
    least = pointwiseMin(least, point)
    most = pointwiseMax(most, point)
  }

  public mutating func add(_ other: Bounds3) {
    least = pointwiseMin(least, other.least)
    most = pointwiseMax(most, other.most)
  }

  public func overlaps(_ other: Bounds3) -> Bool {
    least.x <= other.most.x && other.least.x <= most.x && least.y <= other.most.y && other.least.y <= most.y
      && least.z <= other.most.z && other.least.z <= most.z
  }

  public func contains(_ point: Vector3) -> Bool {
    point.x >= least.x && point.x <= most.x && point.y >= least.y && point.y <= most.y && point.z >= least.z
      && point.z <= most.z
  }

  public func grown(by margin: Double) -> Bounds3 {
    var grown = self
    grown.least -= Vector3(repeating: margin)
    grown.most += Vector3(repeating: margin)
    return grown
  }
}

extension TriangleMesh {
  /// The same with corners at one place as one vertex, and without triangles that have no area.
  var welded: TriangleMesh {
    var places: [Vector3: Int] = [:]
    places.reserveCapacity(vertices.count)
    var kept: [Vector3] = []
    let numbers = vertices.map { vertex in
      // Zero has two signs.
      let vertex = vertex + Vector3(repeating: 0)
      if let number = places[vertex] { return number }
      places[vertex] = kept.count
      kept.append(vertex)
      return kept.count - 1
    }
    let triangles = triangles.map { Triangle(numbers[$0.a], numbers[$0.b], numbers[$0.c]) }.filter { t in
      let area = (kept[t.b] - kept[t.a]).cross(kept[t.c] - kept[t.a]).length
      return area > 1e-14
    }
    return TriangleMesh(vertices: kept, triangles: triangles)
  }
}
