import Motion
import Simulation

/// The helping force and torque on the root link that the controller asks for, within a cap (residual force control, Yuan
/// and Kitani 2020).
public struct HelpForce: ForceField, Plugin {
  public static let name = SceneDescription.helpForce
  public static let summary = "Helping force and torque on the root that the controller asks for, within a cap"

  public struct Configuration: PluginConfiguration {
    /// Newtons.
    public var forceCap = 100.0
    /// Newton metres.
    public var torqueCap = 100.0

    public init() {}

    public static var fields: [ConfigurationField] {
      [
        .init("forceCap", unit: "N", "largest force; 0 for none, inf for no limit"),
        .init("torqueCap", unit: "N m", "largest torque; 0 for none, inf for no limit"),
      ]
    }

    public func validate() throws {
      guard forceCap >= 0, torqueCap >= 0 else { throw ConfigurationProblem("a cap must not be negative") }
    }
  }

  /// The force with a cap, as a scene names it.
  /// - Parameter cap: in N and in N m.
  public static func choice(cap: Double) -> PluginChoice {
    PluginChoice(name, settings: ["forceCap": .number(cap), "torqueCap": .number(cap)])
  }

  private let cap: HelpCap

  public init(configuration: Configuration = .init(), context: PluginContext) {
    cap = HelpCap(force: configuration.forceCap, torque: configuration.torqueCap)
  }

  public mutating func apply(to wrenches: inout [Wrench], in view: SimulationView) {
    wrenches[0] += cap.granted(view.action.rootHelp)
  }

  public var helpCap: HelpCap? { cap }
}
