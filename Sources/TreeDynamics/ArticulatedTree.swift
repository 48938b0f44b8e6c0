import Motion
import Simulation

/// A tree of rigid links with a free root, and the passes over it that cost the same for every link: articulated-body
/// dynamics with implicit joint drives (Featherstone, Rigid Body Dynamics Algorithms, 2008, chapter 7).
///
/// The bodies lie in one buffer, parents first. Nothing is allocated after `init`.
final class ArticulatedTree {
  let count: Int
  let totalMass: Double
  let bodies: UnsafeMutablePointer<TreeBody>
  /// The inverse of the whole tree's inertia at the root: motion from an impulse (moment, force) there.
  private(set) var rootResponse = Coupling.zero
  private var closing: Double?

  init(humanoid: Humanoid) {
    count = humanoid.links.count
    totalMass = humanoid.totalMass
    bodies = .allocate(capacity: count)
    for (index, link) in humanoid.links.enumerated() { (bodies + index).initialize(to: TreeBody(link)) }
  }

  deinit {
    bodies.deinitialize(count: count)
    bodies.deallocate()
  }

  /// Places, arms and velocities of all links from the root's place and velocity and every link's orientation and angular
  /// velocity; and each link's own inertia and velocity-dependent forces.
  /// - Parameter closing: nil for exact motion. Else links keep linear velocities of their own, in which joints come apart, and
  ///   arms that stay straight over the step: accelerations make joints move together again in this time, as in engines that
  ///   treat joints as constraints of free bodies.
  func updateKinematics(closing: Double? = nil) {
    self.closing = closing
    for index in 0..<count {
      let body = bodies + index
      let rotation = Matrix3(body.pointee.orientation)
      let arm = rotation * body.pointee.centreOfMass
      let omega = body.pointee.angularVelocity
      let mass = body.pointee.mass
      body.pointee.arm = arm
      if body.pointee.parent >= 0 {
        let parent = bodies + body.pointee.parent
        let reach = Matrix3(parent.pointee.orientation) * body.pointee.offset
        body.pointee.reach = reach
        body.pointee.position = parent.pointee.position + reach
        let omega = parent.pointee.angularVelocity
        let velocity = parent.pointee.linearVelocity + omega.cross(reach)
        if let closing {
          body.pointee.jointBias = (velocity - body.pointee.linearVelocity) / closing
        } else {
          body.pointee.linearVelocity = velocity
          body.pointee.jointBias = omega.cross(omega.cross(reach))
        }
        body.pointee.rotation = parent.pointee.orientation.inverse * body.pointee.orientation
        if let axis = body.pointee.hingeAxis { body.pointee.axis = rotation * axis }
      }
      let inertia = rotation * body.pointee.inertia * rotation.transposed
      // About the joint: the inertia about the centre of mass, less m c~ c~.
      let crossArm = Matrix3(cross: arm * mass)
      body.pointee.j = inertia - crossArm.crossedFromLeft(by: arm)
      body.pointee.h = crossArm
      body.pointee.m = Matrix3(diagonal: Vector3(repeating: mass))
      let centripetal = centripetal(omega, arm) * mass
      body.pointee.force = centripetal
      body.pointee.moment = omega.cross(inertia * omega) + arm.cross(centripetal)
    }
  }

  /// Acceleration of the end of an arm that turns evenly.
  @inline(__always) func centripetal(_ omega: Vector3, _ arm: Vector3) -> Vector3 {
    closing == nil ? omega.cross(omega.cross(arm)) : .zero
  }

  /// Adds an external force through a link's centre of mass and a torque.
  @inline(__always) func apply(_ wrench: Wrench, to index: Int) {
    let body = bodies + index
    body.pointee.force -= wrench.force
    body.pointee.moment -= wrench.torque + body.pointee.arm.cross(wrench.force)
  }

  /// From the leaves to the root: gathers the articulated inertia and forces of each link with all below it.
  /// Expects kinematics, external forces and drives; overwrites inertias and forces.
  func factor() {
    for index in stride(from: count - 1, to: 0, by: -1) {
      let body = bodies + index
      let parent = bodies + body.pointee.parent
      if body.pointee.hingeAxis == nil {
        Self.releaseBall(body)
      } else {
        // The hinge's axis turns with the parent.
        let turning = parent.pointee.angularVelocity.cross(body.pointee.angularVelocity)
        body.pointee.moment += body.pointee.j * turning
        body.pointee.force += body.pointee.h.transposedTimes(turning)
        Self.releaseHinge(body)
      }
      let r = body.pointee.reach
      let bias = body.pointee.jointBias
      let j = body.pointee.j
      let h = body.pointee.h
      let m = body.pointee.m
      let force = body.pointee.force + m * bias
      let moment = body.pointee.moment + h * bias
      parent.pointee.force += force
      parent.pointee.moment += moment + r.cross(force)
      let shifted = h + m.crossedFromLeft(by: r)
      parent.pointee.j += j + h.transposed.crossedFromLeft(by: r) - shifted.crossedFromRight(by: r)
      parent.pointee.h += shifted
      parent.pointee.m += m
    }
    let root = bodies[0]
    let inverseMass = root.m.symmetricInverse
    // Schur complement: the inertia about the joint with the mass free to move.
    let coupling = root.h * inverseMass
    let p = (root.j - coupling * root.h.transposed).symmetricInverse
    let q = -(p * coupling)
    rootResponse = Coupling(p: p, q: q, u: q.transposed, s: inverseMass - coupling.transposed * q)
  }

