import Motion
import Simulation

/// Triangles from a file: a scanned floor, a modelled scene.
///
/// Seen from outside, corners run counterclockwise. An open surface is solid below; a closed one inside.
public struct MeshGround: Ground, Plugin {
  public static let name = "ground.mesh"
  public static let summary = "Triangles from an OBJ or STL file"

  public enum UpAxis: String, Codable, Hashable, Sendable { case y, z }

  public struct Configuration: PluginConfiguration, Hashable {
    /// Path of an OBJ or STL (text or binary).
    public var file = ""
    /// Metres for the file's unit.
    public var scale = 1.0
    /// Where the file's origin is, in metres.
    public var x = 0.0
    public var y = 0.0
    public var z = 0.0
    /// Of the file. Of one whose z is up, x stays and y points to the world's -z.
    public var up = UpAxis.y
    public var friction = 1.0

    public init() {}

    public static var fields: [ConfigurationField] {
      [
        .init("file", "path of an OBJ or STL file (text or binary); relative to the scene's"),
        .init("scale", unit: "m", range: 1e-6...1e6, scale: .logarithmic, "length of the file's unit"),
        .init("x", unit: "m", range: -10_000...10_000, "x of the file's origin"),
        .init("y", unit: "m", range: -10_000...10_000, "y of the file's origin"),
        .init("z", unit: "m", range: -10_000...10_000, "z of the file's origin"),
        .init("up", "the file's upward axis: y or z"),
        .init("friction", range: 0...100, "Coulomb friction coefficient"),
      ]
    }
  }

  private let lookUp: SurfaceGround

  public init(configuration: Configuration, context: PluginContext) throws { try self.init(configuration) }

  /// - Throws: `SimulationError.invalidConfiguration` with the file and the line or byte.
  public init(_ configuration: Configuration) throws {
    try configuration.check(for: Self.name)
    let file = GroundFile(configuration.file, plugin: Self.name)
    let bytes = try file.read()
    let name = file.path.lowercased()
    guard name.hasSuffix(".obj") || name.hasSuffix(".stl") else {
      throw file.problem("its name does not end in .obj or .stl")
    }
    let mesh = name.hasSuffix(".stl") ? try STLFile.read(bytes, file) : try OBJFile.read(bytes, file)
    try self.init(mesh, configuration, file)
  }

  /// From triangles in a program, in the place of the configuration's file.
  /// - Throws: `SimulationError.invalidConfiguration`.
  public init(mesh: TriangleMesh, _ configuration: Configuration = .init()) throws {
    try configuration.check(for: Self.name)
    let range = mesh.vertices.indices
    let file = GroundFile("the mesh", plugin: Self.name)
    guard mesh.triangles.allSatisfy({ range.contains($0.a) && range.contains($0.b) && range.contains($0.c) }) else {
      throw file.problem("a triangle has a vertex that is not there")
    }
    try self.init(mesh, configuration, file)
  }

  private init(_ mesh: TriangleMesh, _ configuration: Configuration, _ file: GroundFile) throws {
    var mesh = mesh
    let origin = Vector3(configuration.x, configuration.y, configuration.z)
    for index in mesh.vertices.indices {
      var vertex = mesh.vertices[index]
      if configuration.up == .z { vertex = Vector3(vertex.x, vertex.z, -vertex.y) }
      vertex = vertex * configuration.scale + origin
      guard abs(vertex.x) <= 1e5, abs(vertex.y) <= 1e5, abs(vertex.z) <= 1e5 else {
        throw file.problem("vertex \(index) is at \(vertex.x), \(vertex.y), \(vertex.z), expected at most 100 km")
      }
      mesh.vertices[index] = vertex
    }
    guard mesh.triangles.count <= GroundFile.triangleLimit else {
      throw file.problem("it has \(mesh.triangles.count) triangles, expected at most \(GroundFile.triangleLimit)")
    }
    let surface = TriangleSurface(mesh)
    guard !surface.mesh.triangles.isEmpty else { throw file.problem("it has no triangles") }
    guard surface.normals.contains(where: { $0.y > 1e-6 }) else {
      throw file.problem("no triangle faces up; seen from outside, corners are expected to run counterclockwise")
    }
    lookUp = SurfaceGround(surface: surface, friction: configuration.friction)
  }

  public func height(at place: Vector3) -> Double { lookUp.height(at: place) }
  public func surface(at place: Vector3) -> GroundSurface? { lookUp.surface(at: place) }
  /// Exact; of a mesh that nowhere overhangs up to 0.15 m above and below, and what is farther has at least that.
  public func clearance(of point: Vector3) -> Double { lookUp.clearance(of: point) }
  public var pieces: [GroundPiece] { lookUp.pieces }
}
