import COpenDynamics
import Motion
import Simulation

/// A humanoid in an ODE world: ODE has the bodies and shapes and finds the contacts; a stepper advances them.
final class ODEWorld: World {
  let humanoid: Humanoid
  private(set) var time = 0.0
  private(set) var contacts: [ContactPoint] = []
  private var previousContacts: [ContactPoint] = []

  private var ode: OpenDynamicsWorld
  private let bodies: ODEBodies
  private let collisions: ODECollisions
  private let stepper: any Stepper
  private let layout: String

  init(
    humanoid: Humanoid, settings: WorldSettings, configuration: ODEEngine.Configuration, method: any SteppingMethod
  ) throws {
    self.humanoid = humanoid
    for link in humanoid.links.dropFirst() where link.joint.kind == .free {
      throw SimulationError.unsupported(
        engine: ODEEngine.name, link: link.name, problem: "only the root may be free")
    }
    do { ode = try OpenDynamicsWorld() } catch { throw SimulationError.engine("ODE cannot be initialised") }
    let world = ode.world
    dWorldSetGravity(world, settings.gravity.x, settings.gravity.y, settings.gravity.z)
    dWorldSetERP(world, configuration.errorReduction)
    dWorldSetCFM(world, configuration.constraintForceMixing)
    dWorldSetContactSurfaceLayer(world, configuration.contactSurfaceLayer)
    dWorldSetContactMaxCorrectingVel(world, configuration.contactCorrectingVelocity)
    bodies = ODEBodies(humanoid: humanoid, in: &ode)
    collisions = try ODECollisions(bodies: bodies, settings: settings, in: &ode)
    let rest = humanoid.restPose
    for index in rest.indices { bodies.set(index, to: rest[index]) }
    stepper = try method.makeStepper(
      for: SteppedWorld(
        ode: WorldID(raw: world), bodies: bodies, gravity: settings.gravity, configuration: configuration))
    layout = "\(ODEEngine.name) with humanoid '\(humanoid.name)' of \(humanoid.links.count) links"
  }

  // MARK: State

  func readLinks(into links: inout [LinkState]) {
    for index in 0..<bodies.count { links[index] = bodies.state(index) }
  }

  func readContacts(into contacts: inout [ContactPoint]) {
    contacts.removeAll(keepingCapacity: true)
    contacts.append(contentsOf: self.contacts)
  }

  func place(_ links: [LinkState]) throws {
    for (index, state) in links.enumerated() {
      try WorldBounds.check(state, of: "the start state", link: humanoid.links[index].name, time: 0)
    }
    for (index, state) in links.enumerated() {
      var state = state
      state.orientation = state.orientation.normalized
      bodies.set(index, to: state)
    }
    time = 0
    contacts = []
  }

  // MARK: Stepping

  func step(duration: Double, drives: [JointDrive], wrenches: [Wrench]) throws {
    do { try OpenDynamics.prepareThread() } catch { throw SimulationError.engine("ODE cannot be initialised") }
    for index in 0..<bodies.count {
      try WorldBounds.check(drives[index], wrenches[index], link: humanoid.links[index].name, time: time)
    }
    swap(&contacts, &previousContacts)
    collisions.find(into: &contacts)
    try stepper.step(
      duration: duration, drives: drives, wrenches: wrenches, contacts: &contacts, previous: previousContacts)
    time += duration
    for index in 0..<bodies.count {
      try WorldBounds.check(bodies.state(index), link: humanoid.links[index].name, time: time)
    }
  }

  // MARK: Snapshots

  func save() -> WorldSnapshot {
    var values: [Double] = [time]
    values.reserveCapacity(1 + bodies.count * ODEBodies.valuesPerBody)
    bodies.save(into: &values)
    return WorldSnapshot(layout: layout, values: values, contacts: contacts)
  }

  func restore(_ snapshot: WorldSnapshot) throws {
    guard snapshot.layout == layout, snapshot.values.count == 1 + bodies.count * ODEBodies.valuesPerBody else {
      throw SimulationError.snapshotMismatch(expected: layout, found: snapshot.layout)
    }
    time = snapshot.values[0]
    contacts = snapshot.contacts
    bodies.restore(from: snapshot.values[1...])
  }
}
