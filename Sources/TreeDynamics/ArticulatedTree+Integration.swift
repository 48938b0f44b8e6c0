import Motion

/// Linear and angular momentum; the angular about a given point.
struct Momentum {
  var linear = Vector3.zero
  var angular = Vector3.zero

  /// Adds an impulse that acts at a point, given from the point that the angular momentum is about.
  @inline(__always) mutating func add(_ impulse: Vector3, at arm: Vector3) {
    linear += impulse
    angular += arm.cross(impulse)
  }
}

extension ArticulatedTree {
  var centreOfMass: Vector3 {
    var sum = Vector3.zero
    for index in 0..<count { sum += (bodies[index].position + bodies[index].arm) * bodies[index].mass }
    return sum / totalMass
  }

  func momentum(about centre: Vector3) -> Momentum {
    var momentum = Momentum()
    for index in 0..<count {
      let body = bodies + index
      let arm = body.pointee.arm
      let omega = body.pointee.angularVelocity
      momentum.add(
        (body.pointee.linearVelocity + omega.cross(arm)) * body.pointee.mass, at: body.pointee.position + arm - centre)
      let rotation = Matrix3(body.pointee.orientation)
      momentum.angular += rotation * (body.pointee.inertia * rotation.transposedTimes(omega))
    }
    return momentum
  }

  /// Advances velocities by the accelerations and impulses found, and places by the new velocities (semi-implicit Euler).
  /// Rotations are advanced by the exponential map, joints have no gaps, and the body as one piece is moved and turned so that it
  /// has exactly the momentum given: what nothing pushes keeps its linear and angular momentum to rounding.
  /// - Parameters:
  ///   - centre: the centre of mass before the step.
  ///   - momentum: the momentum after it; the angular about the centre of mass.
  func integrate(duration: Double, centre: Vector3, momentum: Momentum) {
    for index in 0..<count {
      let body = bodies + index
      body.pointee.angularVelocity +=
        body.pointee.angularAcceleration * duration + body.pointee.angularChange
      turn(body, duration: duration)
    }
    let velocity = momentum.linear / totalMass
    assemble()
    let newCentre = centre + velocity * duration
    let shift = newCentre - centreOfMass
    for index in 0..<count { bodies[index].position += shift }
    let found = self.momentum(about: newCentre)
    let turning = lockedInertia(about: newCentre).symmetricInverse * (momentum.angular - found.angular)
    let change = velocity - found.linear / totalMass
    for index in 0..<count {
      let body = bodies + index
      body.pointee.angularVelocity += turning
      body.pointee.linearVelocity += change + turning.cross(body.pointee.position - newCentre)
    }
  }

  /// Turns a link by its new angular velocity; a hinge turns about its axis on the parent, which has been turned before.
  private func turn(_ body: UnsafeMutablePointer<TreeBody>, duration: Double) {
    guard let axis = body.pointee.hingeAxis else {
      let step = Quaternion(rotationVector: body.pointee.angularVelocity * duration)
      body.pointee.orientation = (step * body.pointee.orientation).normalized
      return
    }
    let parent = bodies + body.pointee.parent
    let speed = (body.pointee.angularVelocity - parent.pointee.angularVelocity).dot(body.pointee.axis)
    let rotation = body.pointee.rotation * Quaternion(angle: speed * duration, axis: axis)
    body.pointee.orientation = (parent.pointee.orientation * rotation).normalized
    body.pointee.angularVelocity =
      parent.pointee.angularVelocity + body.pointee.orientation.rotate(axis) * speed
  }

  /// Puts each link on its parent's joint, and the root at the origin and at rest.
  private func assemble() {
    for index in 0..<count {
      let body = bodies + index
      body.pointee.arm = body.pointee.orientation.rotate(body.pointee.centreOfMass)
      guard body.pointee.parent >= 0 else {
        body.pointee.position = .zero
        body.pointee.linearVelocity = .zero
        continue
      }
      let parent = bodies + body.pointee.parent
      let reach = parent.pointee.orientation.rotate(body.pointee.offset)
      body.pointee.position = parent.pointee.position + reach
      body.pointee.linearVelocity = parent.pointee.linearVelocity + parent.pointee.angularVelocity.cross(reach)
    }
  }

  /// The inertia of the body as one rigid piece.
  private func lockedInertia(about centre: Vector3) -> Matrix3 {
    var sum = Matrix3.zero
    for index in 0..<count {
      let body = bodies + index
      let rotation = Matrix3(body.pointee.orientation)
      let arm = body.pointee.position + body.pointee.arm - centre
      sum += rotation * body.pointee.inertia * rotation.transposed
      sum += Matrix3(cross: arm * -body.pointee.mass).crossedFromLeft(by: arm)
    }
    return sum
  }
}
