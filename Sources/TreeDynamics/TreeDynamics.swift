import Motion
import Simulation

/// The motion of one humanoid by steps whose cost grows with the number of its links: exact joints, implicit drives within their
/// torque limits, joint limits, and contacts with friction.
///
/// A step reads every link's orientation and angular velocity and the root's place and velocity, and writes them anew. One
/// thread uses it at a time. Nothing is allocated after `init`.
public final class TreeDynamics {
  private let tree: ArticulatedTree
  private let limits: [JointLimit]
  private let solver: ConstraintSolver
  /// How often a step is solved at most: again while drives turn out to exceed their torque limits.
  private static let largestRoundCount = 8

  public init(humanoid: Humanoid, contactCapacity: Int) {
    tree = ArticulatedTree(humanoid: humanoid)
    limits = humanoid.links.indices.compactMap { JointLimit(link: $0, kind: humanoid.links[$0].joint.kind) }
    solver = ConstraintSolver(tree: tree, capacity: contactCapacity + limits.count + 3 * humanoid.links.count)
  }

  // MARK: State

  /// Sets where a link is and how it moves. Places follow from the root's, and so do linear velocities in `step`.
  public func setLink(_ index: Int, to state: LinkState) {
    let body = tree.bodies + index
    body.pointee.position = state.position
    body.pointee.orientation = state.orientation
    body.pointee.linearVelocity = state.linearVelocity
    body.pointee.angularVelocity = state.angularVelocity
  }

  public func link(_ index: Int) -> LinkState {
    let body = tree.bodies + index
    return LinkState(
      position: body.pointee.position, orientation: body.pointee.orientation,
      linearVelocity: body.pointee.linearVelocity, angularVelocity: body.pointee.angularVelocity)
  }

  // MARK: Stepping

  /// - Parameters:
  ///   - duration: seconds.
  ///   - drives: one a link; the root's is ignored.
  ///   - wrenches: external forces, one a link.
  ///   - contacts: of the pose that the step starts from; their forces are a guess before and the result after.
  public func step(
    duration: Double, gravity: Vector3, drives: [JointDrive], wrenches: [Wrench], contacts: inout [ContactPoint],
    settings: ConstraintSettings
  ) {
    solve(
      duration: duration, gravity: gravity, drives: drives, wrenches: wrenches, contacts: &contacts, settings: settings)
    let centre = tree.centreOfMass
    var momentum = tree.momentum(about: centre)
    momentum.linear += gravity * (tree.totalMass * duration)
    for (index, wrench) in wrenches.enumerated() {
      let body = tree.bodies + index
      momentum.add(wrench.force * duration, at: body.pointee.position + body.pointee.arm - centre)
      momentum.angular += wrench.torque * duration
    }
    for contact in contacts where contact.otherLink == nil {
      momentum.add(contact.force * duration, at: contact.position - centre)
    }
    tree.integrate(duration: duration, centre: centre, momentum: momentum)
  }

  /// The torques of the drives over a step to come, for an engine that treats joints as constraints of free bodies and is to do
  /// the rest: they act through the step's end, as the tree would move with its contacts. Parameters are those of `step`;
  /// nothing moves, and links have the linear velocities that `setLink` gave them.
  /// - Parameter torques: on each link against its parent, in world axes; the root's stays as it is.
  public func driveTorques(
    duration: Double, gravity: Vector3, drives: [JointDrive], wrenches: [Wrench], contacts: inout [ContactPoint],
    settings: ConstraintSettings, into torques: inout [Vector3]
  ) {
    solve(
      duration: duration, gravity: gravity, drives: drives, wrenches: wrenches, contacts: &contacts, settings: settings,
      closing: duration)
    for index in 1..<max(tree.count, 1) { torques[index] = tree.torque(index, duration: duration) }
  }

  /// Finds accelerations and impulses, anew while drives turn out to exceed their limits.
  private func solve(
    duration: Double, gravity: Vector3, drives: [JointDrive], wrenches: [Wrench], contacts: inout [ContactPoint],
    settings: ConstraintSettings, closing: Double? = nil
  ) {
    tree.updateKinematics(closing: closing)
    tree.setDrives(drives, duration: duration)
    for round in 0..<Self.largestRoundCount {
      if round > 0 { tree.updateKinematics(closing: closing) }
      apply(wrenches)
      tree.factor()
      tree.accelerate(gravity: gravity)
      solveConstraints(duration: duration, contacts: &contacts, settings: settings)
      guard tree.boundDrives(duration: duration) else { break }
    }
  }

  private func apply(_ wrenches: [Wrench]) {
    for index in 0..<tree.count { tree.apply(wrenches[index], to: index) }
  }

  private func solveConstraints(duration: Double, contacts: inout [ContactPoint], settings: ConstraintSettings) {
    solver.removeAll()
    for index in contacts.indices { addContact(contacts[index], duration: duration, settings: settings) }
    for limit in limits {
      if let constraint = limit.constraint(in: tree, duration: duration, settings: settings) { solver.add(constraint) }
    }
    for index in 1..<max(tree.count, 1) where tree.bodies[index].isDriveBounded { addDrive(index, duration: duration) }
    guard solver.count > 0 else {
      tree.clearImpulses()
      return
    }
    solver.solve(duration: duration, sweeps: settings.sweeps)
    for index in contacts.indices { contacts[index].force = solver.impulse(of: index) / duration }
    tree.propagateImpulses()
  }

  @inline(__always) private func addContact(
    _ contact: ContactPoint, duration: Double, settings: ConstraintSettings
  ) {
    let second = contact.otherLink ?? -1
    let separation = settings.errorReduction / duration * max(contact.depth - settings.surfaceLayer, 0)
    solver.add(
      Constraint(
        kind: .contact, first: contact.link, second: second, normal: contact.normal,
        target: min(separation, settings.correctingVelocity), softness: settings.softness / duration,
        firstArm: contact.position - tree.bodies[contact.link].position,
        secondArm: second < 0 ? .zero : contact.position - tree.bodies[second].position, friction: contact.friction,
        impulse: contact.force * duration))
  }

  /// A drive that exceeds its limit gives, about each axis, the impulse p for which velocity + p/k = velocity before +
  /// (moment times duration)/k, with k its implicit damping, as far as its limit goes.
  private func addDrive(_ index: Int, duration: Double) {
    guard tree.bodies[index].hingeAxis == nil else {
      addDrive(index, about: tree.bodies[index].axis, place: 0, duration: duration)
      return
    }
    addDrive(index, about: .unitX, place: 0, duration: duration)
    addDrive(index, about: .unitY, place: 1, duration: duration)
    addDrive(index, about: .unitZ, place: 2, duration: duration)
  }

  private func addDrive(_ index: Int, about axis: Vector3, place: Int, duration: Double) {
    let body = tree.bodies + index
    let parent = tree.bodies + body.pointee.parent
    let velocity = (body.pointee.angularVelocity - parent.pointee.angularVelocity).dot(axis)
    solver.add(
      Constraint(
        kind: .drive, first: index, second: body.pointee.parent, normal: axis,
        target: velocity + body.pointee.driveMoment[place] * duration / body.pointee.driveDamping,
        softness: 1 / body.pointee.driveDamping, bound: body.pointee.torqueLimit * duration))
  }
}
