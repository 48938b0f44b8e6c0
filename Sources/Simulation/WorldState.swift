import Motion

/// Where a link is and how it moves, in the world.
public struct LinkState: Hashable, Sendable {
  /// Origin of the link's frame (its joint), in metres.
  public var position: Vector3
  public var orientation: Quaternion
  /// Velocity of the origin of the link's frame, in m/s.
  public var linearVelocity: Vector3
  /// World axes, rad/s.
  public var angularVelocity: Vector3

  public init(
    position: Vector3 = .zero, orientation: Quaternion = .identity, linearVelocity: Vector3 = .zero,
    angularVelocity: Vector3 = .zero
  ) {
    self.position = position
    self.orientation = orientation
    self.linearVelocity = linearVelocity
    self.angularVelocity = angularVelocity
  }

  public var isFinite: Bool {
    position.isFinite && orientation.isFinite && linearVelocity.isFinite && angularVelocity.isFinite
  }
}

/// A point where a link touches the floor or another link.
public struct ContactPoint: Hashable, Sendable {
  public var link: Int
  /// The other link; nil for the floor.
  public var otherLink: Int?
  /// World position, in metres.
  public var position: Vector3
  /// Unit vector away from the floor or the other link, towards `link`.
  public var normal: Vector3
  /// Penetration in metres.
  public var depth: Double
  /// Force on `link` over the last engine step, in newtons, world axes.
  public var force: Vector3
  /// Coulomb friction coefficient.
  public var friction: Double

  public init(
    link: Int, otherLink: Int? = nil, position: Vector3, normal: Vector3, depth: Double, force: Vector3 = .zero,
    friction: Double = 1
  ) {
    self.friction = friction
    self.link = link
    self.otherLink = otherLink
    self.position = position
    self.normal = normal
    self.depth = depth
    self.force = force
  }
}

/// A force through a link's centre of mass and a torque, in world axes: newtons and newton metres.
public struct Wrench: Hashable, Sendable {
  public var force: Vector3
  public var torque: Vector3

  public init(force: Vector3 = .zero, torque: Vector3 = .zero) {
    self.force = force
    self.torque = torque
  }

  public var isFinite: Bool { force.isFinite && torque.isFinite }

  public static func - (a: Wrench, b: Wrench) -> Wrench {
    Wrench(force: a.force - b.force, torque: a.torque - b.torque)
  }

  public static func += (a: inout Wrench, b: Wrench) {
    a.force += b.force
    a.torque += b.torque
  }
}

/// What an actuator asks of one joint over an engine step. The engine adds the torque
/// `stiffness * (target - rotation) + damping * (targetVelocity - velocity) + torque`, spring and damper implicitly, the sum
/// about each axis within the limit.
public struct JointDrive: Hashable, Sendable {
  /// Rotation of the link in its parent's frame.
  public var target: Quaternion
  /// Angular velocity of the link against its parent, in the parent's frame, in rad/s.
  public var targetVelocity: Vector3
  /// N m / rad.
  public var stiffness: Double
  /// N m s / rad.
  public var damping: Double
  /// Torque on the link that is added as it is, in the parent's frame, in N m.
  public var torque: Vector3
  /// N m, about each axis. Zero switches the drive off.
  public var torqueLimit: Double

  public init(
    target: Quaternion = .identity, targetVelocity: Vector3 = .zero, stiffness: Double = 0, damping: Double = 0,
    torque: Vector3 = .zero, torqueLimit: Double = 0
  ) {
    self.torque = torque
    self.target = target
    self.targetVelocity = targetVelocity
    self.stiffness = stiffness
    self.damping = damping
    self.torqueLimit = torqueLimit
  }

  public var isFinite: Bool {
    target.isFinite && targetVelocity.isFinite && stiffness.isFinite && damping.isFinite && torque.isFinite
      && torqueLimit.isFinite
  }
}
