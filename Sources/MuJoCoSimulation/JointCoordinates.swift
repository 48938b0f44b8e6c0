#if MuJoCo
import CMuJoCo
import Motion
import Simulation

/// Where each link's joint has its numbers among MuJoCo's generalized coordinates, and what links and coordinates say of each
/// other.
///
/// MuJoCo's angular velocities are in the moving link's axes: of a ball joint against the parent, of the root against the
/// world. The root's linear velocity is in the world's.
struct JointCoordinates {
  enum Motion {
    case free
    case ball
    /// About a unit vector, the same in the parent's and the link's axes.
    case hinge(Vector3)
  }

  struct Joint {
    var motion: Motion
    /// -1 for the root.
    var parent: Int
    /// In the parent's frame.
    var offset: Vector3
    /// Number of MuJoCo's body.
    var body: Int
    /// First of the joint's numbers among positions and among velocities.
    var position: Int
    var velocity: Int
  }

  /// One a link.
  let joints: [Joint]

  init(humanoid: Humanoid, document: MuJoCoDocument, model: UnsafePointer<mjModel>) {
    var joints = humanoid.links.map { link in
      let motion: Motion =
        switch link.joint.kind {
        case .hinge(let axis, _) where link.parent != nil: .hinge(axis.normalized())
        default: link.parent == nil ? .free : .ball
        }
      return Joint(motion: motion, parent: link.parent ?? -1, offset: link.offset, body: 0, position: 0, velocity: 0)
    }
    // A body after the world's for each link, and one joint a body.
    for (number, link) in document.linkOrder.enumerated() {
      joints[link].body = number + 1
      joints[link].position = Int(model.pointee.jnt_qposadr[number])
      joints[link].velocity = Int(model.pointee.jnt_dofadr[number])
    }
    self.joints = joints
  }

  /// Writes where the coordinates put the links.
  func read(
    position: UnsafePointer<mjtNum>, velocity: UnsafePointer<mjtNum>, into links: inout [LinkState]
  ) {
    links.withUnsafeMutableBufferPointer { links in
      for (index, joint) in joints.enumerated() {
        let q = position + joint.position
        let v = velocity + joint.velocity
        guard joint.parent >= 0 else {
          let orientation = Quaternion(mujoco: q + 3)
          links[index] = LinkState(
            position: Vector3(mujoco: q), orientation: orientation, linearVelocity: Vector3(mujoco: v),
            angularVelocity: orientation.rotate(Vector3(mujoco: v + 3)))
          continue
        }
        let parent = links[joint.parent]
        let (rotation, turning) =
          switch joint.motion {
          case .hinge(let axis): (Quaternion(angle: q[0], axis: axis), axis * v[0])
          default: (Quaternion(mujoco: q), Vector3(mujoco: v))
          }
        let arm = parent.orientation.rotate(joint.offset)
        let orientation = parent.orientation * rotation
        links[index] = LinkState(
          position: parent.position + arm, orientation: orientation,
          linearVelocity: parent.linearVelocity + parent.angularVelocity.cross(arm),
          angularVelocity: parent.angularVelocity + orientation.rotate(turning))
      }
    }
  }

  /// Writes the coordinates that put the links where they are: the root's place, and of every other link its rotation and turning
  /// against its parent. What a joint cannot do is left out.
  func write(
    _ links: [LinkState], position: UnsafeMutablePointer<mjtNum>, velocity: UnsafeMutablePointer<mjtNum>
  ) {
    for (index, joint) in joints.enumerated() {
      let q = position + joint.position
      let v = velocity + joint.velocity
      let link = links[index]
      let orientation = link.orientation.normalized
      guard joint.parent >= 0 else {
        q.store(link.position)
        (q + 3).store(orientation)
        v.store(link.linearVelocity)
        (v + 3).store(orientation.inverse.rotate(link.angularVelocity))
        continue
      }
      let parent = links[joint.parent]
      let rotation = parent.orientation.normalized.inverse * orientation
      let turning = orientation.inverse.rotate(link.angularVelocity - parent.angularVelocity)
      if case .hinge(let axis) = joint.motion {
        q[0] = rotation.twistAngle(about: axis)
        v[0] = turning.dot(axis)
      } else {
        q.store(rotation)
        v.store(turning)
      }
    }
  }
}
#endif
