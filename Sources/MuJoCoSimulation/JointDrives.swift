#if MuJoCo
import CMuJoCo
import Motion
import Simulation

/// Joint drives whose spring and damper act through the end of the step, in MuJoCo's equations.
///
/// With w the joint's velocity now, w' at the step's end and h the step, the torque is stiffness (error - h w') +
/// damping (reference - w') + torque. In w' = w + h a that is a torque known now, and one of -h (damping + h stiffness) a, which is
/// what a rotor's inertia of that size (MuJoCo's armature) does. So it stands in the inertia that contacts and limits see: the
/// damping of MuJoCo's own joints would be implicit in the integrator too, but not for its constraints, which a drive stiffer than its
/// link is heavy makes far too strong.
///
/// Limits hold about each axis of the link.
struct JointDrives {
  /// Of each of MuJoCo's velocities, in N m.
  private var limits: [Double]

  init(velocityCount: Int) { limits = Array(repeating: 0, count: velocityCount) }

  /// Writes each drive's torque and inertia for the coming step, unbounded.
  mutating func apply(
    _ drives: [JointDrive], of joints: [JointCoordinates.Joint], duration: Double,
    model: UnsafeMutablePointer<mjModel>, data: UnsafeMutablePointer<mjData>
  ) {
    for (index, joint) in joints.enumerated() where joint.parent >= 0 {
      let drive = drives[index]
      let first = joint.velocity
      let force = data.pointee.qfrc_applied! + first
      let inertia = model.pointee.dof_armature! + first
      let damping = drive.torqueLimit > 0 ? drive.damping + duration * drive.stiffness : 0
      let position = data.pointee.qpos! + joint.position
      let velocity = data.pointee.qvel! + first
      switch joint.motion {
      case .hinge(let axis):
        let error = drive.target.twistAngle(about: axis) - position[0].remainder(dividingBy: 2 * .pi)
        let wanted = error * drive.stiffness + drive.targetVelocity.dot(axis) * drive.damping + drive.torque.dot(axis)
        force[0] = wanted - damping * velocity[0]
        inertia[0] = duration * damping
        limits[first] = drive.torqueLimit
      default:
        let rotation = Quaternion(mujoco: position)
        // The error that is left to turn, in the parent's axes.
        let error = (drive.target * rotation.inverse).rotationVector
        let wanted = error * drive.stiffness + drive.targetVelocity * drive.damping + drive.torque
        force.store(rotation.inverse.rotate(wanted) - Vector3(mujoco: velocity) * damping)
        inertia.store(Vector3(repeating: duration * damping))
        for axis in 0..<3 { limits[first + axis] = drive.torqueLimit }
      }
    }
    // A torque that does not depend on the step's end has nothing to wait for; those of drives that are off become zero.
    bound(model: model, data: data) { force, inertia, _ in inertia == 0 ? force : 0 }
  }

  /// Holds torques that came out over their limit at the limit, for the step to be solved again.
  /// - Returns: whether there were any. Each time there is at least one fewer that can be.
  mutating func bound(model: UnsafeMutablePointer<mjModel>, data: UnsafeMutablePointer<mjData>) -> Bool {
    bound(model: model, data: data) { force, inertia, acceleration in force - inertia * acceleration }
  }

  @discardableResult
  private func bound(
    model: UnsafeMutablePointer<mjModel>, data: UnsafeMutablePointer<mjData>,
    torque: (_ force: Double, _ inertia: Double, _ acceleration: Double) -> Double
  ) -> Bool {
    let force = data.pointee.qfrc_applied!
    let inertia = model.pointee.dof_armature!
    let acceleration = data.pointee.qacc!
    var hasNew = false
    // The first six are the root's.
    for index in 6..<max(limits.count, 6) {
      let torque = torque(force[index], inertia[index], acceleration[index])
      guard abs(torque) > limits[index] * (1 + 1e-9) else { continue }
      force[index] = torque > 0 ? limits[index] : -limits[index]
      inertia[index] = 0
      hasNew = true
    }
    return hasNew
  }
}
#endif
