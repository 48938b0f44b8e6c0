import Foundation
import Motion
import Simulation

/// Pushes a link from random horizontal directions at random times, as a bystander would: a test of balance.
public struct PushForce: ForceField, Plugin {
  public static let name = "force.push"
  public static let summary = "Short pushes from random sides, from the scene's seed"

  public struct Configuration: PluginConfiguration {
    /// Newtons.
    public var force = 100.0
    /// Seconds.
    public var duration = 0.2
    /// Mean seconds between the starts of two pushes.
    public var interval = 2.0
    /// Name of the link that is pushed; empty for the root.
    public var link = ""

    public init() {}

    public static var fields: [ConfigurationField] {
      [
        .init("force", unit: "N", "size of a push"),
        .init("duration", unit: "s", "length of a push"),
        .init("interval", unit: "s", "mean time between the starts of two pushes"),
        .init("link", "the link that is pushed; empty for the root"),
      ]
    }

    public func validate() throws {
      guard force >= 0, force.isFinite else { throw ConfigurationProblem("force must be finite and not negative") }
      guard duration > 0, interval >= duration, interval.isFinite else {
        throw ConfigurationProblem("duration must be positive and interval at least as long")
      }
    }
  }

  private let configuration: Configuration
  private let link: Int
  private let seed: UInt64

  public init(configuration: Configuration = .init(), context: PluginContext) throws {
    self.configuration = configuration
    seed = context.seed
    if configuration.link.isEmpty {
      link = 0
    } else if let index = context.humanoid.index(named: configuration.link) {
      link = index
    } else {
      let known = context.humanoid.links.map(\.name).joined(separator: ", ")
      throw SimulationError.invalidConfiguration(
        plugin: Self.name, problem: "no link is named '\(configuration.link)'; the humanoid has \(known)")
    }
  }

  public mutating func apply(to wrenches: inout [Wrench], in view: SimulationView) {
    // Time is cut into intervals; each has one push at a random moment and from a random side. So the plugin has no state:
    // a restored simulation is pushed alike.
    let interval = Int(view.time / configuration.interval)
    var random = SplitMix64(seed: seed &+ UInt64(truncatingIfNeeded: interval) &* 0x9E37_79B9_7F4A_7C15)
    let start =
      (Double(interval) * configuration.interval)
      + random.nextUnit() * (configuration.interval - configuration.duration)
    let side = 2 * Double.pi * random.nextUnit()
    guard view.time >= start, view.time < start + configuration.duration else { return }
    wrenches[link].force += Vector3(cos(side), 0, sin(side)) * configuration.force
  }
}
