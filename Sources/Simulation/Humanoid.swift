import Motion

/// A body to simulate: a tree of rigid links with joints, shapes, masses and actuators, in metres and kilograms, y up.
///
/// Links are in an order in which a parent comes before its children; link 0 is the free root. In the rest pose all
/// link frames are parallel to the world's, so a link's rest orientation is the identity, and identity local rotations are
/// the rest pose of `skeleton`.
public struct Humanoid: Sendable {
  public var name: String
  public var links: [Link]
  /// The same tree as a skeleton: one joint a link, with the same index.
  public let skeleton: Skeleton
  /// Index pairs of links whose shapes never touch each other beside parent and child.
  public var excludedContacts: Set<LinkPair>

  public struct Link: Sendable {
    public var name: String
    public var parent: Int?
    /// Where the joint to the parent is, in the parent's frame (for the root: world position in the rest pose). The link's frame
    /// has its origin there.
    public var offset: Vector3
    public var joint: JointModel
    public var shapes: [Shape]
    /// Kilograms.
    public var mass: Double
    /// Centre of mass in the link's frame.
    public var centreOfMass: Vector3
    /// Inertia about the centre of mass, in the link's axes, in kg m^2.
    public var inertia: SymmetricMatrix3

    public init(
      name: String, parent: Int?, offset: Vector3, joint: JointModel, shapes: [Shape], mass: Double,
      centreOfMass: Vector3, inertia: SymmetricMatrix3
    ) {
      self.name = name
      self.parent = parent
      self.offset = offset
      self.joint = joint
      self.shapes = shapes
      self.mass = mass
      self.centreOfMass = centreOfMass
      self.inertia = inertia
    }
  }

  public struct LinkPair: Hashable, Sendable {
    public var first: Int
    public var second: Int
    public init(_ a: Int, _ b: Int) {
      first = min(a, b)
      second = max(a, b)
    }
  }

  /// - Throws: `HumanoidError` when the links do not make a tree that can be simulated: what and where is in it.
  public init(name: String, links: [Link], excludedContacts: Set<LinkPair> = []) throws {
    self.name = name
    self.links = links
    self.excludedContacts = excludedContacts
    for link in links {
      guard link.mass.isFinite, link.mass > 0 else {
        throw HumanoidError.invalid(
          humanoid: name, link: link.name, problem: "its mass is \(link.mass) kg, expected a positive number")
      }
      guard link.centreOfMass.isFinite, link.inertia.isPositiveDefinite else {
        throw HumanoidError.invalid(
          humanoid: name, link: link.name, problem: "its inertia is not that of a rigid body (positive definite)")
      }
    }
    skeleton = try Skeleton(
      joints: links.map { .init(name: $0.name, parent: $0.parent, offset: $0.offset) })
  }

  /// Each link's place at rest.
  public var restPose: [LinkState] {
    var states: [LinkState] = []
    for link in links {
      let origin = link.parent.map { states[$0].position } ?? .zero
      states.append(LinkState(position: origin + link.offset))
    }
    return states
  }

  public var totalMass: Double { links.reduce(0) { $0 + $1.mass } }
  public func index(named name: String) -> Int? { links.firstIndex { $0.name == name } }
}

/// How a link moves against its parent, and how strong the actuator between them is.
public struct JointModel: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    /// Six degrees of freedom: the root.
    case free
    /// Three rotations. `maximumAngle`: largest rotation from the rest pose in radians, nil for no limit.
    case ball(maximumAngle: Double?)
    /// One rotation about `axis` (a unit vector, the same in the parent's and the link's frame), within `range` in radians.
    case hinge(axis: Vector3, range: ClosedRange<Double>?)
  }

  public var kind: Kind
  /// Newton metres per radian.
  public var stiffness: Double
  /// Newton metre seconds per radian.
  public var damping: Double
  /// Largest torque about an axis, in newton metres.
  public var torqueLimit: Double

  public init(kind: Kind, stiffness: Double = 0, damping: Double = 0, torqueLimit: Double = 0) {
    self.kind = kind
    self.stiffness = stiffness
    self.damping = damping
    self.torqueLimit = torqueLimit
  }
}

/// A solid attached to a link, in the link's frame. Shapes give the body its looks and its contacts.
public struct Shape: Hashable, Sendable {
  public enum Geometry: Hashable, Sendable {
    case sphere(radius: Double)
    /// A cylinder along the shape's z axis, `halfLength` to each side, with round caps.
    case capsule(radius: Double, halfLength: Double)
    case box(halfExtents: Vector3)
  }

  public var geometry: Geometry
  public var position: Vector3
  public var orientation: Quaternion
  /// Coulomb friction coefficient.
  public var friction: Double
  /// Whether it touches the floor.
  public var touchesFloor: Bool
  /// Whether it touches other links' shapes that say so too.
  public var touchesBodies: Bool

