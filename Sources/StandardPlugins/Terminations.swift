import Motion
import Simulation

/// Fails when the body is too far from the reference: mean distance of its joints, as UHC and PHC count success.
public struct TrackingErrorTermination: Termination, Plugin {
  public static let name = "termination.tracking-error"
  public static let summary = "Fails when the mean distance of the joints to the reference is too large"

  public struct Configuration: PluginConfiguration {
    /// Metres.
    public var limit = 0.5
    public init() {}
    public static var fields: [ConfigurationField] {
      [.init("limit", unit: "m", "largest mean distance of the joints to the reference")]
    }
    public func validate() throws {
      guard limit > 0 else { throw ConfigurationProblem("limit is \(limit), expected more than 0 m") }
    }
  }

  private let limit: Double

  public init(configuration: Configuration = .init(), context: PluginContext) { limit = configuration.limit }

  public mutating func failure(in view: SimulationView) -> String? {
    let error = view.meanJointError
    guard error > limit else { return nil }
    return "mean joint error over \(limit) m"
  }
}

/// Fails when a link's state is not a finite number or is out of all bounds.
public struct NonFiniteTermination: Termination, Plugin {
  public static let name = "termination.non-finite"
  public static let summary = "Fails when a link's state is not finite, or faster than anything alive"

  public struct Configuration: PluginConfiguration {
    /// m/s.
    public var speedLimit = 1000.0
    public init() {}
    public static var fields: [ConfigurationField] {
      [.init("speedLimit", unit: "m/s", "largest speed of a link")]
    }
  }

  private let speedLimit: Double

  public init(configuration: Configuration = .init(), context: PluginContext) { speedLimit = configuration.speedLimit }

  public mutating func failure(in view: SimulationView) -> String? {
    for (link, state) in view.links.enumerated() where !(state.linearVelocity.length <= speedLimit) {
      return "link '\(view.humanoid.links[link].name)' is faster than \(speedLimit) m/s"
    }
    return nil
  }
}
