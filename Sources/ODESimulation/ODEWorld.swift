import COpenDynamics
import Foundation
import Motion
import Simulation

/// A humanoid in an ODE world. ODE's bodies have their origin at the centre of mass and the link's axes.
final class ODEWorld: World {
  let humanoid: Humanoid
  private(set) var time = 0.0
  private(set) var contacts: [ContactPoint] = []

  private var ode: OpenDynamicsWorld
  private let configuration: ODEEngine.Configuration
  private let bodies: [BodyID]
  /// The joint of each link to its parent; nil for the root.
  private let joints: [JointID?]
  private let motors: [JointMotor?]
  private let floor: GeometryID?
  private let floorFriction: Double
  private let floorShapes: [CollisionShape]
  private let bodyShapePairs: [(CollisionShape, CollisionShape)]
  private let feedback: UnsafeMutablePointer<dJointFeedback>
  private let contactBuffer: UnsafeMutablePointer<dContactGeom>

  /// Contacts found between two shapes at most, and in the whole world.
  private static let contactsPerPair = 8
  private static let contactCapacity = 512

  struct CollisionShape {
    var link: Int
    var geometry: GeometryID
    var friction: Double
  }

  init(humanoid: Humanoid, settings: WorldSettings, configuration: ODEEngine.Configuration) throws {
    self.humanoid = humanoid
    self.configuration = configuration
    do { ode = try OpenDynamicsWorld() } catch { throw SimulationError.engine("ODE cannot be initialised") }
    feedback = .allocate(capacity: Self.contactCapacity)
    contactBuffer = .allocate(capacity: Self.contactsPerPair)
    let world = ode.world
    dWorldSetGravity(world, settings.gravity.x, settings.gravity.y, settings.gravity.z)
    dWorldSetERP(world, configuration.errorReduction)
    dWorldSetCFM(world, configuration.constraintForceMixing)
    dWorldSetContactSurfaceLayer(world, configuration.contactSurfaceLayer)
    dWorldSetContactMaxCorrectingVel(world, configuration.contactCorrectingVelocity)

    var bodies: [BodyID] = []
    var joints: [JointID?] = []
    var motors: [JointMotor?] = []
    for link in humanoid.links {
      let body = ode.makeBody()
      var mass = dMass()
      let inertia = link.inertia
      dMassSetParameters(
        &mass, link.mass, 0, 0, 0, inertia.xx, inertia.yy, inertia.zz, inertia.xy, inertia.xz, inertia.yz)
      dBodySetMass(body.raw, &mass)
      // Orientations are integrated by the exact exponential of the angular velocity.
      dBodySetFiniteRotationMode(body.raw, 1)
      bodies.append(body)
    }
    self.bodies = bodies
    // Joints are made in the rest pose, where all link frames are parallel to the world's.
    let rest = Self.restPose(of: humanoid)
    for (index, link) in humanoid.links.enumerated() {
      let centre = rest[index].position + link.centreOfMass
      dBodySetPosition(bodies[index].raw, centre.x, centre.y, centre.z)
      guard let parent = link.parent else {
        joints.append(nil)
        motors.append(nil)
        continue
      }
      let child = bodies[index].raw
      let anchor = rest[index].position
      switch link.joint.kind {
      case .free:
        throw SimulationError.unsupported(
          engine: ODEEngine.name, link: link.name, problem: "only the root may be free")
      case .ball:
        let joint = dJointCreateBall(world, nil)
        dJointAttach(joint, child, bodies[parent].raw)
        dJointSetBallAnchor(joint, anchor.x, anchor.y, anchor.z)
        joints.append(JointID(raw: joint!))
      case .hinge(let axis, let range):
        let joint = dJointCreateHinge(world, nil)
        dJointAttach(joint, child, bodies[parent].raw)
        dJointSetHingeAnchor(joint, anchor.x, anchor.y, anchor.z)
        dJointSetHingeAxis(joint, axis.x, axis.y, axis.z)
        if let range {
          dJointSetHingeParam(joint, Int32(dParamLoStop), range.lowerBound)
          dJointSetHingeParam(joint, Int32(dParamHiStop), range.upperBound)
        }
        joints.append(JointID(raw: joint!))
      }
      motors.append(JointMotor(world: world, child: child, parent: bodies[parent].raw, model: link.joint))
    }
    self.joints = joints
    self.motors = motors

    var floorShapes: [CollisionShape] = []
    var bodyShapes: [CollisionShape] = []
    for (index, link) in humanoid.links.enumerated() {
      for shape in link.shapes where shape.touchesFloor || shape.touchesBodies {
        let geometry = ode.own(Self.makeGeometry(shape.geometry))
        dGeomSetBody(geometry.raw, bodies[index].raw)
        let offset = shape.position - link.centreOfMass
        dGeomSetOffsetPosition(geometry.raw, offset.x, offset.y, offset.z)
        var q = [shape.orientation.w, shape.orientation.x, shape.orientation.y, shape.orientation.z]
        dGeomSetOffsetQuaternion(geometry.raw, &q)
        let collisionShape = CollisionShape(link: index, geometry: geometry, friction: shape.friction)
        if shape.touchesFloor { floorShapes.append(collisionShape) }
        if shape.touchesBodies { bodyShapes.append(collisionShape) }
      }
    }
    self.floorShapes = floorShapes
    bodyShapePairs = Self.pairs(of: bodyShapes, in: humanoid)
    floorFriction = settings.floorFriction
    if let height = settings.floorHeight {
      let n = settings.floorNormal
      floor = ode.own(GeometryID.plane(normal: n, distance: n.y * height))
    } else {
      floor = nil
    }
    try place(rest)
  }

