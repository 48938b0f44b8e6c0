import Motion
import Simulation

/// The Open Dynamics Engine as an engine plugin.
public struct ODEEngine: Engine, Plugin {
  public static let name = "engine.ode"
  public static let summary = "Open Dynamics Engine: bodies, shapes and collisions, and a choice of steppers"

  public struct Configuration: PluginConfiguration {
    /// How the world is stepped, with the method's own settings.
    public var stepper = PluginChoice("ode.tree")
    /// Share of a joint's or contact's position error that one step corrects.
    public var errorReduction = 0.2
    /// Softness of joints and contacts (ODE's constraint force mixing).
    public var constraintForceMixing = 1e-8
    /// Depth in metres to which shapes may sink in before contacts push them out.
    public var contactSurfaceLayer = 0.001
    /// Largest speed in m/s at which a contact pushes an overlap apart.
    public var contactCorrectingVelocity = 1.0

    public init() {}

    public static var fields: [ConfigurationField] {
      [
        .init("stepper", "how the world is stepped: ode.tree, ode.dense or ode.quick"),
        .init("errorReduction", "share of a joint's or contact's position error that one step corrects"),
        .init("constraintForceMixing", unit: "m/(N s)", "softness of joints and contacts"),
        .init("contactSurfaceLayer", unit: "m", "depth to which shapes may sink in before they are pushed out"),
        .init("contactCorrectingVelocity", unit: "m/s", "largest speed at which a contact pushes an overlap apart"),
      ]
    }

    public func validate() throws {
      guard (0...1).contains(errorReduction) else {
        throw ConfigurationProblem("errorReduction is \(errorReduction), expected 0 to 1")
      }
      guard constraintForceMixing >= 0, constraintForceMixing.isFinite else {
        throw ConfigurationProblem("constraintForceMixing is \(constraintForceMixing), expected 0 or more")
      }
      guard contactSurfaceLayer >= 0, contactSurfaceLayer.isFinite, contactCorrectingVelocity >= 0 else {
        throw ConfigurationProblem("contactSurfaceLayer and contactCorrectingVelocity must not be negative")
      }
    }
  }

  public let configuration: Configuration

  /// - Throws: `SimulationError` for an unknown stepper or a wrong setting of it.
  public init(configuration: Configuration = .init(), context: PluginContext) throws {
    self.configuration = configuration
    _ = try Self.steppers.make(configuration.stepper, context: context)
  }

  public init(configuration: Configuration = .init()) { self.configuration = configuration }

  public func makeWorld(humanoid: Humanoid, settings: WorldSettings) throws -> any World {
    let method = try Self.steppers.make(configuration.stepper, context: PluginContext(humanoid: humanoid))
    return try ODEWorld(humanoid: humanoid, settings: settings, configuration: configuration, method: method)
  }
}
