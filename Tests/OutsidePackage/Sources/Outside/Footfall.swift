import Gaitkeeper

/// How hard a body steps: a metric of rollouts.
public struct Footfall: RolloutMetric, Plugin {
  public static let name = "metric.footfall"
  public static let summary = "Largest force of the ground on the body"

  public init(configuration: NoConfiguration, context: PluginContext) {}

  public var figures: [Figure] { [Figure("peakGroundN", "ground force, peak", unit: "N", digits: 0)] }

  public func values(of rollout: Rollout) -> [Double] {
    let links = rollout.humanoid.links.count
    let forces = rollout.contactForces
    let sums = stride(from: 0, to: forces.count, by: links).map { step in
      forces[step..<(step + links)].reduce(.zero, +).y
    }
    return [sums.max() ?? 0]
  }
}
