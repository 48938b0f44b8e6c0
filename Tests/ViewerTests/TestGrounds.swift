import Foundation
import Motion
import Simulation

/// Ground of pieces: a level plane with boxes on it, each turned about y, or a mesh.
struct TestGround: Ground {
  struct Block {
    var centre: Vector3
    var half: Vector3
    var turn = Quaternion.identity
  }

  /// Of a level plane; nil for none.
  var level: Double? = 0
  var blocks: [Block] = []

  func surface(at place: Vector3) -> GroundSurface? {
    let tops = blocks.filter { block in
      let local = block.turn.inverse.rotate(place - block.centre)
      return abs(local.x) <= block.half.x && abs(local.z) <= block.half.z
    }.map { $0.centre.y + $0.half.y }
    return (tops + [level].compactMap { $0 }).max().map { GroundSurface(height: $0) }
  }

  var pieces: [GroundPiece] {
    (level.map { [GroundPiece(.plane(point: Vector3(0, $0, 0), normal: .unitY))] } ?? [])
      + blocks.map { GroundPiece(.box(centre: $0.centre, halfExtents: $0.half, orientation: $0.turn)) }
  }

  /// Steps that lead up along z from `start`, each as deep as it is to the ground.
  static func stairs(
    steps: Int, start: Double = 1, rise: Double = 0.15, tread: Double = 0.3, level: Double = 0
  ) -> TestGround {
    TestGround(
      level: level,
      blocks: (0..<steps).map { step in
        let height = rise * Double(step + 1)
        return Block(
          centre: Vector3(0, level + height / 2, start + tread * (Double(step) + 0.5)),
          half: Vector3(0.8, height / 2, tread / 2))
      })
  }
}

/// A hill of triangles over a grid of whole metres: the height is linear over each triangle.
struct TestHill: Ground {
  let mesh: TriangleMesh

  init(halfWidth: Int = 6) {
    let side = 2 * halfWidth + 1
    var mesh = TriangleMesh(vertices: [], triangles: [])
    for x in -halfWidth...halfWidth {
      for z in -halfWidth...halfWidth {
        mesh.vertices.append(Vector3(Double(x), 0.4 * sin(Double(x)) + 0.1 * Double(z * z % 5), Double(z)))
      }
    }
    for x in 0..<(side - 1) {
      for z in 0..<(side - 1) {
        let a = x * side + z
        mesh.triangles += [.init(a, a + 1, a + side + 1), .init(a, a + side + 1, a + side)]
      }
    }
    self.mesh = mesh
  }

  func surface(at place: Vector3) -> GroundSurface? {
    for triangle in mesh.triangles {
      let (a, b, c) = (mesh.vertices[triangle.a], mesh.vertices[triangle.b], mesh.vertices[triangle.c])
      let normal = (b - a).cross(c - a).normalized()
      let sides = [(a, b), (b, c), (c, a)].map { from, to in
        (to.z - from.z) * (place.x - from.x) - (to.x - from.x) * (place.z - from.z)
      }
      guard sides.allSatisfy({ $0 >= -1e-9 }) else { continue }
      let height = a.y - (normal.x * (place.x - a.x) + normal.z * (place.z - a.z)) / normal.y
      return GroundSurface(height: height, normal: normal)
    }
    return nil
  }

  var pieces: [GroundPiece] { [GroundPiece(.mesh(mesh))] }
}
