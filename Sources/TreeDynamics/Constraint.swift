import Motion

/// A constraint between a link and the floor or another link: a contact with friction, a joint at its limit, or a drive that has
/// reached its largest torque. Whatever is said of velocity is the first link's against the second's at the end of the step; it
/// is angular for limits and drives.
struct Constraint {
  enum Kind {
    /// Velocity along `normal` is at least `target`; the force pushes, and friction acts across.
    case contact
    /// Velocity along `normal` is at least `target`; the moment pushes.
    case limit
    /// Velocity along `normal` is `target`, as far as a moment within `bound` can make it.
    case drive
  }
  var kind: Kind
  var first: Int
  /// -1 for the floor.
  var second: Int
  /// Unit vector.
  var normal: Vector3
  var target: Double
  /// Velocity that an impulse gives up: the response is that of a spring in series.
  var softness: Double
  /// Largest impulse of a drive, N m s.
  var bound = 0.0
  /// From each link's joint to the point.
  var firstArm = Vector3.zero
  var secondArm = Vector3.zero
  var friction = 0.0
  /// Velocity without constraints.
  var freeVelocity = Vector3.zero
  /// Velocity from an impulse: the constraint's own block of the response.
  var response = Matrix3.zero
  /// 1/(response along the normal + softness).
  var normalMass = 0.0
  /// Across the normal: two directions, the inverse of the response between them, and one over its largest eigenvalue.
  var tangent1 = Vector3.zero
  var tangent2 = Vector3.zero
  var tangentMass = (0.0, 0.0, 0.0)
  var slidingMass = 0.0
  /// On the first link: N s, or N m s for a limit. The second gets the opposite.
  var impulse = Vector3.zero

  /// Fills what follows from the response and the normal.
  mutating func prepare() {
    let wn = response * normal
    normalMass = 1 / (normal.dot(wn) + softness)
    guard kind == .contact else { return }
    tangent1 = normal.cross(abs(normal.x) < 0.7 ? .unitX : .unitZ).normalized()
    tangent2 = normal.cross(tangent1)
    let w1 = response * tangent1
    let w11 = tangent1.dot(w1) + softness
    let w12 = tangent2.dot(w1)
    let w22 = tangent2.dot(response * tangent2) + softness
    let determinant = w11 * w22 - w12 * w12
    tangentMass = (w22 / determinant, -w12 / determinant, w11 / determinant)
    let half = (w11 - w22) / 2
    slidingMass = 1 / ((w11 + w22) / 2 + (half * half + w12 * w12).squareRoot())
  }

  /// The impulse that the constraint needs when its links move with `velocity`, all other impulses held.
  @inline(__always) mutating func solve(velocity: Vector3) -> Vector3 {
    let oldNormal = impulse.dot(normal)
    let wanted = oldNormal - (velocity.dot(normal) - target + softness * oldNormal) * normalMass
    let newNormal = kind == .drive ? min(max(wanted, -bound), bound) : max(wanted, 0)
    let normalChange = normal * (newNormal - oldNormal)
    guard kind == .contact else {
      impulse += normalChange
      return normalChange
    }
    let after = velocity + response * normalChange
    let v1 = after.dot(tangent1)
    let v2 = after.dot(tangent2)
    let old1 = impulse.dot(tangent1)
    let old2 = impulse.dot(tangent2)
    let limit = friction * newNormal
    var new1 = old1 - (tangentMass.0 * v1 + tangentMass.1 * v2)
    var new2 = old2 - (tangentMass.1 * v1 + tangentMass.2 * v2)
    if new1 * new1 + new2 * new2 > limit * limit {
      // It slides: the friction's full force, against the velocity.
      new1 = old1 - slidingMass * v1
      new2 = old2 - slidingMass * v2
      let length = (new1 * new1 + new2 * new2).squareRoot()
      if length > limit {
        new1 *= limit / length
        new2 *= limit / length
      }
    }
    let change = normalChange + tangent1 * (new1 - old1) + tangent2 * (new2 - old2)
    impulse += change
    return change
  }
}