  /// Lets three rotations go: D = J + K, e = D^-1, a = e K, b = -e H.
  @inline(__always) private static func releaseBall(_ body: UnsafeMutablePointer<TreeBody>) {
    let (drive, k) = body.pointee.engagedDrive
    let h = body.pointee.h
    let e = (body.pointee.j + Matrix3(diagonal: Vector3(repeating: k))).symmetricInverse
    let a = e * k
    let b = -(e * h)
    let u = drive - body.pointee.moment
    body.pointee.e = e
    body.pointee.a = a
    body.pointee.b = b
    body.pointee.u = u
    // J' = K - K e K, H' = K e H, M' = M - H^T e H.
    body.pointee.j = Matrix3(diagonal: Vector3(repeating: k)) - a * k
    body.pointee.h = b * -k
    body.pointee.m += h.transposed * b
    body.pointee.moment = drive - (e * u) * k
    body.pointee.force -= b.transposedTimes(u)
  }

  /// Lets one rotation go, about the hinge's axis s: d = s.J s + k, e = s s^T/d, a = 1 - e J, b = -e H.
  @inline(__always) private static func releaseHinge(_ body: UnsafeMutablePointer<TreeBody>) {
    let (drive, k) = body.pointee.engagedDrive
    let s = body.pointee.axis
    let j = body.pointee.j
    let h = body.pointee.h
    let js = j * s
    let hs = h.transposedTimes(s)
    let d = s.dot(js) + k
    let u = drive.x - s.dot(body.pointee.moment)
    body.pointee.e = Matrix3(outer: s / d, s)
    body.pointee.a = Matrix3.identity - Matrix3(outer: s / d, js)
    body.pointee.b = -Matrix3(outer: s / d, hs)
    body.pointee.u = s * u
    body.pointee.j = j - Matrix3(outer: js / d, js)
    body.pointee.h = h - Matrix3(outer: js / d, hs)
    body.pointee.m = body.pointee.m - Matrix3(outer: hs / d, hs)
    body.pointee.moment += js * (u / d)
    body.pointee.force += hs * (u / d)
  }

  /// From the root to the leaves: each link's accelerations. Uniform gravity is added to all alike.
  func accelerate(gravity: Vector3) {
    let root = bodies
    let (angular, linear) = rootResponse.motion(moment: -root.pointee.moment, force: -root.pointee.force)
    root.pointee.angularAcceleration = angular
    root.pointee.linearAcceleration = linear
    for index in 1..<max(count, 1) {
      let body = bodies + index
      let parent = bodies + body.pointee.parent
      let r = body.pointee.reach
      let linear =
        parent.pointee.linearAcceleration + parent.pointee.angularAcceleration.cross(r) + body.pointee.jointBias
      body.pointee.linearAcceleration = linear
      body.pointee.angularAcceleration =
        body.pointee.a * parent.pointee.angularAcceleration + body.pointee.b * linear + body.pointee.e * body.pointee.u
      if body.pointee.hingeAxis != nil {
        body.pointee.angularAcceleration += parent.pointee.angularVelocity.cross(body.pointee.angularVelocity)
      }
    }
    for index in 0..<count { bodies[index].linearAcceleration += gravity }
  }

  /// Takes away all impulses and what they have changed.
  func clearImpulses() {
    for index in 0..<count {
      bodies[index].angularChange = .zero
      bodies[index].linearChange = .zero
    }
  }

  /// Each link's change of velocity by the impulses that lie at the links, joints included. Expects a factored tree.
  func propagateImpulses() {
    for index in stride(from: count - 1, to: 0, by: -1) {
      let body = bodies + index
      let parent = bodies + body.pointee.parent
      let moment = body.pointee.impulseMoment
      let force = body.pointee.impulseForce + body.pointee.b.transposedTimes(moment)
      parent.pointee.impulseForce += force
      parent.pointee.impulseMoment += body.pointee.a.transposedTimes(moment) + body.pointee.reach.cross(force)
    }
    let (angular, linear) = rootResponse.motion(moment: bodies[0].impulseMoment, force: bodies[0].impulseForce)
    bodies[0].angularChange = angular
    bodies[0].linearChange = linear
    for index in 1..<max(count, 1) {
      let body = bodies + index
      let parent = bodies + body.pointee.parent
      let linear = parent.pointee.linearChange + parent.pointee.angularChange.cross(body.pointee.reach)
      body.pointee.linearChange = linear
      body.pointee.angularChange =
        body.pointee.a * parent.pointee.angularChange + body.pointee.b * linear
        + body.pointee.e * body.pointee.impulseMoment
    }
  }
}