  deinit {
    feedback.deallocate()
    contactBuffer.deallocate()
  }

  private static func restPose(of humanoid: Humanoid) -> [LinkState] {
    var states: [LinkState] = []
    for link in humanoid.links {
      let origin = link.parent.map { states[$0].position } ?? .zero
      states.append(LinkState(position: origin + link.offset))
    }
    return states
  }

  private static func makeGeometry(_ geometry: Shape.Geometry) -> dGeomID {
    switch geometry {
    case .sphere(let radius): dCreateSphere(nil, radius)
    case .capsule(let radius, let halfLength): dCreateCapsule(nil, radius, 2 * halfLength)
    case .box(let half): dCreateBox(nil, 2 * half.x, 2 * half.y, 2 * half.z)
    }
  }

  /// Pairs of shapes of different links that are not neighbours in the tree, in a fixed order.
  private static func pairs(
    of shapes: [CollisionShape], in humanoid: Humanoid
  ) -> [(CollisionShape, CollisionShape)] {
    var pairs: [(CollisionShape, CollisionShape)] = []
    for (index, a) in shapes.enumerated() {
      for b in shapes[(index + 1)...] where a.link != b.link {
        let neighbours = humanoid.links[a.link].parent == b.link || humanoid.links[b.link].parent == a.link
        if !neighbours, !humanoid.excludedContacts.contains(.init(a.link, b.link)) { pairs.append((a, b)) }
      }
    }
    return pairs
  }

  // MARK: State

  func readLinks(into links: inout [LinkState]) {
    for index in bodies.indices { links[index] = linkState(index) }
  }

  private func linkState(_ index: Int) -> LinkState {
    let body = bodies[index].raw
    let orientation = Quaternion(ode: dBodyGetQuaternion(body))
    let angular = Vector3(ode: dBodyGetAngularVel(body))
    let arm = orientation.rotate(-humanoid.links[index].centreOfMass)
    return LinkState(
      position: Vector3(ode: dBodyGetPosition(body)) + arm, orientation: orientation,
      linearVelocity: Vector3(ode: dBodyGetLinearVel(body)) + angular.cross(arm), angularVelocity: angular)
  }

  var jointGap: Double {
    var largest = 0.0
    for (index, link) in humanoid.links.enumerated() {
      guard let parent = link.parent else { continue }
      let child = linkState(index)
      let base = linkState(parent)
      largest = max(largest, (child.position - base.position - base.orientation.rotate(link.offset)).squaredLength)
    }
    return largest.squareRoot()
  }

