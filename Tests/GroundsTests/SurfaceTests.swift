import Foundation
import Grounds
import Motion
import Simulation
import Testing

/// Height fields and meshes: heights, normals and distances.
@Suite struct SurfaceTests {
  static func field(
    rows: Int, columns: Int, extent: Double = 4, _ height: (Double, Double) -> Double
  ) throws -> HeightFieldGround {
    var configuration = HeightFieldGround.Configuration()
    (configuration.extentX, configuration.extentZ) = (extent, extent)
    let heights = (0..<rows).flatMap { row in
      (0..<columns).map { column in
        height(
          extent * (Double(column) / Double(columns - 1) - 0.5), extent * (Double(row) / Double(rows - 1) - 0.5))
      }
    }
    return try HeightFieldGround(heights: heights, rows: rows, columns: columns, configuration)
  }

  @Test func aSlopeIsAPlane() throws {
    let plane = PlaneGround(height: 0.3, normal: Vector3(-0.2, 1, 0.1).normalized())
    let field = try Self.field(rows: 7, columns: 12) { plane.height(at: Vector3($0, 0, $1)) }
    for step in 0..<200 {
      let place = Vector3(
        3.9 * sin(Double(step)) / 2, 0.3 + 0.1 * sin(3.0 * Double(step)), 3.9 * cos(1.7 * Double(step)) / 2)
      // Rounding alone.
      #expect(abs(field.height(at: place) - plane.height(at: place)) < 1e-14)
      #expect((field.normal(at: place) - plane.normal(at: place)).length < 1e-14)
      let clearance = plane.clearance(of: place)
      // Near the border the plane goes on and the field does not.
      if abs(clearance) < 0.02 { #expect(abs(field.clearance(of: place) - clearance) < 1e-14) }
    }
    #expect(field.surface(at: Vector3(2.001, 0, 0)) == nil && field.height(at: Vector3(0, 0, -2.001)) == -.infinity)
  }

  @Test func samplesAreWhereTheRowsAndColumnsSay() throws {
    let field = try Self.field(rows: 3, columns: 5, extent: 2) { $0 + 10 * $1 }
    for row in 0..<3 {
      for column in 0..<5 {
        let place = Vector3(-1 + 0.5 * Double(column), 0, -1 + Double(row))
        #expect(abs(field.height(at: place) - place.x - 10 * place.z) < 1e-14)
      }
    }
  }

  @Test func theDiagonalOfACellRunsFromItsLeastCornerToItsGreatest() throws {
    // One corner of a single cell is a metre up: its triangle rises, the other is level.
    var configuration = HeightFieldGround.Configuration()
    (configuration.extentX, configuration.extentZ) = (1, 1)
    let field = try HeightFieldGround(heights: [0, 1, 0, 0], rows: 2, columns: 2, configuration)
    #expect(field.height(at: Vector3(-0.25, 0, 0.25)) == 0)
    #expect(abs(field.height(at: Vector3(0.25, 0, -0.25)) - 0.5) < 1e-15)
    #expect(field.height(at: .zero) == 0)
  }

  @Test func heightsAgreeWithTheTrianglesThatEnginesGet() throws {
    let field = try Self.field(rows: 20, columns: 17) { 0.3 * sin(3 * $0) * cos(2 * $1) }
    guard case .mesh(let mesh)? = field.pieces.first?.geometry, let surface = field.pieces.first?.surface else {
      Issue.record("the field is no mesh")
      return
    }
    for (index, triangle) in mesh.triangles.enumerated() {
      let corners = [triangle.a, triangle.b, triangle.c].map { mesh.vertices[$0] }
      let middle = (corners[0] + corners[1] + corners[2]) / 3
      #expect(abs(field.height(at: middle) - middle.y) < 1e-14)
      #expect(field.normal(at: middle) == surface.normals[index])
      // The nearest point over a triangle's middle is on it, or on a neighbour that stands up.
      #expect(field.clearance(of: middle + surface.normals[index] * 0.01) <= 0.01 + 1e-14)
      #expect(abs(field.clearance(of: middle)) < 1e-9)
    }
  }

  @Test func beyondAHandsBreadthAFieldIsAtLeastThatFar() throws {
    let field = try Self.field(rows: 30, columns: 30) { _, _ in 0 }
    for height in [0.1, 0.2, 3] {
      #expect(abs(field.clearance(of: Vector3(0, height, 0)) - height) < 1e-12)
      #expect(abs(field.clearance(of: Vector3(0, -height, 0)) + height) < 1e-12)
    }
  }

  /// A cube of a metre, on its own.
  static let cube: TriangleMesh = {
    let vertices = (0..<8).map { corner -> Vector3 in
      let (x, y, z) = (corner & 1, corner >> 1 & 1, corner >> 2 & 1)
      return Vector3(Double(x) - 0.5, Double(y) - 0.5, Double(z) - 0.5)
    }
    let faces: [[Int]] = [[0, 4, 6, 2], [1, 3, 7, 5], [0, 1, 5, 4], [2, 6, 7, 3], [0, 2, 3, 1], [4, 5, 7, 6]]
    let triangles = faces.flatMap { face -> [TriangleMesh.Triangle] in
      [.init(face[0], face[1], face[2]), .init(face[0], face[2], face[3])]
    }
    return TriangleMesh(vertices: vertices, triangles: triangles)
  }()

  @Test func aClosedMeshHasAnInsideEverywhere() throws {
    let mesh = try MeshGround(mesh: Self.cube)
    var configuration = BoxesGround.Configuration()
    configuration.boxes = [.init()]
    configuration.base = nil
    let box = try BoxesGround(configuration)
    for step in 0..<500 {
      let t = Double(step)
      let point = Vector3(sin(t), sin(1.3 * t), sin(1.7 * t)) * 0.9
      #expect(abs(mesh.clearance(of: point) - box.clearance(of: point)) < 1e-14)
      #expect(mesh.height(at: point) == box.height(at: point))
    }
    // On the diagonals of edges and corners, where the nearest point is a vertex of several triangles.
    for direction in [Vector3(1, 1, 1), Vector3(-1, 1, 0), Vector3(0, -1, -1), Vector3(1, -1, 1)] {
      for length in [0.3, 0.7] {
        let point = direction * length
        #expect(abs(mesh.clearance(of: point) - box.clearance(of: point)) < 1e-14)
      }
    }
  }

  @Test func aMeshStandsWhereItsSettingsSay() throws {
    var configuration = MeshGround.Configuration()
    (configuration.scale, configuration.x, configuration.y, configuration.z) = (2, 5, 1, -3)
    configuration.up = .z
    var tall = Self.cube
    // Three times as long along the file's y, which is the world's -z.
    for index in tall.vertices.indices where tall.vertices[index].y > 0 { tall.vertices[index].y = 2.5 }
    let mesh = try MeshGround(mesh: tall, configuration)
    #expect(mesh.height(at: Vector3(5.9, 0, -3)) == 2)
    #expect(mesh.height(at: Vector3(5, 0, -7.9)) == 2 && mesh.height(at: Vector3(5, 0, -8.1)) == -.infinity)
    #expect(mesh.height(at: Vector3(5, 0, -1.9)) == -.infinity)
    #expect(abs(mesh.clearance(of: Vector3(5, 2.5, -3)) - 0.5) < 1e-14)
  }
}
