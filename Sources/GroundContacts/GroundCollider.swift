import Motion
import Simulation

/// Where a shape touches the ground.
public struct GroundContact: Hashable, Sendable {
  /// The shape's deepest point there, in the world.
  public var point: Vector3
  /// Unit vector out of the ground.
  public var normal: Vector3
  /// Metres; positive.
  public var depth: Double
  /// Of the ground.
  public var friction: Double
}

/// Finds where shapes touch the pieces of a ground that are not planes, the same for every engine.
///
/// Corners of the shape against faces of the ground, corners of the ground against the shape, and edges against edges:
/// each contact has the depth and the normal of what is there. Edges between triangles in one plane, edges of valleys,
/// and faces that another piece covers are nothing to catch on, so that triangles in a plane act as the plane. Contacts
/// and their order follow from the arguments alone. One thread uses a collider at a time.
public final class GroundCollider {
  /// Contacts of one shape that are kept: the deepest.
  public static let contactsPerShape = 8

  let solids: [GroundSolid]
  /// Unit normals and distances from the origin; nothing under them is a surface.
  private let planes: [(normal: Vector3, distance: Double)]

  // Of the shape and the solid at hand.
  private var near: [Int] = []
  private var nearBounds = Bounds3()
  var triangles: [Int] = []
  var sharpEdges: [Int] = []
  var sharpVertices: [Int] = []
  var found: [GroundContact] = []

  /// How far around a shape triangles are looked for, and how far off a surface it is asked whether another piece
  /// covers it; metres.
  static let margin = 0.02
  static let coverDistance = 1e-4

  /// - Parameter pieces: planes among them are not collided with, but cover what is under them.
  /// - Throws: `SimulationError.engine` with the number of a piece that cannot be.
  public init(_ pieces: [GroundPiece]) throws {
    var solids: [GroundSolid] = []
    var planes: [(normal: Vector3, distance: Double)] = []
    for (number, piece) in pieces.enumerated() {
      try piece.check(number)
      switch piece.geometry {
      case .plane(let point, let normal): planes.append((normal, normal.dot(point)))
      case .box(let centre, let half, let orientation):
        solids.append(
          GroundSolid(centre: centre, halfExtents: half, orientation: orientation, friction: piece.friction))
      case .mesh(let mesh):
        solids.append(GroundSolid(piece.surface ?? TriangleSurface(mesh), friction: piece.friction))
      }
    }
    self.solids = solids
    self.planes = planes
  }

  /// Whether there is nothing but planes.
  public var isEmpty: Bool { solids.isEmpty }

  /// Writes over `contacts` where a shape touches the ground.
  /// - Parameters:
  ///   - centre: of the shape, in the world.
  ///   - turn: the shape's axes to the world's.
  public func find(
    _ shape: Shape.Geometry, centre: Vector3, turn: Quaternion, into contacts: inout [GroundContact]
  ) {
    contacts.removeAll(keepingCapacity: true)
    let posed = PosedShape(shape, centre: centre, turn: turn)
    near.removeAll(keepingCapacity: true)
    let reach = posed.bounds.grown(by: Self.margin)
    for index in solids.indices where solids[index].bounds.overlaps(reach) { near.append(index) }
    guard !near.isEmpty else { return }
    nearBounds = reach
    found.removeAll(keepingCapacity: true)
    for index in near where solids[index].bounds.overlaps(posed.bounds) { collide(posed, with: index) }
    reduce(into: &contacts)
  }

  /// Drops what is there twice, and of many contacts the shallow ones.
  private func reduce(into contacts: inout [GroundContact]) {
    for contact in found {
      let twin = contacts.firstIndex {
        ($0.point - contact.point).squaredLength < 1e-12 && $0.normal.dot(contact.normal) > 1 - 1e-9
      }
      if let twin {
        if contact.depth > contacts[twin].depth { contacts[twin] = contact }
      } else {
        contacts.append(contact)
      }
    }
    while contacts.count > Self.contactsPerShape {
      var shallowest = 0
      for index in contacts.indices where contacts[index].depth < contacts[shallowest].depth { shallowest = index }
      contacts.remove(at: shallowest)
    }
  }

