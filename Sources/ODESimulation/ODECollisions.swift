import COpenDynamics
import GroundContacts
import Motion
import Simulation

/// The shapes of a humanoid and the ground in an ODE world, and where they touch.
final class ODECollisions {
  private let bodies: ODEBodies
  private let planes: [GroundPlane]
  /// For what of the ground is not a plane; nil if there is nothing of that kind.
  private let solidGround: GroundCollider?
  private var groundContacts: [GroundContact] = []
  private let floorShapes: [CollisionShape]
  private let bodyShapePairs: [(CollisionShape, CollisionShape)]
  private let buffer: UnsafeMutablePointer<dContactGeom>

  /// Contacts found between two shapes at most, and in the whole world.
  private static let contactsPerPair = 8
  static let capacity = 512

  private struct CollisionShape {
    var link: Int
    var geometry: GeometryID
    var friction: Double
    /// The shape's centre in the body's frame, and the radius of a ball around it that holds it.
    var centre: Vector3
    var radius: Double
    /// The shape, and its axes to the body's.
    var kind: Shape.Geometry
    var turn: Quaternion
  }

  /// A plane of the ground. Below it is ground.
  private struct GroundPlane {
    var geometry: GeometryID
    var friction: Double
    var normal: Vector3
    /// From the world's origin.
    var distance: Double

    func isReached(by centre: Vector3, radius: Double) -> Bool { normal.dot(centre) - distance < radius }
  }

  init(bodies: ODEBodies, settings: WorldSettings, in ode: inout OpenDynamicsWorld) throws {
    self.bodies = bodies
    let humanoid = bodies.humanoid
    var floorShapes: [CollisionShape] = []
    var bodyShapes: [CollisionShape] = []
    for (index, link) in humanoid.links.enumerated() {
      for shape in link.shapes where shape.touchesFloor || shape.touchesBodies {
        let geometry = ode.own(Self.makeGeometry(shape.geometry))
        dGeomSetBody(geometry.raw, bodies.ids[index].raw)
        let offset = shape.position - link.centreOfMass
        dGeomSetOffsetPosition(geometry.raw, offset.x, offset.y, offset.z)
        var q = [shape.orientation.w, shape.orientation.x, shape.orientation.y, shape.orientation.z]
        dGeomSetOffsetQuaternion(geometry.raw, &q)
        let collisionShape = CollisionShape(
          link: index, geometry: geometry, friction: shape.friction, centre: offset,
          radius: shape.geometry.boundingRadius, kind: shape.geometry, turn: shape.orientation.normalized)
        if shape.touchesFloor { floorShapes.append(collisionShape) }
        if shape.touchesBodies { bodyShapes.append(collisionShape) }
      }
    }
    self.floorShapes = floorShapes
    bodyShapePairs = Self.pairs(of: bodyShapes, in: humanoid)
    let pieces = settings.ground.pieces
    do {
      let solids = try GroundCollider(pieces)
      solidGround = solids.isEmpty ? nil : solids
    } catch let SimulationError.engine(problem) {
      throw SimulationError.engine("\(ODEEngine.name): \(problem)")
    }
    planes = pieces.compactMap { Self.makePlane($0, in: &ode) }
    buffer = .allocate(capacity: Self.contactsPerPair)
  }

  deinit { buffer.deallocate() }

  private static func makeGeometry(_ geometry: Shape.Geometry) -> dGeomID {
    switch geometry {
    case .sphere(let radius): dCreateSphere(nil, radius)
    case .capsule(let radius, let halfLength): dCreateCapsule(nil, radius, 2 * halfLength)
    case .box(let half): dCreateBox(nil, 2 * half.x, 2 * half.y, 2 * half.z)
    }
  }

  private static func makePlane(_ piece: GroundPiece, in ode: inout OpenDynamicsWorld) -> GroundPlane? {
    guard case .plane(let point, let normal) = piece.geometry else { return nil }
    let distance = normal.dot(point)
    return GroundPlane(
      geometry: ode.own(dCreatePlane(nil, normal.x, normal.y, normal.z, distance)), friction: piece.friction,
      normal: normal, distance: distance)
  }

  /// Pairs of shapes of different links that are not neighbours in the tree, in a fixed order.
  private static func pairs(
    of shapes: [CollisionShape], in humanoid: Humanoid
  ) -> [(CollisionShape, CollisionShape)] {
    var pairs: [(CollisionShape, CollisionShape)] = []
    for (index, a) in shapes.enumerated() {
      for b in shapes[(index + 1)...] where a.link != b.link {
        let neighbours = humanoid.links[a.link].parent == b.link || humanoid.links[b.link].parent == a.link
        if !neighbours, !humanoid.excludedContacts.contains(.init(a.link, b.link)) { pairs.append((a, b)) }
      }
    }
    return pairs
  }

  /// Where shapes touch now: those with the ground in the order of the links, and of each first those with planes; then
  /// those of pairs.
  func find(into contacts: inout [ContactPoint]) {
    contacts.removeAll(keepingCapacity: true)
    for shape in floorShapes {
      let centre = centre(of: shape)
      for plane in planes where plane.isReached(by: centre, radius: shape.radius) {
        collide(shape, with: plane.geometry, otherLink: nil, friction: shape.friction * plane.friction, into: &contacts)
      }
      if let solidGround { collide(shape, at: centre, with: solidGround, into: &contacts) }
    }
    for (a, b) in bodyShapePairs {
      let reach = a.radius + b.radius
      guard (centre(of: a) - centre(of: b)).squaredLength < reach * reach else { continue }
      collide(a, with: b.geometry, otherLink: b.link, friction: a.friction * b.friction, into: &contacts)
    }
  }

  private func centre(of shape: CollisionShape) -> Vector3 {
    bodies.centre(shape.link) + bodies.orientation(shape.link).rotate(shape.centre)
  }

  private func collide(
    _ shape: CollisionShape, at centre: Vector3, with ground: GroundCollider, into contacts: inout [ContactPoint]
  ) {
    ground.find(
      shape.kind, centre: centre, turn: bodies.orientation(shape.link) * shape.turn, into: &groundContacts)
    for found in groundContacts where contacts.count < Self.capacity {
      contacts.append(
        ContactPoint(
          link: shape.link, position: found.point, normal: found.normal, depth: found.depth,
          friction: shape.friction * found.friction))
    }
  }

  private func collide(
    _ shape: CollisionShape, with other: GeometryID, otherLink: Int?, friction: Double,
    into contacts: inout [ContactPoint]
  ) {
    let count = dCollide(
      shape.geometry.raw, other.raw, Int32(Self.contactsPerPair), buffer, Int32(MemoryLayout<dContactGeom>.size))
    for index in 0..<Int(count) where contacts.count < Self.capacity {
      let found = buffer[index]
      contacts.append(
        ContactPoint(
          link: shape.link, otherLink: otherLink, position: Vector3(ode: found.pos), normal: Vector3(ode: found.normal),
          depth: found.depth, friction: friction))
    }
  }
}

extension Shape.Geometry {
  /// Radius of the ball about the centre that holds the shape, in metres.
  fileprivate var boundingRadius: Double {
    switch self {
    case .sphere(let radius): radius
    case .capsule(let radius, let halfLength): radius + halfLength
    case .box(let half): half.length
    }
  }
}
