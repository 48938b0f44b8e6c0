import Foundation
import Motion

/// A plane without end, level or sloping.
public struct PlaneGround: Ground, Plugin {
  public static let name = "ground.plane"
  public static let summary = "A plane of any height and slope"

  public struct Configuration: PluginConfiguration, Hashable {
    /// Of the plane at the world's origin, in metres.
    public var height = 0.0
    /// Degrees.
    public var slope = 0.0
    /// The way that leads straight up the slope: degrees about y, 0 for z and 90 for x.
    public var direction = 0.0
    public var friction = 1.0

    public init() {}

    public static var fields: [ConfigurationField] {
      [
        .init("height", unit: "m", range: -1000...1000, "height at the world's origin"),
        .init("slope", unit: "degrees", range: 0...80, "angle between the plane and the horizontal"),
        .init("direction", unit: "degrees", range: -360...360, "the way up the slope, about y: 0 is z, 90 is x"),
        .init("friction", range: 0...100, "Coulomb friction coefficient"),
      ]
    }
  }

  /// At the world's origin, in metres.
  private let level: Double
  private let surfaceNormal: Vector3
  private let friction: Double
  /// How much the height changes over a metre of x and of z.
  private let rise: Vector3

  public init(configuration: Configuration = .init(), context: PluginContext) { self.init(configuration) }

  public init(_ configuration: Configuration = .init()) {
    let (slope, direction) = (configuration.slope * .pi / 180, configuration.direction * .pi / 180)
    self.init(
      height: configuration.height,
      normal: Vector3(-sin(slope) * sin(direction), cos(slope), -sin(slope) * cos(direction)),
      friction: configuration.friction)
  }

  /// - Parameters:
  ///   - height: at the world's origin, in metres.
  ///   - normal: a unit vector that points up.
  public init(height: Double, normal: Vector3 = .unitY, friction: Double = 1) {
    level = height
    surfaceNormal = normal
    self.friction = friction
    rise = Vector3(-normal.x / normal.y, 0, -normal.z / normal.y)
  }

  public var isPlane: Bool { true }

  public func height(at place: Vector3) -> Double { level + (rise.x * place.x + rise.z * place.z) }

  public func surface(at place: Vector3) -> GroundSurface? {
    GroundSurface(height: height(at: place), normal: surfaceNormal, friction: friction)
  }

  public func clearance(of point: Vector3) -> Double { (point.y - height(at: point)) * surfaceNormal.y }

  public func normal(at place: Vector3) -> Vector3 { surfaceNormal }

  public var pieces: [GroundPiece] {
    [GroundPiece(.plane(point: Vector3(0, level, 0), normal: surfaceNormal), friction: friction)]
  }
}

/// Nothing to stand on.
public struct NoGround: Ground, Plugin {
  public static let name = "ground.none"
  public static let summary = "No ground: bodies fall"

  public init(configuration: NoConfiguration = .init(), context: PluginContext) {}
  public init() {}

  public func surface(at place: Vector3) -> GroundSurface? { nil }
  public var pieces: [GroundPiece] { [] }
}