  public init(
    geometry: Geometry, position: Vector3 = .zero, orientation: Quaternion = .identity, friction: Double = 1,
    touchesFloor: Bool = true, touchesBodies: Bool = false
  ) {
    self.geometry = geometry
    self.position = position
    self.orientation = orientation
    self.friction = friction
    self.touchesFloor = touchesFloor
    self.touchesBodies = touchesBodies
  }
}

/// A symmetric 3 x 3 matrix, such as an inertia tensor.
public struct SymmetricMatrix3: Hashable, Sendable, Codable {
  public var xx, yy, zz, xy, xz, yz: Double

  public init(xx: Double, yy: Double, zz: Double, xy: Double = 0, xz: Double = 0, yz: Double = 0) {
    self.xx = xx
    self.yy = yy
    self.zz = zz
    self.xy = xy
    self.xz = xz
    self.yz = yz
  }

  public static var zero: SymmetricMatrix3 { SymmetricMatrix3(xx: 0, yy: 0, zz: 0) }

  public var isPositiveDefinite: Bool {
    let minor = xx * yy - xy * xy
    let determinant = xx * (yy * zz - yz * yz) - xy * (xy * zz - yz * xz) + xz * (xy * yz - yy * xz)
    return xx > 0 && minor > 0 && determinant > 0 && determinant.isFinite
  }

  @inlinable public static func * (m: SymmetricMatrix3, v: Vector3) -> Vector3 {
    Vector3(
      m.xx * v.x + m.xy * v.y + m.xz * v.z, m.xy * v.x + m.yy * v.y + m.yz * v.z,
      m.xz * v.x + m.yz * v.y + m.zz * v.z)
  }

  public static func + (a: SymmetricMatrix3, b: SymmetricMatrix3) -> SymmetricMatrix3 {
    SymmetricMatrix3(
      xx: a.xx + b.xx, yy: a.yy + b.yy, zz: a.zz + b.zz, xy: a.xy + b.xy, xz: a.xz + b.xz, yz: a.yz + b.yz)
  }

  /// The tensor in the axes of the parent frame, of a body whose own axes are turned by `rotation`: R I R^T.
  public func rotated(by rotation: Quaternion) -> SymmetricMatrix3 {
    let (a, b, c) = rotation.columns
    // I = sum over entries of the outer products of the turned axes.
    func outer(_ p: Vector3, _ q: Vector3, _ s: Double) -> SymmetricMatrix3 {
      SymmetricMatrix3(
        xx: s * p.x * q.x, yy: s * p.y * q.y, zz: s * p.z * q.z, xy: s * (p.x * q.y + q.x * p.y) / 2,
        xz: s * (p.x * q.z + q.x * p.z) / 2, yz: s * (p.y * q.z + q.y * p.z) / 2)
    }
    return outer(a, a, xx) + outer(b, b, yy) + outer(c, c, zz) + outer(a, b, 2 * xy) + outer(a, c, 2 * xz)
      + outer(b, c, 2 * yz)
  }

  /// The tensor about a point `offset` away from the centre of mass (the parallel axis theorem).
  public func shifted(by offset: Vector3, mass: Double) -> SymmetricMatrix3 {
    let d = offset
    return self
      + SymmetricMatrix3(
        xx: mass * (d.y * d.y + d.z * d.z), yy: mass * (d.x * d.x + d.z * d.z), zz: mass * (d.x * d.x + d.y * d.y),
        xy: -mass * d.x * d.y, xz: -mass * d.x * d.z, yz: -mass * d.y * d.z)
  }
}

/// What is wrong with a humanoid or its file, and where.
public enum HumanoidError: Error, Hashable, Sendable, CustomStringConvertible {
  case malformed(file: String, line: Int?, problem: String)
  case invalid(humanoid: String, link: String, problem: String)
  case notFound(name: String, known: [String])

  public var description: String {
    switch self {
    case .malformed(let file, let line, let problem):
      line.map { "\(file): line \($0): \(problem)" } ?? "\(file): \(problem)"
    case .invalid(let humanoid, let link, let problem): "humanoid '\(humanoid)', link '\(link)': \(problem)"
    case .notFound(let name, let known):
      "no humanoid '\(name)'; there are \(known.isEmpty ? "none (GAITKEEPER_HOME names their home)" : known.joined(separator: ", "))"
    }
  }
}

extension Humanoid {
  /// Of all links: metres and m/s.
  /// - Parameter state: of a link by its index.
  public func centreOfMass(_ state: (Int) -> LinkState) -> (position: Vector3, velocity: Vector3) {
    var position = Vector3.zero
    var velocity = Vector3.zero
    for index in links.indices {
      let link = state(index)
      let arm = link.orientation.rotate(links[index].centreOfMass)
      position += (link.position + arm) * links[index].mass
      velocity += (link.linearVelocity + link.angularVelocity.cross(arm)) * links[index].mass
    }
    return (position / totalMass, velocity / totalMass)
  }
}
