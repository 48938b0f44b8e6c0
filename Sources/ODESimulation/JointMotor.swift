import COpenDynamics
import Foundation
import Motion
import Simulation

/// The drive and the angle limit of one joint, as rows of ODE's constraint solver.
///
/// A spring and damper that act through the end of the step (implicit, or stable, proportional-derivative control) are a
/// constraint on the joint's velocity v: softness 1/(kd + h kp) and target velocity
/// (kp error + kd reference velocity)/(kd + h kp) make the solver's impulse that of kp (error - h v) + kd (reference - v).
/// A plain torque adds its share to the target velocity.
struct JointMotor {
  private let drive: JointID
  /// One row that is there only while a ball joint is beyond its angle limit.
  private let limiter: JointID?
  private let model: JointModel

  init(world: dWorldID, child: dBodyID, parent: dBodyID, model: JointModel) {
    self.model = model
    drive = Self.makeMotor(world, child, parent)
    switch model.kind {
    case .ball(let maximumAngle):
      dJointSetAMotorNumAxes(drive.raw, 3)
      dJointSetAMotorAxis(drive.raw, 0, 0, 1, 0, 0)
      dJointSetAMotorAxis(drive.raw, 1, 0, 0, 1, 0)
      dJointSetAMotorAxis(drive.raw, 2, 0, 0, 0, 1)
      limiter = maximumAngle == nil ? nil : Self.makeMotor(world, child, parent)
    case .hinge(let axis, _):
      dJointSetAMotorNumAxes(drive.raw, 1)
      // Fixed in the child, which is in its rest orientation now.
      dJointSetAMotorAxis(drive.raw, 0, 1, axis.x, axis.y, axis.z)
      limiter = nil
    case .free:
      limiter = nil
    }
  }

  private static func makeMotor(_ world: dWorldID, _ child: dBodyID, _ parent: dBodyID) -> JointID {
    let motor = dJointCreateAMotor(world, nil)!
    dJointAttach(motor, child, parent)
    dJointSetAMotorMode(motor, Int32(dAMotorUser))
    dJointSetAMotorNumAxes(motor, 0)
    return JointID(raw: motor)
  }

  func set(_ wish: JointDrive, child: Quaternion, parent: Quaternion, duration: Double) {
    let rotation = parent.inverse * child
    let softness = wish.damping + duration * wish.stiffness
    let isOn = wish.torqueLimit > 0 && softness > 0
    switch model.kind {
    case .free: return
    case .ball(let maximumAngle):
      if isOn {
        // The error that is left to turn, in the parent's axes, then in the world's.
        let error = (wish.target * rotation.inverse).rotationVector
        let velocity = parent.rotate(
          (error * wish.stiffness + wish.targetVelocity * wish.damping + wish.torque) / softness)
        setRow(0, velocity.x, softness: 1 / softness, limit: wish.torqueLimit)
        setRow(1, velocity.y, softness: 1 / softness, limit: wish.torqueLimit)
        setRow(2, velocity.z, softness: 1 / softness, limit: wish.torqueLimit)
      } else {
        for row in 0..<3 { setRow(row, 0, softness: 0, limit: 0) }
      }
      if let limiter, let maximumAngle { limit(limiter, rotation, parent, maximumAngle) }
    case .hinge(let axis, _):
      if isOn {
        let error = wish.target.twistAngle(about: axis) - rotation.twistAngle(about: axis)
        let torque = wish.targetVelocity.dot(axis) * wish.damping + wish.torque.dot(axis)
        let velocity = (error * wish.stiffness + torque) / softness
        setRow(0, velocity, softness: 1 / softness, limit: wish.torqueLimit)
      } else {
        setRow(0, 0, softness: 0, limit: 0)
      }
    }
  }

  private func setRow(_ row: Int, _ velocity: Double, softness: Double, limit: Double) {
    // Parameters of the second and third axis follow in groups of 0x100.
    let group = Int32(row) * Int32(dParamGroup)
    dJointSetAMotorParam(drive.raw, Int32(dParamVel) + group, velocity)
    dJointSetAMotorParam(drive.raw, Int32(dParamCFM) + group, softness)
    dJointSetAMotorParam(drive.raw, Int32(dParamFMax) + group, limit)
  }

  /// Stops further rotation about the axis along which the joint is beyond its limit.
  private func limit(_ limiter: JointID, _ rotation: Quaternion, _ parent: Quaternion, _ maximumAngle: Double) {
    let vector = rotation.rotationVector
    let angle = vector.length
    guard angle > maximumAngle else {
      dJointSetAMotorNumAxes(limiter.raw, 0)
      return
    }
    let axis = parent.rotate(vector / angle)
    dJointSetAMotorNumAxes(limiter.raw, 1)
    dJointSetAMotorAxis(limiter.raw, 0, 0, axis.x, axis.y, axis.z)
    dJointSetAMotorAngle(limiter.raw, 0, angle)
    // A lower stop out of reach: ODE ignores a stop whose partner is infinite on some paths.
    dJointSetAMotorParam(limiter.raw, Int32(dParamLoStop), -.pi)
    dJointSetAMotorParam(limiter.raw, Int32(dParamHiStop), maximumAngle)
  }
}
