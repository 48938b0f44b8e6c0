import Motion
import Simulation

/// Stable proportional-derivative control with the humanoid's own gains (Tan, Liu and Turk 2011): the engine applies spring
/// and damper implicitly, so that stiff gains stay stable at large steps.
public struct StablePDActuator: Actuator, Plugin {
  public static let name = "actuator.stable-pd"
  public static let summary = "Implicit spring and damper on each joint, within the joint's torque limit"

  public struct Configuration: PluginConfiguration {
    /// Factor on the humanoid's stiffness.
    public var stiffness = 1.0
    /// Factor on the humanoid's damping.
    public var damping = 1.0
    /// Factor on the humanoid's torque limits.
    public var torqueLimit = 1.0

    public init() {}

    public static var fields: [ConfigurationField] {
      [
        .init("stiffness", "factor on the humanoid's joint stiffness"),
        .init("damping", "factor on the humanoid's joint damping"),
        .init("torqueLimit", "factor on the humanoid's torque limits"),
      ]
    }

    public func validate() throws {
      for (name, value) in [("stiffness", stiffness), ("damping", damping), ("torqueLimit", torqueLimit)]
      where !(value >= 0 && value.isFinite) {
        throw ConfigurationProblem("\(name) is \(value), expected a finite number of 0 or more")
      }
    }
  }

  /// Each link's joint, with the configuration's factors in it.
  private let joints: [JointModel]

  public init(configuration: Configuration = .init(), context: PluginContext) {
    joints = context.humanoid.links.map { link in
      var joint = link.joint
      joint.stiffness *= configuration.stiffness
      joint.damping *= configuration.damping
      joint.torqueLimit *= configuration.torqueLimit
      return joint
    }
  }

  public mutating func drive(_ view: SimulationView, into drives: inout [JointDrive]) {
    // The target moves along its velocity, so that it is where the action says at the end of the control step.
    let remaining = Double(view.substeps - view.substep - 1) * view.substepDuration
    for link in joints.indices.dropFirst() {
      let velocity = view.action.targetVelocities[link]
      let gain = view.action.gains[link]
      drives[link] = JointDrive(
        target: Quaternion(rotationVector: velocity * -remaining) * view.action.targets[link],
        targetVelocity: velocity, stiffness: joints[link].stiffness * gain,
        damping: joints[link].damping * gain * view.action.dampings[link],
        torque: view.action.torques[link], torqueLimit: joints[link].torqueLimit)
    }
  }
}
