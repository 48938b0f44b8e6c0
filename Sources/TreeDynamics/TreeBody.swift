import Motion
import Simulation

/// One link of an articulated tree: what it is, where it is, and what the passes over the tree leave in it.
///
/// World axes throughout. Spatial quantities are about the link's own joint: a motion is (angular acceleration, acceleration of
/// the joint point), a force is (moment about the joint point, force). The letters are those of Featherstone, Rigid Body
/// Dynamics Algorithms (2008), chapter 7, in three-dimensional blocks.
struct TreeBody {
  // What it is.
  /// Index of the parent; -1 for the root.
  let parent: Int
  /// The axis of a hinge, the same in the parent's and in the link's frame; nil for three rotations.
  let hingeAxis: Vector3?
  let offset: Vector3
  let centreOfMass: Vector3
  let mass: Double
  let inertia: Matrix3

  // Where it is and how it moves.
  var position = Vector3.zero
  var orientation = Quaternion.identity
  var linearVelocity = Vector3.zero
  var angularVelocity = Vector3.zero
  /// From the parent's joint to this one.
  var reach = Vector3.zero
  /// From the joint to the centre of mass.
  var arm = Vector3.zero
  /// Acceleration of the joint that the parent's accelerations do not account for.
  var jointBias = Vector3.zero
  /// Rotation in the parent's frame.
  var rotation = Quaternion.identity
  /// The hinge's axis in world axes.
  var axis = Vector3.zero

  // What drives its joint: `driveMoment` - `driveDamping` * (angular acceleration against the parent), about each axis; for a hinge
  // about its axis, in x. All the drive gives without its limit.
  var driveMoment = Vector3.zero
  var driveDamping = 0.0
  var torqueLimit = 0.0
  /// Whether the drive would exceed its limit: it is then a constraint with bounds, and not part of the tree's inertia.
  var isDriveBounded = false

  // The articulated inertia of the link with all below it: moment = j alpha + h a + moment, force = h^T alpha + m a + force.
  var j = Matrix3.zero
  var h = Matrix3.zero
  var m = Matrix3.zero
  var moment = Vector3.zero
  var force = Vector3.zero

  // The joint's response: alpha = a alpha(parent) + b a + e (moment of an impulse).
  var a = Matrix3.zero
  var b = Matrix3.zero
  var e = Matrix3.zero
  /// What is left of the drive's moment when nothing moves.
  var u = Vector3.zero

  // What comes of it.
  var angularAcceleration = Vector3.zero
  var linearAcceleration = Vector3.zero

  // An impulse about the joint, with those of all below it once it has been propagated, and the change of velocity by it.
  var impulseMoment = Vector3.zero
  var impulseForce = Vector3.zero
  var angularChange = Vector3.zero
  var linearChange = Vector3.zero

  init(_ link: Humanoid.Link) {
    parent = link.parent ?? -1
    if case .hinge(let axis, _) = link.joint.kind { hingeAxis = axis } else { hingeAxis = nil }
    offset = link.offset
    centreOfMass = link.centreOfMass
    mass = link.mass
    inertia = Matrix3(link.inertia)
  }
}
