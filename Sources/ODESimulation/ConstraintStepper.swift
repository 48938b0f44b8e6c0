import COpenDynamics
import Motion
import Simulation
import TreeDynamics

/// ODE's direct solver: joints and contacts exactly, at a cost that grows with the cube of their number.
public struct DenseStepping: SteppingMethod, Plugin {
  public static let name = "ode.dense"
  public static let summary = "ODE's direct solver (dWorldStep): exact and slow"

  public struct Configuration: PluginConfiguration {
    public var drives = DriveMethod.rows

    public init() {}

    public static var fields: [ConfigurationField] { [DriveMethod.field] }
  }

  private let configuration: Configuration

  public init(configuration: Configuration = .init(), context: PluginContext) { self.configuration = configuration }

  public func makeStepper(for world: SteppedWorld) throws -> any Stepper {
    try ConstraintStepper(world: world, drives: configuration.drives) { dWorldStep($0, $1) }
  }
}

/// ODE's iterative solver: fast, and joints that come apart under load.
public struct QuickStepping: SteppingMethod, Plugin {
  public static let name = "ode.quick"
  public static let summary = "ODE's iterative solver (dWorldQuickStep): joints come apart under load"

  public struct Configuration: PluginConfiguration {
    public var drives = DriveMethod.rows
    /// From the ninth on ODE shuffles its rows by a random seed that all worlds of a process share.
    public var iterations = 8

    public init() {}

    public static var fields: [ConfigurationField] {
      [DriveMethod.field, .init("iterations", "iterations of the solver, 1 to 8")]
    }

    public func validate() throws {
      guard (1...8).contains(iterations) else {
        throw ConfigurationProblem("iterations is \(iterations), expected 1 to 8: more are not deterministic")
      }
    }
  }

  private let configuration: Configuration

  public init(configuration: Configuration = .init(), context: PluginContext) { self.configuration = configuration }

  public func makeStepper(for world: SteppedWorld) throws -> any Stepper {
    dWorldSetQuickStepNumIterations(world.ode.raw, Int32(configuration.iterations))
    return try ConstraintStepper(world: world, drives: configuration.drives) { dWorldQuickStep($0, $1) }
  }
}

/// How ODE's solvers get the joint drives.
public enum DriveMethod: String, Codable, Sendable {
  /// As rows of the solver beside the joints'.
  case rows
  /// As torques, found before the step by a pass over the tree (stable proportional-derivative control).
  case torques

  static var field: ConfigurationField {
    .init("drives", "'rows': drives are rows of the solver; 'torques': found before the step, rows saved")
  }
}

/// Steps by one of ODE's own solvers, with joints as constraints.
final class ConstraintStepper: Stepper {
  private let world: WorldID
  private let contactGroup: dJointGroupID
  private let bodies: ODEBodies
  private let gravity: Vector3
  private let solve: (dWorldID, dReal) -> Int32
  /// The drive and limit of each link's joint; nil for the root.
  private let motors: [JointMotor?]
  private let dynamics: TreeDynamics?
  private let settings: ConstraintSettings
  private var torques: [Vector3]
  private let feedback: UnsafeMutablePointer<dJointFeedback>

  init(world: SteppedWorld, drives: DriveMethod, solve: @escaping (dWorldID, dReal) -> Int32) throws {
    self.world = world.ode
    bodies = world.bodies
    gravity = world.gravity
    settings = ConstraintSettings(world.configuration)
    self.solve = solve
    guard let group = dJointGroupCreate(0) else { throw SimulationError.engine("ODE is out of memory") }
    contactGroup = group
    feedback = .allocate(capacity: ODECollisions.capacity)
    let humanoid = world.bodies.humanoid
    torques = Array(repeating: .zero, count: humanoid.links.count)
    dynamics = drives == .torques ? TreeDynamics(humanoid: humanoid, contactCapacity: ODECollisions.capacity) : nil
    var motors: [JointMotor?] = []
    // Joints are made in the rest pose, where all link frames are parallel to the world's.
    for (index, link) in humanoid.links.enumerated() {
      guard let parent = link.parent else {
        motors.append(nil)
        continue
      }
      let (child, base) = (bodies.ids[index].raw, bodies.ids[parent].raw)
      Self.makeJoint(link.joint.kind, world.ode.raw, child, base, anchor: bodies.state(index).position)
      motors.append(JointMotor(world: world.ode.raw, child: child, parent: base, model: link.joint))
    }
    self.motors = motors
  }

  deinit {
    dJointGroupDestroy(contactGroup)
    feedback.deallocate()
  }

