#if MuJoCo
import Motion
import Simulation

/// MuJoCo as an engine plugin: exact joints in generalized coordinates, soft contacts and joint limits.
public struct MuJoCoEngine: Engine, Plugin {
  public static let name = "engine.mujoco"
  public static let summary = "MuJoCo: joints in generalized coordinates, soft contacts by a convex solver"

  public struct Configuration: PluginConfiguration {
    /// MuJoCo's time constant (solref) of contacts and joint limits in seconds: the smaller the stiffer. It takes two engine
    /// steps where that is longer.
    public var contactTimeConstant = 0.02
    /// Damping of contacts and joint limits (solref), as a share of the critical. At 1 what hits them comes off them a little;
    /// above, overlaps go away more slowly.
    public var contactDampingRatio = 2.0
    /// MuJoCo's impedance (solimp) of contacts and joint limits: the share of the acceleration there that is theirs. The rest is
    /// give, which grows with the load.
    public var contactImpedance = 0.998
    /// How many times stiffer a contact is along the surface than against it (impratio). At 1 what stands on a slope creeps.
    public var frictionImpedance = 10.0
    /// Newton iterations of the solver in a step, at most.
    public var iterations = 100
    /// Improvement of the solver's cost, relative to the body's inertia, under which it stops.
    public var tolerance = 1e-8

    public init() {}

    public static var fields: [ConfigurationField] {
      [
        .init(
          "contactTimeConstant", unit: "s",
          "MuJoCo's time constant of contacts and joint limits, smaller is stiffer; two engine steps at least"),
        .init("contactDampingRatio", "damping of contacts and joint limits; at 1 what hits them comes off a little"),
        .init("contactImpedance", "firmness of contacts and joint limits under load, 0.01 to 0.9999"),
        .init("frictionImpedance", "how many times stiffer contacts are along the surface than against it"),
        .init("iterations", "iterations of the solver in a step, at most"),
        .init("tolerance", "improvement under which the solver stops, relative to the body's inertia"),
      ]
    }

    public func validate() throws {
      guard contactTimeConstant > 0, contactTimeConstant.isFinite else {
        throw ConfigurationProblem(
          "contactTimeConstant is \(contactTimeConstant), expected a positive number of seconds")
      }
      guard contactDampingRatio > 0, contactDampingRatio.isFinite else {
        throw ConfigurationProblem("contactDampingRatio is \(contactDampingRatio), expected a positive number")
      }
      guard (0.01...0.9999).contains(contactImpedance) else {
        throw ConfigurationProblem("contactImpedance is \(contactImpedance), expected 0.01 to 0.9999")
      }
      guard (0.01...1e4).contains(frictionImpedance) else {
        throw ConfigurationProblem("frictionImpedance is \(frictionImpedance), expected 0.01 to 10000")
      }
      guard (1...10_000).contains(iterations) else {
        throw ConfigurationProblem("iterations is \(iterations), expected 1 to 10000")
      }
      guard tolerance >= 0, tolerance.isFinite else {
        throw ConfigurationProblem("tolerance is \(tolerance), expected 0 or more")
      }
    }
  }

  public let configuration: Configuration

  public init(configuration: Configuration = .init(), context: PluginContext) { self.configuration = configuration }

  public init(configuration: Configuration = .init()) { self.configuration = configuration }

  public func makeWorld(humanoid: Humanoid, settings: WorldSettings) throws -> any World {
    try MuJoCoWorld(humanoid: humanoid, settings: settings, configuration: configuration)
  }
}
#endif