  private func collide(_ shape: PosedShape, with index: Int) {
    let solid = solids[index]
    gather(shape.bounds.grown(by: Self.margin), of: solid.surface)
    guard !triangles.isEmpty else {
      pushOut(shape, of: index)
      return
    }
    switch shape.geometry {
    case .sphere(let radius): touch(shape.centre, radius: radius, index)
    case .capsule(let radius, _):
      touch(shape.ends.0, radius: radius, index)
      touch(shape.ends.1, radius: radius, index)
      touchAxis(shape, radius: radius, index)
    case .box:
      for corner in 0..<8 { touch(shape.corner(corner), radius: 0, index) }
      touchBox(shape, index)
    }
  }

  /// Collects the triangles that overlap a box, and what sticks out of them.
  private func gather(_ box: Bounds3, of surface: TriangleSurface) {
    triangles.removeAll(keepingCapacity: true)
    sharpEdges.removeAll(keepingCapacity: true)
    sharpVertices.removeAll(keepingCapacity: true)
    surface.forEachTriangle(overlapping: box) { triangles.append($0) }
    triangles.sortAndDropTwins()
    for triangle in triangles {
      let corners = surface.mesh.triangles[triangle]
      for side in 0..<3 {
        let edge = Int(surface.triangleEdges[triangle][side])
        if surface.edges[edge].isSharp { sharpEdges.append(edge) }
      }
      for vertex in [corners.a, corners.b, corners.c] where surface.isSharpVertex[vertex] {
        sharpVertices.append(vertex)
      }
    }
    sharpEdges.sortAndDropTwins()
    sharpVertices.sortAndDropTwins()
  }

  /// Whether a point is inside another piece than the one of this index.
  func isCovered(_ point: Vector3, otherThan index: Int) -> Bool {
    for (normal, distance) in planes where normal.dot(point) - distance < -Self.coverDistance / 4 { return true }
    let margin = Self.coverDistance / 4
    // Out of something deep it is a long way, past other pieces.
    guard nearBounds.contains(point) else {
      return solids.indices.contains { $0 != index && solids[$0].contains(point, margin: margin) }
    }
    return near.contains { $0 != index && solids[$0].contains(point, margin: margin) }
  }

  /// Whether the surface at a point is inside another piece.
  func isCovered(_ point: Vector3, normal: Vector3, of index: Int) -> Bool {
    isCovered(point + normal * Self.coverDistance, otherThan: index)
  }
}

extension [Int] {
  fileprivate mutating func sortAndDropTwins() {
    sort()
    var kept = 0
    for index in indices where kept == 0 || self[index] != self[kept - 1] {
      self[kept] = self[index]
      kept += 1
    }
    removeLast(count - kept)
  }
}

extension GroundPiece {
  /// - Throws: `SimulationError.engine` with the piece's number.
  fileprivate func check(_ number: Int) throws {
    func refuse(_ problem: String) -> SimulationError { .engine("piece \(number) of the ground: \(problem)") }
    guard friction >= 0, friction.isFinite else { throw refuse("its friction is \(friction), expected 0 or more") }
    switch geometry {
    case .plane(let point, let normal):
      guard point.isFinite, abs(normal.squaredLength - 1) < 1e-6 else {
        throw refuse("a plane needs a point and a unit vector")
      }
    case .box(let centre, let half, let orientation):
      guard centre.isFinite, half.isFinite, half.min() > 0, orientation.isFinite, orientation.squaredLength > 1e-18
      else { throw refuse("a box needs a place and a size above zero") }
    case .mesh(let mesh):
      guard surface == nil else { return }
      guard mesh.vertices.allSatisfy(\.isFinite) else { throw refuse("a vertex is not finite") }
      let range = mesh.vertices.indices
      guard mesh.triangles.allSatisfy({ range.contains($0.a) && range.contains($0.b) && range.contains($0.c) })
      else { throw refuse("a triangle has a vertex that is not there") }
    }
  }
}
