import Gaitkeeper

/// Drives every joint to the next frame of the reference, and asks for a spring that holds the root.
public struct Marionette: Controller, Plugin {
  public static let name = "controller.marionette"
  public static let summary = "Joints driven to the next frame, the root on springs"

  public init(configuration: NoConfiguration, context: PluginContext) {}

  public func act(on view: SimulationView, into action: inout Action) {
    let next = view.reference.base(of: view.referenceFrame + 1)
    for link in action.targets.indices {
      action.targets[link] = view.reference.jointRotations[next + link]
      action.targetVelocities[link] = view.reference.jointVelocities[next + link]
    }
    let (goal, root) = (view.reference.links[next], view.links[0])
    let turn = (goal.orientation * root.orientation.inverse).rotationVector
    action.rootHelp = Wrench(
      force: (goal.position - root.position) * 8000 + (goal.linearVelocity - root.linearVelocity) * 400,
      torque: turn * 400 + (goal.angularVelocity - root.angularVelocity) * 30)
  }
}
