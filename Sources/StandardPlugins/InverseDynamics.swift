import Motion
import Simulation

/// The torques by which a body in contact with the floor moves as wanted (the recursive Newton-Euler algorithm; Featherstone,
/// Rigid Body Dynamics Algorithms, 2008, chapter 5), with the floor's forces chosen as the least ones that carry it.
struct InverseDynamics {
  /// What is needed of a link, so that nothing in the loops is counted.
  private struct Body {
    var parent: Int?
    var mass: Double
    var centreOfMass: Vector3
    var inertia: SymmetricMatrix3
  }

  private let bodies: [Body]
  private let friction: Double

  /// See `FloorForceSettings`.
  struct Softness {
    var force = 1e-3
    var moment = 1e-3
  }

  /// - Parameter friction: coefficient that is relied on.
  init(humanoid: Humanoid, friction: Double = FloorForceSettings().friction) {
    self.friction = friction
    bodies = humanoid.links.map {
      Body(parent: $0.parent, mass: $0.mass, centreOfMass: $0.centreOfMass, inertia: $0.inertia)
    }
  }

  /// Linear acceleration of a link's origin and angular acceleration, in world axes.
  struct Acceleration {
    var linear: Vector3
    var angular: Vector3
  }

  /// A point of a link that may push on the floor.
  struct Support {
    var link: Int
    var position: Vector3
    var normal: Vector3
  }

  struct Solution {
    /// On each link against its parent, in world axes; the root's is of no use.
    var torques: [Vector3]
    /// What the floor cannot provide: force and torque through the root link's centre of mass.
    var residual: Wrench
  }

  func solve(
    links: [LinkState], accelerations: [Acceleration], supports: [Support], gravity: Vector3,
    softness: Softness = Softness()
  ) -> Solution {
    var forces = [Vector3](repeating: .zero, count: links.count)
    var moments = forces
    for index in bodies.indices {
      let link = bodies[index]
      let state = links[index]
      let arm = state.orientation.rotate(link.centreOfMass)
      let omega = state.angularVelocity
      let alpha = accelerations[index].angular
      let acceleration = accelerations[index].linear + alpha.cross(arm) + omega.cross(omega.cross(arm))
      let inverse = state.orientation.inverse
      let inertia = { (v: Vector3) in state.orientation.rotate(link.inertia * inverse.rotate(v)) }
      forces[index] = (acceleration - gravity) * link.mass
      moments[index] = inertia(alpha) + omega.cross(inertia(omega)) + arm.cross(forces[index])
    }
    let root = links[0].position
    var wanted = Wrench()
    for index in links.indices {
      wanted.force += forces[index]
      wanted.torque += moments[index] + (links[index].position - root).cross(forces[index])
    }
    let floorForces = floorForces(wanted, about: root, supports: supports, softness: softness)
    for (support, force) in zip(supports, floorForces) {
      forces[support.link] -= force
      moments[support.link] -= (support.position - links[support.link].position).cross(force)
    }
    for index in links.indices.reversed() {
      guard let parent = bodies[index].parent else { continue }
      forces[parent] += forces[index]
      moments[parent] += moments[index] + (links[index].position - links[parent].position).cross(forces[index])
    }
    let arm = links[0].orientation.rotate(bodies[0].centreOfMass)
    return Solution(torques: moments, residual: Wrench(force: forces[0], torque: moments[0] - arm.cross(forces[0])))
  }

  /// The least forces at the supports that add up to a wrench, as far as they can push and friction holds.
  private func floorForces(
    _ wanted: Wrench, about root: Vector3, supports: [Support], softness: Softness
  ) -> [Vector3] {
    var forces = [Vector3](repeating: .zero, count: supports.count)
    var active = Array(supports.indices)
    for _ in 0..<4 {
      guard !active.isEmpty,
        let multiplier = Self.leastNorm(wanted, about: root, active.map { supports[$0] }, softness: softness)
      else {
        return forces
      }
      var isFeasible = true
      for index in active {
        let force = multiplier.force + multiplier.torque.cross(supports[index].position - root)
        forces[index] = force
        if force.dot(supports[index].normal) < 0 { isFeasible = false }
      }
      if isFeasible { break }
      let kept = active.filter { forces[$0].dot(supports[$0].normal) > 0 }
      for index in active where !kept.contains(index) { forces[index] = .zero }
      active = kept
    }
    for (index, support) in supports.enumerated() {
      let normal = max(forces[index].dot(support.normal), 0)
      let along = forces[index] - support.normal * forces[index].dot(support.normal)
      forces[index] = support.normal * normal + along.clamped(toLength: friction * normal)
    }
    return forces
  }

  /// f_k = a + b x r_k with the a and b for which the forces and their moments add up to the wrench: the solution of least norm.
  /// Moments weigh as forces at a metre.
  private static func leastNorm(
    _ wanted: Wrench, about root: Vector3, _ supports: [Support], softness: Softness
  ) -> Wrench? {
    var matrix = [Double](repeating: 0, count: 36)
    for support in supports {
      let r = support.position - root
      // Columns of the map from a force at r to its wrench, and its transpose.
      let columns = [Vector3.unitX, .unitY, .unitZ].map { axis -> [Double] in
        let m = r.cross(axis)
        return [axis.x, axis.y, axis.z, m.x, m.y, m.z]
      }
      for column in columns { for i in 0..<6 { for j in 0..<6 { matrix[6 * i + j] += column[i] * column[j] } } }
    }
    for i in 0..<6 { matrix[7 * i] += i < 3 ? softness.force : softness.moment }
    let w = [wanted.force.x, wanted.force.y, wanted.force.z, wanted.torque.x, wanted.torque.y, wanted.torque.z]
    guard let x = choleskySolve(matrix, w) else { return nil }
    return Wrench(force: Vector3(x[0], x[1], x[2]), torque: Vector3(x[3], x[4], x[5]))
  }

  private static func choleskySolve(_ matrix: [Double], _ right: [Double]) -> [Double]? {
    let n = right.count
    var l = matrix
    for j in 0..<n {
      for k in 0..<j { l[n * j + j] -= l[n * j + k] * l[n * j + k] }
      guard l[n * j + j] > 0 else { return nil }
      l[n * j + j] = l[n * j + j].squareRoot()
      for i in (j + 1)..<max(n, j + 1) {
        for k in 0..<j { l[n * i + j] -= l[n * i + k] * l[n * j + k] }
        l[n * i + j] /= l[n * j + j]
      }
    }
    var x = right
    for i in 0..<n {
      for k in 0..<i { x[i] -= l[n * i + k] * x[k] }
      x[i] /= l[n * i + i]
    }
    for i in (0..<n).reversed() {
      for k in (i + 1)..<max(n, i + 1) { x[i] -= l[n * k + i] * x[k] }
      x[i] /= l[n * i + i]
    }
    return x
  }
}
