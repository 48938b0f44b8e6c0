import Foundation
import Grounds
import Motion
import Simulation
import Testing

/// A kind of ground as the tests name it: of any height and, if it can slope, of any slope towards x.
struct GroundChoice: Sendable, CustomTestStringConvertible {
  let name: String
  /// - Parameters:
  ///   - height: above the origin, in metres.
  ///   - slope: radians; x leads up.
  let make: @Sendable (_ height: Double, _ slope: Double) throws -> any Ground

  var testDescription: String { name }
}

/// Every kind of ground.
enum AllGrounds {
  static let plane = GroundChoice(name: "plane") { height, slope in
    PlaneGround(height: height, normal: Vector3(-sin(slope), cos(slope), 0))
  }

  /// Kinds that are no plane but level or sloping in one piece, some metres wide.
  static let flat: [GroundChoice] = [
    GroundChoice(name: "box") { height, slope in TiltedBox(height: height, slope: slope) },
    GroundChoice(name: "height field") { height, slope in
      try field(height: height) { x, _ in x * tan(slope) }
    },
    GroundChoice(name: "mesh") { height, slope in
      try MeshGround(mesh: fan(height: height, slope: slope))
    },
  ]
  static let sloping = [plane] + flat
  static let level =
    sloping + [
      GroundChoice(name: "boxes side by side") { height, _ in
        var configuration = BoxesGround.Configuration()
        configuration.base = nil
        for x in -2...2 {
          for z in -1...1 {
            configuration.boxes.append(
              .init(centre: Vector3(0.9 * Double(x), height - 0.5, 2 * Double(z)), size: Vector3(0.9, 1, 2)))
          }
        }
        return try BoxesGround(configuration)
      },
      GroundChoice(name: "landing of stairs") { height, _ in
        var configuration = StairsGround.Configuration()
        (configuration.count, configuration.base, configuration.width) = (3, height - 0.45, 8)
        (configuration.z, configuration.landing) = (-4, 8)
        return try StairsGround(configuration)
      },
    ]

  /// A field of 8 m by 8 m.
  static func field(
    height: Double, cells: Int = 17, _ shape: (Double, Double) -> Double
  ) throws -> HeightFieldGround {
    var configuration = HeightFieldGround.Configuration()
    (configuration.extentX, configuration.extentZ, configuration.base) = (8, 8, height)
    let places = (0...cells).map { 8 * (Double($0) / Double(cells) - 0.5) }
    return try HeightFieldGround(
      heights: places.flatMap { z in places.map { x in shape(x, z) } }, rows: cells + 1, columns: cells + 1,
      configuration)
  }

  /// Hills of a few centimetres around height 0.
  static let hills = Result { try field(height: 0, cells: 60) { 0.06 * sin(4 * $0 + 1) * cos(3 * $1) } }

  /// A block around the origin.
  static func block(_ size: Vector3) -> TriangleMesh {
    let vertices = (0..<8).map { corner -> Vector3 in
      let signs = Vector3(corner & 1 == 0 ? -1 : 1, corner & 2 == 0 ? -1 : 1, corner & 4 == 0 ? -1 : 1)
      return size * signs / 2
    }
    let faces: [[Int]] = [[0, 4, 6, 2], [1, 3, 7, 5], [0, 1, 5, 4], [2, 6, 7, 3], [0, 2, 3, 1], [4, 5, 7, 6]]
    let triangles = faces.flatMap { face -> [TriangleMesh.Triangle] in
      [.init(face[0], face[1], face[2]), .init(face[0], face[2], face[3])]
    }
    return TriangleMesh(vertices: vertices, triangles: triangles)
  }

  /// Thin triangles of all directions around a point beside the origin.
  static func fan(height: Double, slope: Double) -> TriangleMesh {
    func vertex(_ x: Double, _ z: Double) -> Vector3 { Vector3(x, height + x * tan(slope), z) }
    let count = 23
    let rim = (0..<count).map { number in
      let angle = 2 * .pi * Double(number) / Double(count)
      return vertex(0.03 + 6 * sin(angle), -0.02 + 6 * cos(angle))
    }
    return TriangleMesh(
      vertices: [vertex(0.03, -0.02)] + rim, triangles: (0..<count).map { .init(0, $0 + 1, ($0 + 1) % count + 1) })
  }
}

/// A box whose top is a slope: a ground as others may write one.
struct TiltedBox: Ground {
  let plane: PlaneGround
  let pieces: [GroundPiece]

  init(height: Double, slope: Double) {
    let normal = Vector3(-sin(slope), cos(slope), 0)
    plane = PlaneGround(height: height, normal: normal)
    pieces = [
      GroundPiece(
        .box(
          centre: Vector3(0, height, 0) - normal * 2, halfExtents: Vector3(5, 2, 5),
          orientation: Quaternion(angle: slope, axis: .unitZ)))
    ]
  }

  func surface(at place: Vector3) -> GroundSurface? { plane.surface(at: place) }
}

/// A body of one shape on a kind of ground.
struct Pebble: Sendable, CustomTestStringConvertible {
  let geometry: Shape.Geometry
  let ground: GroundChoice

  var testDescription: String { "\(geometry.testDescription) on \(ground.name)" }
}

/// Bodies of one shape.
enum Pebbles {
  static let radius = 0.1
  static let kinds: [Shape.Geometry] = [
    .sphere(radius: radius), .capsule(radius: radius, halfLength: 0.2), .box(halfExtents: Vector3(0.2, radius, 0.15)),
  ]

  static func on(_ grounds: some Sequence<GroundChoice>) -> [Pebble] {
    grounds.flatMap { ground in kinds.map { Pebble(geometry: $0, ground: ground) } }
  }

  /// 2 kg; a capsule lies along z, as a box of its size would.
  static func humanoid(_ geometry: Shape.Geometry, friction: Double = 1) throws -> Humanoid {
    let mass = 2.0
    let half =
      switch geometry {
      case .sphere(let radius): Vector3(repeating: radius * (3.0 / 5).squareRoot())
      case .capsule(let radius, let length): Vector3(radius, radius, length + radius)
      case .box(let half): half
      }
    let inertia = SymmetricMatrix3(
      xx: mass / 3 * (half.y * half.y + half.z * half.z), yy: mass / 3 * (half.x * half.x + half.z * half.z),
      zz: mass / 3 * (half.x * half.x + half.y * half.y))
    return try Humanoid(
      name: "pebble",
      links: [
        .init(
          name: "pebble", parent: nil, offset: .zero, joint: JointModel(kind: .free),
          shapes: [Shape(geometry: geometry, friction: friction)], mass: mass, centreOfMass: .zero, inertia: inertia)
      ])
  }

  static func world(
    _ choice: EngineChoice, _ geometry: Shape.Geometry, on ground: any Ground, friction: Double = 1
  ) throws -> any World {
    try choice.engine.makeWorld(
      humanoid: humanoid(geometry, friction: friction), settings: WorldSettings(ground: ground))
  }
}

extension Shape.Geometry: CustomTestStringConvertible {
  public var testDescription: String {
    switch self {
    case .sphere: "sphere"
    case .capsule: "capsule"
    case .box: "box"
    }
  }
}
