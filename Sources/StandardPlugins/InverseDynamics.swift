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
    /// Of the upward force.
    var lift = 1e-3
    var moment = 1e-3
  }

  /// - Parameter friction: the largest coefficient that is relied on.
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
    /// Of the ground there.
    var normal: Vector3
    /// Friction coefficient that is relied on there, if it is less than everywhere.
    var friction = Double.infinity
  }

  struct Solution {
    /// On each link against its parent, in world axes; the root's is of no use.
    var torques: [Vector3]
    /// What the floor cannot provide: force and torque through the root link's centre of mass.
    var help: Wrench
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
    return Solution(torques: moments, help: Wrench(force: forces[0], torque: moments[0] - arm.cross(forces[0])))
  }

  /// The least forces at the supports that add up to a wrench, as far as they can push and friction holds.
  private func floorForces(
    _ wanted: Wrench, about root: Vector3, supports: [Support], softness: Softness
  ) -> [Vector3] {
    var forces = [Vector3](repeating: .zero, count: supports.count)
    var active = Array(supports.indices)
    for _ in 0..<4 {
      guard !active.isEmpty,
        let multiplier = Self.leastNorm(wanted, about: root, supports, active, softness: softness)
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
      forces[index] = support.normal * normal + along.clamped(toLength: min(friction, support.friction) * normal)
    }
    return forces
  }

  /// f_k = a + b x r_k with the a and b for which the forces and their moments add up to the wrench: the solution of least norm.
  /// Moments weigh as forces at a metre.
  private static func leastNorm(
    _ wanted: Wrench, about root: Vector3, _ supports: [Support], _ active: [Int], softness: Softness
  ) -> Wrench? {
    // Of the maps from a force at r to its wrench, (1, [r]x), each times its transpose: only the lower triangle is used.
    var sum = Vector3.zero
    var squares = SymmetricMatrix3.zero
    for index in active {
      let r = supports[index].position - root
      sum += r
      squares.xx += r.y * r.y + r.z * r.z
      squares.yy += r.x * r.x + r.z * r.z
      squares.zz += r.x * r.x + r.y * r.y
      squares.xy -= r.x * r.y
      squares.xz -= r.x * r.z
      squares.yz -= r.y * r.z
    }
    let count = Double(active.count)
    var matrix = SixBySix()
    matrix[0, 0] = count + softness.force
    matrix[1, 1] = count + softness.lift
    matrix[2, 2] = count + softness.force
    matrix[3, 1] = -sum.z
    matrix[3, 2] = sum.y
    matrix[4, 0] = sum.z
    matrix[4, 2] = -sum.x
    matrix[5, 0] = -sum.y
    matrix[5, 1] = sum.x
    matrix[3, 3] = squares.xx + softness.moment
    matrix[4, 4] = squares.yy + softness.moment
    matrix[5, 5] = squares.zz + softness.moment
    matrix[4, 3] = squares.xy
    matrix[5, 3] = squares.xz
    matrix[5, 4] = squares.yz
    return matrix.solved(for: wanted)
  }
}

/// A symmetric, positive definite matrix of which the lower triangle is given.
private struct SixBySix {
  private var values = InlineArray<36, Double>(repeating: 0)

  subscript(row: Int, column: Int) -> Double {
    get { values[6 * row + column] }
    set { values[6 * row + column] = newValue }
  }

  /// By Cholesky's decomposition; nil when the matrix is not positive definite.
  consuming func solved(for wrench: Wrench) -> Wrench? {
    var l = self
    for j in 0..<6 {
      for k in 0..<j { l[j, j] -= l[j, k] * l[j, k] }
      guard l[j, j] > 0 else { return nil }
      l[j, j] = l[j, j].squareRoot()
      for i in (j + 1)..<max(6, j + 1) {
        for k in 0..<j { l[i, j] -= l[i, k] * l[j, k] }
        l[i, j] /= l[j, j]
      }
    }
    let (force, torque) = (wrench.force, wrench.torque)
    var x: InlineArray<6, Double> = [force.x, force.y, force.z, torque.x, torque.y, torque.z]
    for i in 0..<6 {
      for k in 0..<i { x[i] -= l[i, k] * x[k] }
      x[i] /= l[i, i]
    }
    for i in (0..<6).reversed() {
      for k in (i + 1)..<max(6, i + 1) { x[i] -= l[k, i] * x[k] }
      x[i] /= l[i, i]
    }
    return Wrench(force: Vector3(x[0], x[1], x[2]), torque: Vector3(x[3], x[4], x[5]))
  }
}

extension FloorForceSettings {
  /// - Parameter unaided: 1 without help, 0 with enough.
  func softness(unaided: Double) -> InverseDynamics.Softness {
    func between(_ aided: Double, _ alone: Double) -> Double { aided + (alone - aided) * unaided }
    return InverseDynamics.Softness(
      force: between(softness, unaidedSoftness), lift: between(softness, unaidedLiftSoftness),
      moment: between(momentSoftness, unaidedMomentSoftness))
  }
}