  private static func makeJoint(
    _ kind: JointModel.Kind, _ world: dWorldID, _ child: dBodyID, _ parent: dBodyID, anchor: Vector3
  ) {
    switch kind {
    case .free: break
    case .ball:
      let joint = dJointCreateBall(world, nil)
      dJointAttach(joint, child, parent)
      dJointSetBallAnchor(joint, anchor.x, anchor.y, anchor.z)
    case .hinge(let axis, let range):
      let joint = dJointCreateHinge(world, nil)
      dJointAttach(joint, child, parent)
      dJointSetHingeAnchor(joint, anchor.x, anchor.y, anchor.z)
      dJointSetHingeAxis(joint, axis.x, axis.y, axis.z)
      if let range {
        dJointSetHingeParam(joint, Int32(dParamLoStop), range.lowerBound)
        dJointSetHingeParam(joint, Int32(dParamHiStop), range.upperBound)
      }
    }
  }

  func step(
    duration: Double, drives: [JointDrive], wrenches: [Wrench], contacts: inout [ContactPoint],
    previous: [ContactPoint]
  ) throws {
    if let dynamics {
      dynamics.load(bodies)
      contacts.startForces(from: previous)
      dynamics.driveTorques(
        duration: duration, gravity: gravity, drives: drives, wrenches: wrenches, contacts: &contacts,
        settings: settings, into: &torques)
    }
    for index in 0..<bodies.count {
      let body = bodies.ids[index].raw
      bodies.addForce(index, wrenches[index])
      guard let motor = motors[index], let parent = bodies.humanoid.links[index].parent else { continue }
      let isDrivenByTorque = dynamics != nil
      if isDrivenByTorque {
        let torque = torques[index]
        dBodyAddTorque(body, torque.x, torque.y, torque.z)
        dBodyAddTorque(bodies.ids[parent].raw, -torque.x, -torque.y, -torque.z)
      }
      motor.set(
        isDrivenByTorque ? JointDrive() : drives[index], child: bodies.orientation(index),
        parent: bodies.orientation(parent), duration: duration)
    }
    for (index, contact) in contacts.enumerated() { attach(contact, feedback: feedback + index) }
    // ODE reports the end of its memory by 0; the bodies have not moved then.
    let stepped = solve(world.raw, duration)
    for index in contacts.indices { contacts[index].force = Vector3(ode: feedback[index].f1) }
    dJointGroupEmpty(contactGroup)
    guard stepped != 0 else { throw SimulationError.engine("ODE is out of memory") }
    closeJoints()
  }

  private func attach(_ point: ContactPoint, feedback: UnsafeMutablePointer<dJointFeedback>) {
    var contact = dContact()
    contact.geom.pos = (point.position.x, point.position.y, point.position.z, 0)
    contact.geom.normal = (point.normal.x, point.normal.y, point.normal.z, 0)
    contact.geom.depth = point.depth
    if dynamics == nil {
      contact.surface.mode = Int32(dContactApprox1)
      contact.surface.mu = point.friction
    } else {
      // The tree's solution tells how large friction can be and where it points: ODE's own estimate of the normal force
      // lets contacts without load rub.
      let normalForce = point.force.dot(point.normal)
      let along = point.force - point.normal * normalForce
      let other: Vector3 = abs(point.normal.x) < 0.7 ? .unitX : .unitZ
      let direction = along.normalized(or: point.normal.cross(other).normalized())
      contact.surface.mode = Int32(dContactFDir1)
      contact.surface.mu = point.friction * normalForce
      contact.fdir1 = (direction.x, direction.y, direction.z, 0)
    }
    let joint = dJointCreateContact(world.raw, contactGroup, &contact)
    dJointAttach(joint, bodies.ids[point.link].raw, point.otherLink.map { bodies.ids[$0].raw })
    dJointSetFeedback(joint, feedback)
  }

  /// Takes away the joint gaps that a step's straight-line motion leaves (post-stabilisation, Cline and Pai 2003): each link is
  /// put on its parent's joint, and the whole body so that its centre of mass stays where the step has brought it.
  private func closeJoints() {
    let humanoid = bodies.humanoid
    var origins: [Vector3] = []
    origins.reserveCapacity(bodies.count)
    var shift = Vector3.zero
    for (index, link) in humanoid.links.enumerated() {
      let arm = bodies.orientation(index).rotate(link.centreOfMass)
      let position = bodies.centre(index)
      let origin = link.parent.map { origins[$0] + bodies.orientation($0).rotate(link.offset) } ?? position - arm
      shift += (position - origin - arm) * link.mass
      origins.append(origin)
    }
    shift /= humanoid.totalMass
    for (index, link) in humanoid.links.enumerated() {
      bodies.setCentre(index, origins[index] + bodies.orientation(index).rotate(link.centreOfMass) + shift)
    }
  }
}
