import Gaitkeeper

/// Carries a share of every link's weight, as water does.
public struct Buoyancy: ForceField, Plugin {
  public static let name = "force.buoyancy"
  public static let summary = "Carries a share of every link's weight"

  public struct Configuration: PluginConfiguration {
    /// 0 for none, 1 for all of it.
    public var share = 0.5
    public init() {}
    public static var fields: [ConfigurationField] { [.init("share", "share of the weight that is carried")] }
    public func validate() throws {
      guard share.isFinite else { throw ConfigurationProblem("share is \(share), expected a finite number") }
    }
  }

  private let share: Double

  public init(configuration: Configuration, context: PluginContext) { share = configuration.share }

  public func apply(to wrenches: inout [Wrench], in view: SimulationView) {
    for (index, link) in view.humanoid.links.enumerated() {
      wrenches[index].force -= view.gravity * (link.mass * share)
    }
  }
}
