import Foundation
import Motion
import Simulation

/// A straight flight of stairs up from a level plane to a landing, and down again if wanted.
public struct StairsGround: Ground, Plugin {
  public static let name = "ground.stairs"
  public static let summary = "A flight of stairs with a landing, and down again if wanted, on a level plane"

  public struct Configuration: PluginConfiguration, Hashable {
    /// Number of risers.
    public var count = 5
    /// Height and depth of a step, in metres.
    public var rise = 0.15
    public var run = 0.3
    public var width = 2.0
    /// The middle of the first riser, in metres.
    public var x = 0.0
    public var z = 1.0
    /// The way up: degrees about y, 0 for z and 90 for x.
    public var direction = 0.0
    /// Height of the plane around the stairs, in metres.
    public var base = 0.0
    /// Length of the level top behind the last riser, in metres.
    public var landing = 1.0
    /// Whether the same flight leads down again behind the landing.
    public var down = false
    public var friction = 1.0

    public init() {}

    public static var fields: [ConfigurationField] {
      [
        .init("count", range: 1...1000, scale: .whole, "number of risers"),
        .init("rise", unit: "m", range: 0.001...10, "height of a step"),
        .init("run", unit: "m", range: 0.01...10, "depth of a step"),
        .init("width", unit: "m", range: 0.01...1000, "width of the stairs"),
        .init("x", unit: "m", range: -1000...1000, "x of the middle of the first riser"),
        .init("z", unit: "m", range: -1000...1000, "z of the middle of the first riser"),
        .init("direction", unit: "degrees", range: -360...360, "the way up, about y: 0 is z, 90 is x"),
        .init("base", unit: "m", range: -1000...1000, "height of the plane around the stairs"),
        .init("landing", unit: "m", range: 0.01...1000, "length of the level top behind the last riser"),
        .init("down", "whether the same flight leads down again behind the landing"),
        .init("friction", range: 0...100, "Coulomb friction coefficient"),
      ]
    }
  }

  private let union: BoxUnion

  public init(configuration: Configuration, context: PluginContext) throws { try self.init(configuration) }

  /// - Throws: `SimulationError.invalidConfiguration`.
  public init(_ configuration: Configuration) throws {
    try configuration.check(for: Self.name)
    let c = configuration
    let angle = c.direction * .pi / 180
    let forward = c.direction == 0 ? Vector3.unitZ : Vector3(sin(angle), 0, cos(angle))
    // The part under the plane is out of reach.
    let bottom = c.base - 0.5
    // A block for each tread, which reaches through under all higher ones: no tread has a seam.
    let boxes = (0..<c.count).map { step in
      let begin = Double(step) * c.run
      let end = Double(c.count - 1) * c.run + c.landing + (c.down ? Double(c.count - 1 - step) * c.run : 0)
      let top = c.base + Double(step + 1) * c.rise
      return BoxUnion.Box(
        centre: Vector3(c.x, (bottom + top) / 2, c.z) + forward * ((begin + end) / 2),
        halfExtents: Vector3(c.width / 2, (top - bottom) / 2, (end - begin) / 2), turn: c.direction)
    }
    union = BoxUnion(boxes: boxes, base: c.base, friction: c.friction)
  }

  public func height(at place: Vector3) -> Double { union.height(at: place) }
  public func surface(at place: Vector3) -> GroundSurface? { union.surface(at: place) }
  /// Exact: a point a centimetre inside a riser has -0.01, however far it is under the tread.
  public func clearance(of point: Vector3) -> Double { union.clearance(of: point) }
  public var pieces: [GroundPiece] { union.pieces }
}
