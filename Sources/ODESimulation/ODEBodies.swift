import COpenDynamics
import Motion
import Simulation

/// The bodies of a humanoid in an ODE world, one a link. ODE has a body's origin at the centre of mass, with the link's axes.
/// Plain handles: the world owns the bodies.
struct ODEBodies {
  let humanoid: Humanoid
  /// In the links' frames.
  private let centresOfMass: [Vector3]
  let ids: [BodyID]
  /// Where ODE keeps each body's numbers. They stay there for the body's life.
  private let numbers: [Numbers]

  private struct Numbers {
    var position, quaternion, rotation, linearVelocity, angularVelocity: UnsafeMutablePointer<dReal>
  }

  init(humanoid: Humanoid, in ode: inout OpenDynamicsWorld) {
    self.humanoid = humanoid
    centresOfMass = humanoid.links.map(\.centreOfMass)
    var ids: [BodyID] = []
    for link in humanoid.links {
      let body = ode.makeBody()
      var mass = dMass()
      let inertia = link.inertia
      dMassSetParameters(
        &mass, link.mass, 0, 0, 0, inertia.xx, inertia.yy, inertia.zz, inertia.xy, inertia.xz, inertia.yz)
      dBodySetMass(body.raw, &mass)
      // Orientations are integrated by the exact exponential of the angular velocity.
      dBodySetFiniteRotationMode(body.raw, 1)
      ids.append(body)
    }
    self.ids = ids
    numbers = ids.map { body in
      Numbers(
        position: UnsafeMutablePointer(mutating: dBodyGetPosition(body.raw)),
        quaternion: UnsafeMutablePointer(mutating: dBodyGetQuaternion(body.raw)),
        rotation: UnsafeMutablePointer(mutating: dBodyGetRotation(body.raw)),
        linearVelocity: UnsafeMutablePointer(mutating: dBodyGetLinearVel(body.raw)),
        angularVelocity: UnsafeMutablePointer(mutating: dBodyGetAngularVel(body.raw)))
    }
  }

  var count: Int { ids.count }

  // MARK: Reading

  func orientation(_ index: Int) -> Quaternion { Quaternion(ode: numbers[index].quaternion) }
  func angularVelocity(_ index: Int) -> Vector3 { Vector3(ode: numbers[index].angularVelocity) }
  func centre(_ index: Int) -> Vector3 { Vector3(ode: numbers[index].position) }

  func state(_ index: Int) -> LinkState {
    let orientation = orientation(index)
    let angular = angularVelocity(index)
    let arm = orientation.rotate(-centresOfMass[index])
    return LinkState(
      position: centre(index) + arm, orientation: orientation,
      linearVelocity: Vector3(ode: numbers[index].linearVelocity) + angular.cross(arm), angularVelocity: angular)
  }

  // MARK: Writing

  /// Adds a force through the centre of mass and a torque, for the next step.
  func addForce(_ index: Int, _ wrench: Wrench) {
    let body = ids[index].raw
    dBodyAddForce(body, wrench.force.x, wrench.force.y, wrench.force.z)
    dBodyAddTorque(body, wrench.torque.x, wrench.torque.y, wrench.torque.z)
  }

  /// Puts a body where a link is.
  func set(_ index: Int, to state: LinkState) {
    let q = state.orientation
    let centre = centresOfMass[index]
    let body = numbers[index]
    (body.quaternion[0], body.quaternion[1], body.quaternion[2], body.quaternion[3]) = (q.w, q.x, q.y, q.z)
    let (x, y, z) = q.columns
    let arm = x * centre.x + y * centre.y + z * centre.z
    for row in 0..<3 {
      body.rotation[4 * row] = x[row]
      body.rotation[4 * row + 1] = y[row]
      body.rotation[4 * row + 2] = z[row]
    }
    body.linearVelocity.store(state.linearVelocity + state.angularVelocity.cross(arm))
    body.angularVelocity.store(state.angularVelocity)
    setCentre(index, state.position + arm)
  }

  /// Tells the body's shapes that it has moved, too.
  func setCentre(_ index: Int, _ position: Vector3) {
    dBodySetPosition(ids[index].raw, position.x, position.y, position.z)
  }

  // MARK: Bits

  /// Position, quaternion, rotation matrix, linear and angular velocity. The matrix follows from the quaternion, but both are
  /// ODE's own bits: to set a quaternion through its interface would normalise it again.
  static let valuesPerBody = 3 + 4 + 12 + 3 + 3

  func save(into values: inout [Double]) {
    for body in numbers {
      for (pointer, count) in Self.parts(of: body) {
        values.append(contentsOf: UnsafeBufferPointer(start: pointer, count: count))
      }
    }
  }

  func restore(from values: ArraySlice<Double>) {
    var next = values.startIndex
    for (index, body) in numbers.enumerated() {
      for (pointer, count) in Self.parts(of: body) {
        for offset in 0..<count { pointer[offset] = values[next + offset] }
        next += count
      }
      setCentre(index, centre(index))
      dBodySetForce(ids[index].raw, 0, 0, 0)
      dBodySetTorque(ids[index].raw, 0, 0, 0)
    }
  }

  private static func parts(of body: Numbers) -> [(UnsafeMutablePointer<dReal>, Int)] {
    [
      (body.position, 3), (body.quaternion, 4), (body.rotation, 12), (body.linearVelocity, 3),
      (body.angularVelocity, 3),
    ]
  }
}

extension UnsafeMutablePointer<dReal> {
  fileprivate func store(_ v: Vector3) { (self[0], self[1], self[2]) = (v.x, v.y, v.z) }
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
