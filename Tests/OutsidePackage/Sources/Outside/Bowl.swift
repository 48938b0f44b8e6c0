import Foundation
import Gaitkeeper

/// A dish: a sphere's inside, as triangles.
public struct Bowl: Ground, Plugin {
  public static let name = "ground.bowl"
  public static let summary = "A shallow dish around the world's origin"

  public struct Configuration: PluginConfiguration {
    /// Metres.
    public var radius = 20.0
    public init() {}
    public static var fields: [ConfigurationField] {
      [.init("radius", unit: "m", range: 5...1000, scale: .logarithmic, "of the sphere that the dish is part of")]
    }
  }

  private let radius: Double

  public init(configuration: Configuration, context: PluginContext) { radius = configuration.radius }

  public func surface(at place: Vector3) -> GroundSurface? {
    let (x, z) = (place.x, place.z)
    let depth = (radius * radius - min(x * x + z * z, radius * radius / 4)).squareRoot()
    return GroundSurface(height: radius - depth, normal: Vector3(-x, depth, -z).normalized())
  }

  public var pieces: [GroundPiece] {
    // A grid of half a metre, as far as people walk.
    let count = 17
    let vertices = (0..<(count * count)).map { index in
      let (x, z) = (Double(index % count - count / 2) / 2, Double(index / count - count / 2) / 2)
      return Vector3(x, height(at: Vector3(x, 0, z)), z)
    }
    let triangles = (0..<((count - 1) * (count - 1))).flatMap { cell -> [TriangleMesh.Triangle] in
      let corner = cell / (count - 1) * count + cell % (count - 1)
      return [
        .init(corner, corner + count, corner + 1), .init(corner + 1, corner + count, corner + count + 1),
      ]
    }
    return [GroundPiece(.mesh(TriangleMesh(vertices: vertices, triangles: triangles)))]
  }
}