  func place(_ links: [LinkState]) throws {
    for (index, state) in links.enumerated() {
      guard state.isFinite else {
        throw SimulationError.nonFinite(what: "the start state", link: humanoid.links[index].name, time: 0)
      }
    }
    for (index, state) in links.enumerated() {
      let body = bodies[index].raw
      let q = state.orientation.normalized
      let arm = q.rotate(humanoid.links[index].centreOfMass)
      let position = state.position + arm
      let velocity = state.linearVelocity + state.angularVelocity.cross(arm)
      var components = [q.w, q.x, q.y, q.z]
      dBodySetQuaternion(body, &components)
      dBodySetPosition(body, position.x, position.y, position.z)
      dBodySetLinearVel(body, velocity.x, velocity.y, velocity.z)
      dBodySetAngularVel(body, state.angularVelocity.x, state.angularVelocity.y, state.angularVelocity.z)
    }
    time = 0
    contacts = []
  }

  // MARK: Stepping

  func step(duration: Double, drives: [JointDrive], wrenches: [Wrench]) throws {
    do { try OpenDynamics.prepareThread() } catch { throw SimulationError.engine("ODE cannot be initialised") }
    for index in bodies.indices {
      guard drives[index].isFinite else { throw nonFinite("the joint drive", index) }
      let wrench = wrenches[index]
      guard wrench.force.isFinite, wrench.torque.isFinite else { throw nonFinite("the external wrench", index) }
      let body = bodies[index].raw
      dBodyAddForce(body, wrench.force.x, wrench.force.y, wrench.force.z)
      dBodyAddTorque(body, wrench.torque.x, wrench.torque.y, wrench.torque.z)
      guard let motor = motors[index], let parent = humanoid.links[index].parent else { continue }
      motor.set(
        drives[index], child: Quaternion(ode: dBodyGetQuaternion(body)),
        parent: Quaternion(ode: dBodyGetQuaternion(bodies[parent].raw)), duration: duration)
    }
    findContacts()
    // ODE reports the end of its memory by 0; the bodies have not moved then.
    let stepped = dWorldStep(ode.world, duration)
    for index in contacts.indices { contacts[index].force = Vector3(ode: feedback[index].f1) }
    dJointGroupEmpty(ode.contacts)
    guard stepped != 0 else { throw SimulationError.engine("ODE is out of memory") }
    time += duration
    closeJoints()
    for index in bodies.indices where !linkState(index).isFinite { throw nonFinite("the state", index) }
  }

  /// Takes away the joint gaps that a step's straight-line motion leaves (post-stabilisation, Cline and Pai 2003): each link is
  /// put on its parent's joint, and the whole body so that its centre of mass stays where the step has brought it.
  private func closeJoints() {
    var origins: [Vector3] = []
    var orientations: [Quaternion] = []
    origins.reserveCapacity(bodies.count)
    orientations.reserveCapacity(bodies.count)
    var shift = Vector3.zero
    for (index, link) in humanoid.links.enumerated() {
      let body = bodies[index].raw
      let orientation = Quaternion(ode: dBodyGetQuaternion(body))
      let arm = orientation.rotate(link.centreOfMass)
      let position = Vector3(ode: dBodyGetPosition(body))
      let origin = link.parent.map { origins[$0] + orientations[$0].rotate(link.offset) } ?? position - arm
      shift += (position - origin - arm) * link.mass
      origins.append(origin)
      orientations.append(orientation)
    }
    shift /= humanoid.totalMass
    for (index, link) in humanoid.links.enumerated() {
      let position = origins[index] + orientations[index].rotate(link.centreOfMass) + shift
      dBodySetPosition(bodies[index].raw, position.x, position.y, position.z)
    }
  }

  private func nonFinite(_ what: String, _ link: Int) -> SimulationError {
    .nonFinite(what: what, link: humanoid.links[link].name, time: time)
  }

  private func findContacts() {
    contacts.removeAll(keepingCapacity: true)
    if let floor {
      for shape in floorShapes { collide(shape, with: floor, otherLink: nil, friction: shape.friction * floorFriction) }
    }
    for (a, b) in bodyShapePairs {
      collide(a, with: b.geometry, otherLink: b.link, friction: a.friction * b.friction)
    }
  }

