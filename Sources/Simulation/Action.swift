import Motion

/// What a controller asks for over one control step.
public struct Action: Hashable, Sendable {
  /// Rotation of each link in its parent's frame to reach at the end of the control step; the root's is ignored.
  public var targets: [Quaternion]
  /// Angular velocity with which each target moves over the control step, in the parent's frame, in rad/s.
  public var targetVelocities: [Vector3]
  /// Torque on each link against its parent that is added to spring and damper, in the parent's frame, in N m.
  public var torques: [Vector3]
  /// Factor on each joint's stiffness and damping.
  public var gains: [Double]
  /// Further factor on each joint's damping.
  public var dampings: [Double]
  /// The helping force and torque on the root that the controller wishes for; `force.residual` grants it within its cap.
  public var rootHelp: Wrench

  public init(linkCount: Int) {
    targets = Array(repeating: .identity, count: linkCount)
    targetVelocities = Array(repeating: .zero, count: linkCount)
    torques = Array(repeating: .zero, count: linkCount)
    gains = Array(repeating: 1, count: linkCount)
    dampings = Array(repeating: 1, count: linkCount)
    rootHelp = Wrench()
  }

  /// Takes over the numbers of an action for as many links, in the memory that is there.
  mutating func copy(_ other: Action) {
    for index in targets.indices {
      targets[index] = other.targets[index]
      targetVelocities[index] = other.targetVelocities[index]
      torques[index] = other.torques[index]
      gains[index] = other.gains[index]
      dampings[index] = other.dampings[index]
    }
    rootHelp = other.rootHelp
  }
}
