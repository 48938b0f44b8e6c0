import Motion
import Simulation

/// Joint drives whose spring and damper act through the end of the step (stable proportional-derivative control, Tan, Liu and
/// Turk 2011): with w the joint's velocity now and h the step, the torque is
/// stiffness (error - h w') + damping (target velocity - w') + torque, where w' = w + h times the acceleration that the pass over
/// the tree is about to find. So h (damping + h stiffness) stands on the joint's inertia.
extension ArticulatedTree {
  /// Sets each joint's drive from the tree's kinematics, all of them unbounded.
  func setDrives(_ drives: [JointDrive], duration: Double) {
    drives.withUnsafeBufferPointer { drives in
      for index in 1..<max(count, 1) { setDrive(bodies + index, drives[index], duration: duration) }
    }
  }

  private func setDrive(_ body: UnsafeMutablePointer<TreeBody>, _ drive: JointDrive, duration: Double) {
    body.pointee.isDriveBounded = false
    body.pointee.torqueLimit = drive.torqueLimit
    guard drive.torqueLimit > 0 else {
      body.pointee.driveMoment = .zero
      body.pointee.driveDamping = 0
      return
    }
    let parent = bodies + body.pointee.parent
    let base = parent.pointee.orientation
    let rotation = body.pointee.rotation
    let velocity = body.pointee.angularVelocity - parent.pointee.angularVelocity
    let damping = drive.damping + duration * drive.stiffness
    if let axis = body.pointee.hingeAxis {
      let error = drive.target.twistAngle(about: axis) - rotation.twistAngle(about: axis)
      let wanted = error * drive.stiffness + drive.targetVelocity.dot(axis) * drive.damping + drive.torque.dot(axis)
      body.pointee.driveMoment = Vector3(wanted - damping * velocity.dot(body.pointee.axis), 0, 0)
    } else {
      // The error that is left to turn, in the parent's axes.
      let error = (drive.target * rotation.inverse).rotationVector
      let wanted = error * drive.stiffness + drive.targetVelocity * drive.damping + drive.torque
      body.pointee.driveMoment = base.rotate(wanted) - velocity * damping
    }
    body.pointee.driveDamping = duration * damping
    if body.pointee.driveDamping == 0 {
      body.pointee.driveMoment = body.pointee.driveMoment.clamped(toLimit: drive.torqueLimit)
    }
  }

  /// The torque that the joint's drive gives if nothing bounds it, with the accelerations and impulses found: in world axes, or
  /// about the hinge's axis in x.
  private func unboundedTorque(_ index: Int, duration: Double) -> Vector3 {
    let body = bodies + index
    let parent = bodies + body.pointee.parent
    let relative =
      body.pointee.angularAcceleration - parent.pointee.angularAcceleration
      + (body.pointee.angularChange - parent.pointee.angularChange) / duration
    let change = body.pointee.hingeAxis == nil ? relative : Vector3(relative.dot(body.pointee.axis), 0, 0)
    return body.pointee.driveMoment - change * body.pointee.driveDamping
  }

  /// The torque of the joint's drive within its limit, in world axes.
  func torque(_ index: Int, duration: Double) -> Vector3 {
    let torque = unboundedTorque(index, duration: duration).clamped(toLimit: bodies[index].torqueLimit)
    return bodies[index].hingeAxis == nil ? torque : bodies[index].axis * torque.x
  }

  /// Finds drives that exceed their limits, to be bounded when the step is solved again.
  /// - Returns: whether there are any.
  func boundDrives(duration: Double) -> Bool {
    var hasNew = false
    for index in 1..<max(count, 1) where !bodies[index].isDriveBounded {
      let torque = unboundedTorque(index, duration: duration)
      let limit = bodies[index].torqueLimit * (1 + 1e-9)
      if abs(torque.x) > limit || abs(torque.y) > limit || abs(torque.z) > limit {
        bodies[index].isDriveBounded = true
        hasNew = true
      }
    }
    return hasNew
  }
}

extension TreeBody {
  /// The drive as part of the tree's inertia.
  @inline(__always) var engagedDrive: (moment: Vector3, damping: Double) {
    isDriveBounded ? (.zero, 0) : (driveMoment, driveDamping)
  }
}

extension Vector3 {
  /// Each component within the limit.
  @inline(__always) fileprivate func clamped(toLimit limit: Double) -> Vector3 {
    clamped(lowerBound: Vector3(repeating: -limit), upperBound: Vector3(repeating: limit))
  }
}
