import Motion
import Simulation

/// The analytic tracker: every joint's target is its rotation in the next reference frame, with the reference's velocity fed
/// forward. It learns nothing and asks for no wrench of its own.
public struct TrackerController: Controller, Plugin {
  public static let name = "controller.tracker"
  public static let summary = "Analytic tracker: joint targets and velocities of the next reference frame"

  public init(configuration: NoConfiguration = .init(), context: PluginContext) {}

  public mutating func act(on view: SimulationView, into action: inout Action) {
    let base = view.reference.base(of: view.referenceFrame + 1)
    for link in view.links.indices {
      action.targets[link] = view.reference.jointRotations[base + link]
      action.targetVelocities[link] = view.reference.jointVelocities[base + link]
    }
  }
}
