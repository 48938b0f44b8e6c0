import Motion
import Simulation

/// Upright boxes beside or on a level plane: blocks, steps, stepping stones, tables.
public struct BoxesGround: Ground, Plugin {
  public static let name = "ground.boxes"
  public static let summary = "Upright boxes of any size and turn, on a level plane or on nothing"

  public struct Configuration: PluginConfiguration, Hashable {
    public var boxes: [Box] = []
    /// Height of the plane in metres; nil for none.
    public var base: Double? = 0
    public var friction = 1.0

    public init() {}

    /// A field that is left out of a file has its default.
    public struct Box: Codable, Hashable, Sendable {
      /// Metres, world axes.
      public var centre = Vector3.zero
      /// Whole sides in metres, along the box's own axes.
      public var size = Vector3(repeating: 1)
      /// Degrees about y.
      public var turn = 0.0

      public init(centre: Vector3 = .zero, size: Vector3 = Vector3(repeating: 1), turn: Double = 0) {
        self.centre = centre
        self.size = size
        self.turn = turn
      }

      enum CodingKeys: String, CodingKey, CaseIterable { case centre, size, turn }

      public init(from decoder: any Decoder) throws {
        let known = CodingKeys.allCases.map(\.rawValue)
        let number = decoder.codingPath.last?.intValue ?? 0
        guard case .fields(let given) = try ConfigurationValue(from: decoder) else {
          throw ConfigurationProblem("box \(number) has no named fields; there are \(known.joined(separator: ", "))")
        }
        if let unknown = given.keys.sorted().first(where: { !known.contains($0) }) {
          throw ConfigurationProblem(
            "unknown setting '\(unknown)' of box \(number); there are \(known.joined(separator: ", "))")
        }
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func read<T: Decodable>(_ key: CodingKeys, _ value: inout T, _ expected: String) throws {
          do {
            if let given = try container.decodeIfPresent(T.self, forKey: key) { value = given }
          } catch { throw ConfigurationProblem("\(key.rawValue) of box \(number): expected \(expected)") }
        }
        try read(.centre, &centre, "three numbers")
        try read(.size, &size, "three numbers")
        try read(.turn, &turn, "a number")
      }
    }

    public static var fields: [ConfigurationField] {
      [
        .init("boxes", unit: "m", "a list of boxes: centre [x, y, z], size [x, y, z], turn in degrees about y"),
        .init("base", unit: "m", range: -1000...1000, "height of the plane around the boxes; null for none"),
        .init("friction", range: 0...100, "Coulomb friction coefficient"),
      ]
    }

    public func validate() throws {
      guard boxes.count <= 10_000 else {
        throw ConfigurationProblem("there are \(boxes.count) boxes, expected at most 10000")
      }
      guard !boxes.isEmpty || base != nil else {
        throw ConfigurationProblem("there are no boxes and no base, expected one of them")
      }
      for (number, box) in boxes.enumerated() {
        func check(_ values: Vector3, _ range: ClosedRange<Double>, _ name: String) throws {
          for axis in 0..<3 where !range.contains(values[axis]) {
            throw ConfigurationProblem(
              "\(name) of box \(number) is \(values[axis]), expected \(range.lowerBound) to \(range.upperBound) m")
          }
        }
        try check(box.centre, -1000...1000, "centre")
        try check(box.size, 0.001...1000, "size")
        guard (-360...360).contains(box.turn) else {
          throw ConfigurationProblem("turn of box \(number) is \(box.turn), expected -360 to 360 degrees")
        }
      }
    }
  }

  private let union: BoxUnion

  public init(configuration: Configuration, context: PluginContext) throws { try self.init(configuration) }

  /// - Throws: `SimulationError.invalidConfiguration`.
  public init(_ configuration: Configuration) throws {
    try configuration.check(for: Self.name)
    union = BoxUnion(
      boxes: configuration.boxes.map { .init(centre: $0.centre, halfExtents: $0.size / 2, turn: $0.turn) },
      base: configuration.base, friction: configuration.friction)
  }

  public func height(at place: Vector3) -> Double { union.height(at: place) }
  public func surface(at place: Vector3) -> GroundSurface? { union.surface(at: place) }
  /// Exact, also beside a box and at its edges.
  public func clearance(of point: Vector3) -> Double { union.clearance(of: point) }
  public var pieces: [GroundPiece] { union.pieces }
}

extension PluginConfiguration {
  /// The configuration's own check, for one that was made in a program.
  /// - Throws: `SimulationError.invalidConfiguration`.
  func check(for plugin: String) throws {
    _ = try ConfigurationValue(describing: self).decode(Self.self, plugin: plugin)
  }
}