  private func collide(_ shape: CollisionShape, with other: GeometryID, otherLink: Int?, friction: Double) {
    let count = dCollide(
      shape.geometry.raw, other.raw, Int32(Self.contactsPerPair), contactBuffer, Int32(MemoryLayout<dContactGeom>.size))
    for index in 0..<Int(count) where contacts.count < Self.contactCapacity {
      let geometry = contactBuffer[index]
      var contact = dContact()
      contact.geom = geometry
      contact.surface.mode = Int32(dContactApprox1)
      contact.surface.mu = friction
      let joint = dJointCreateContact(ode.world, ode.contacts, &contact)
      dJointAttach(joint, bodies[shape.link].raw, otherLink.map { bodies[$0].raw })
      dJointSetFeedback(joint, feedback + contacts.count)
      contacts.append(
        ContactPoint(
          link: shape.link, otherLink: otherLink,
          position: Vector3(geometry.pos.0, geometry.pos.1, geometry.pos.2),
          normal: Vector3(geometry.normal.0, geometry.normal.1, geometry.normal.2), depth: geometry.depth))
    }
  }

  // MARK: Snapshots

  private var layout: String { "\(ODEEngine.name) with humanoid '\(humanoid.name)' of \(bodies.count) links" }

  /// Position, quaternion, rotation matrix, linear and angular velocity of each body. The matrix follows from the
  /// quaternion, but both are ODE's own bits: to set a quaternion through its interface would normalise it again.
  private static let valuesPerBody = 3 + 4 + 12 + 3 + 3

  func save() -> WorldSnapshot {
    var values: [Double] = [time]
    values.reserveCapacity(1 + bodies.count * Self.valuesPerBody)
    for body in bodies {
      for (pointer, count) in Self.parts(of: body) {
        values.append(contentsOf: UnsafeBufferPointer(start: pointer, count: count))
      }
    }
    return WorldSnapshot(layout: layout, values: values, contacts: contacts)
  }

  func restore(_ snapshot: WorldSnapshot) throws {
    guard snapshot.layout == layout, snapshot.values.count == 1 + bodies.count * Self.valuesPerBody else {
      throw SimulationError.snapshotMismatch(expected: layout, found: snapshot.layout)
    }
    time = snapshot.values[0]
    contacts = snapshot.contacts
    var next = 1
    for body in bodies {
      for (pointer, count) in Self.parts(of: body) {
        // The pointers are into ODE's body itself, which has no other way to take back exact bits.
        let destination = UnsafeMutablePointer(mutating: pointer)
        for offset in 0..<count { destination[offset] = snapshot.values[next + offset] }
        next += count
      }
      // Tells the body's shapes that it has moved.
      let position = Vector3(ode: dBodyGetPosition(body.raw))
      dBodySetPosition(body.raw, position.x, position.y, position.z)
      dBodySetForce(body.raw, 0, 0, 0)
      dBodySetTorque(body.raw, 0, 0, 0)
    }
  }

  private static func parts(of body: BodyID) -> [(UnsafePointer<dReal>, Int)] {
    [
      (dBodyGetPosition(body.raw), 3), (dBodyGetQuaternion(body.raw), 4), (dBodyGetRotation(body.raw), 12),
      (dBodyGetLinearVel(body.raw), 3), (dBodyGetAngularVel(body.raw), 3),
    ]
  }
}

extension GeometryID {
  static func plane(normal: Vector3, distance: Double) -> dGeomID {
    dCreatePlane(nil, normal.x, normal.y, normal.z, distance)
  }
}

extension Vector3 {
  /// From three numbers where ODE keeps them.
  init(ode pointer: UnsafePointer<dReal>) { self.init(pointer[0], pointer[1], pointer[2]) }
  init(ode tuple: (dReal, dReal, dReal, dReal)) { self.init(tuple.0, tuple.1, tuple.2) }
}

extension Quaternion {
  /// From four numbers, w first, where ODE keeps them.
  init(ode pointer: UnsafePointer<dReal>) {
    self.init(w: pointer[0], x: pointer[1], y: pointer[2], z: pointer[3])
  }
}
