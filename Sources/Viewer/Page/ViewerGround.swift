import Motion
import Simulation

/// What a stage's bodies stand on: a plane without end, triangles, or nothing.
public struct ViewerGround: Codable, Sendable, Equatable {
  public struct Plane: Codable, Sendable, Equatable {
    /// At the world's origin, in metres.
    public var height: Double
    /// Metres by which it rises per metre of x and of z.
    public var rise: [Double]
  }

  public var plane: Plane?
  /// Three numbers a vertex, in metres; nil for a plane, and without ground.
  public var vertices: PackedNumbers?
  /// Three indices of vertices a triangle.
  public var triangles: PackedNumbers?

  /// Metres of ground around the motion; farther away the page's fog hides everything.
  private static let margin = 24.0

  /// - Parameter places: where bodies come.
  /// - Returns: nil for a level floor at height 0, which a page has by itself.
  public init?(_ ground: any Ground, around places: [Vector3]) {
    guard ground.levelHeight != 0 else { return nil }
    if ground.isPlane {
      let normal = ground.normal(at: .zero)
      plane = Plane(height: ground.height(at: .zero), rise: [-normal.x / normal.y, -normal.z / normal.y])
      return
    }
    let mesh = ground.triangles(within: LevelBounds(around: places, margin: Self.margin))
    guard !mesh.triangles.isEmpty else { return }
    vertices = PackedNumbers(mesh.vertices.flatMap { [$0.x, $0.y, $0.z] })
    triangles = PackedNumbers(mesh.triangles.flatMap { [Float($0.a), Float($0.b), Float($0.c)] })
  }
}
