import Motion
import Simulation
import StandardPlugins

/// What `ImitationObservation` sees, and the ground around the body: heights on a grid in the heading frame, as walking robots are
/// given them (Rudin et al. 2022, "Learning to Walk in Minutes Using Massively Parallel Deep Reinforcement Learning"), and how far
/// each foot is from the ground, with the ground's normal there.
public struct TerrainObservation: Observation, Plugin {
  public static let name = "observation.terrain"
  public static let summary = "What observation.imitation sees, and the ground's heights and normals around the body"

  public struct Configuration: PluginConfiguration, Hashable {
    /// Points from behind the root to ahead of it, and from its right to its left.
    public var rows = 7
    public var columns = 5
    /// Between two points, in metres.
    public var spacing = 0.2

    public init() {}

    public static var fields: [ConfigurationField] {
      [
        .init("rows", range: 1...50, scale: .whole, "points of the grid from behind the root to ahead of it"),
        .init("columns", range: 1...50, scale: .whole, "points of the grid from the root's right to its left"),
        .init("spacing", unit: "m", range: 0.01...5, scale: .logarithmic, "distance between two points of the grid"),
      ]
    }
  }

  /// Heights and distances are clipped to this, in metres.
  static let limit = 1.0

  private let imitation: ImitationObservation
  private let feet: [Int]
  /// In the heading frame, level.
  private let grid: [Vector3]

  public init(configuration: Configuration = .init(), context: PluginContext) {
    imitation = ImitationObservation(context: context)
    feet = context.humanoid.legs.map(\.foot)
    let (rows, columns) = (configuration.rows, configuration.columns)
    grid = (0..<rows).flatMap { row in
      (0..<columns).map { column in
        Vector3(Double(2 * column - columns + 1) / 2, 0, Double(2 * row - rows + 1) / 2) * configuration.spacing
      }
    }
  }

  public var layout: [ObservationPart] {
    imitation.layout + [
      .init("groundHeights", count: grid.count), .init("footClearances", count: feet.count),
      .init("footNormals", count: 3 * feet.count),
    ]
  }

  public func observe(_ view: SimulationView, into vector: inout [Double]) {
    imitation.observe(view, into: &vector)
    let root = view.links[0].position
    let heading = view.links[0].orientation.heading
    let under = root.y - view.heightOverGround(of: root)
    func clipped(_ value: Double) -> Double { min(max(value, -Self.limit), Self.limit) }
    // Against the height under the root; where there is no ground, as deep as is seen.
    for place in grid { vector.append(clipped(view.ground.height(at: root + heading.rotate(place)) - under)) }
    for foot in feet {
      let clearance = view.humanoid.clearance(of: CollectionOfOne(foot), over: view.ground) { view.links[$0] }
      vector.append(clipped(clearance ?? view.ground.clearance(of: view.links[foot].position)))
    }
    for foot in feet {
      let normal = heading.inverse.rotate(view.ground.normal(at: view.links[foot].position))
      vector.append(contentsOf: [normal.x, normal.y, normal.z])
    }
  }
}
