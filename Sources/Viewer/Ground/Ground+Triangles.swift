import Motion
import Simulation

extension Ground {
  /// What there is to draw of the ground in a rectangle: the surfaces of all its pieces, cut off at the rectangle's sides. Planes
  /// reach its corners.
  /// - Returns: triangles whose corners run counterclockwise seen from outside.
  package func triangles(within bounds: LevelBounds) -> TriangleMesh {
    var mesh = TriangleMesh(vertices: [], triangles: [])
    for piece in pieces {
      switch piece.geometry {
      case .plane(let point, let normal):
        guard normal.y > 1e-9 else { continue }
        mesh.add(
          bounds.corners { place in
            point.y - (normal.x * (place.x - point.x) + normal.z * (place.z - point.z)) / normal.y
          })
      case .box(let centre, let half, let orientation):
        for face in Self.boxFaces {
          mesh.add(bounds.clipped(face.map { centre + orientation.rotate($0 * half) }))
        }
      case .mesh(let piece): mesh.add(piece, within: bounds)
      }
    }
    return mesh
  }

  /// Corners of a box of half extents one, counterclockwise seen from outside.
  private static var boxFaces: [[Vector3]] {
    (0..<3).flatMap { axis in
      [-1.0, 1.0].map { sign in
        var (normal, side) = (Vector3.zero, Vector3.zero)
        normal[axis] = sign
        side[(axis + 1) % 3] = 1
        let up = normal.cross(side)
        return [(-1.0, -1.0), (1, -1), (1, 1), (-1, 1)].map { normal + side * $0 + up * $1 }
      }
    }
  }
}

extension TriangleMesh {
  /// A convex polygon, as a fan.
  fileprivate mutating func add(_ polygon: [Vector3]) {
    guard polygon.count > 2 else { return }
    let first = vertices.count
    vertices += polygon
    for corner in 1..<(polygon.count - 1) { triangles.append(Triangle(first, first + corner, first + corner + 1)) }
  }

  /// Vertices that several triangles have in common stay one.
  fileprivate mutating func add(_ mesh: TriangleMesh, within bounds: LevelBounds) {
    let isInside = mesh.vertices.map { bounds.x.contains($0.x) && bounds.z.contains($0.z) }
    var places: [Int: Int] = [:]
    func place(_ vertex: Int) -> Int {
      if let place = places[vertex] { return place }
      places[vertex] = vertices.count
      vertices.append(mesh.vertices[vertex])
      return vertices.count - 1
    }
    for triangle in mesh.triangles {
      let corners = [triangle.a, triangle.b, triangle.c]
      if corners.allSatisfy({ isInside[$0] }) {
        triangles.append(Triangle(place(triangle.a), place(triangle.b), place(triangle.c)))
      } else {
        add(bounds.clipped(corners.map { mesh.vertices[$0] }))
      }
    }
  }

  /// Unit normals of the triangles, outward; up for a triangle without area.
  var normals: [Vector3] {
    triangles.map { triangle in
      let a = vertices[triangle.a]
      return (vertices[triangle.b] - a).cross(vertices[triangle.c] - a).normalized(or: .unitY)
    }
  }
}
