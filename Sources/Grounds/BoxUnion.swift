import Motion
import Simulation

/// Upright boxes, and everything under a level plane if there is one: one solid, whatever overlaps.
struct BoxUnion: Sendable {
  struct Box: Sendable {
    var centre: Vector3
    var halfExtents: Vector3
    /// The box's own x and z in the world; its y is the world's.
    let x: Vector3
    let z: Vector3
    let orientation: Quaternion

    /// - Parameter turn: degrees about y.
    init(centre: Vector3, halfExtents: Vector3, turn: Double) {
      self.centre = centre
      self.halfExtents = halfExtents
      orientation = turn == 0 ? .identity : Quaternion(angle: turn * .pi / 180, axis: .unitY)
      (x, _, z) = orientation.columns
    }

    var top: Double { centre.y + halfExtents.y }

    /// Metres; negative inside.
    func signedDistance(to point: Vector3) -> Double {
      let arm = point - centre
      let place = Vector3(arm.dot(x), arm.y, arm.dot(z))
      let over = pointwiseMax(place, -place) - halfExtents
      let outside = pointwiseMax(over, .zero).length
      return outside > 0 ? outside : over.max()
    }

    /// The planes of its faces: unit normals outward, and distances from a point to them along the normals.
    func faces(from point: Vector3) -> [(normal: Vector3, distance: Double)] {
      let arm = point - centre
      return zip([x, .unitY, z], [halfExtents.x, halfExtents.y, halfExtents.z]).flatMap { axis, half in
        [(axis, half - arm.dot(axis)), (-axis, half + arm.dot(axis))]
      }
    }
  }

  let boxes: [Box]
  /// Height of the plane; nil if there is none.
  let base: Double?
  let friction: Double
  /// The tops, for look-ups.
  private let tops: TriangleSurface

  init(boxes: [Box], base: Double?, friction: Double) {
    self.boxes = boxes
    self.base = base
    self.friction = friction
    var mesh = TriangleMesh(vertices: [], triangles: [])
    for box in boxes {
      let first = mesh.vertices.count
      let (x, z) = (box.x * box.halfExtents.x, box.z * box.halfExtents.z)
      for corner in [-x - z, -x + z, x + z, x - z] {
        var corner = box.centre + corner
        corner.y = box.top
        mesh.vertices.append(corner)
      }
      mesh.triangles.append(.init(first, first + 1, first + 2))
      mesh.triangles.append(.init(first, first + 2, first + 3))
    }
    tops = TriangleSurface(mesh)
  }

  func height(at place: Vector3) -> Double {
    max(tops.triangle(at: place)?.height ?? -.infinity, base ?? -.infinity)
  }

  func surface(at place: Vector3) -> GroundSurface? {
    let height = height(at: place)
    return height.isFinite ? GroundSurface(height: height, friction: friction) : nil
  }

  /// Distance from the solid, exactly: negative inside, where it is that to the nearest point outside.
  func clearance(of point: Vector3) -> Double {
    var distance = base.map { point.y - $0 } ?? .infinity
    for box in boxes { distance = min(distance, box.signedDistance(to: point)) }
    guard distance < Self.tolerance else { return distance }
    // Where boxes meet a point may be on the surface of each, and inside of all together.
    let depth = depth(of: point, atLeast: -distance)
    return depth > 2 * Self.tolerance ? -depth : distance
  }

  /// What rounding may make of a distance, in metres.
  private static let tolerance = 1e-9
  /// Faces that are looked at for a point inside: many more than meet anywhere.
  private static let mostFaces = 24

  /// Distance of a point inside from the nearest point outside. That one is on one face, on the line of two, or where
  /// three meet, so these are tried, the nearest faces first.
  private func depth(of point: Vector3, atLeast least: Double) -> Double {
    // A point in one piece alone is as deep as it is there.
    var faces = boxes.flatMap { $0.faces(from: point) }
    if let base { faces.append((.unitY, base - point.y)) }
    faces.sort { abs($0.distance) < abs($1.distance) }
    faces.removeSubrange(min(Self.mostFaces, faces.count)...)
    var depth = Double.infinity
    // A point of faces is on the way out if there is nothing just off them.
    func attempt(_ step: Vector3, _ outward: Vector3) {
      let length = step.length
      if length < depth, isOutside(point + step + outward * 1e-7) { depth = length }
    }
    for face in faces { attempt(face.normal * face.distance, face.normal) }
    for (index, a) in faces.enumerated() {
      guard abs(a.distance) < depth else { break }
      for (second, b) in faces[..<index].enumerated() {
        let cosine = a.normal.dot(b.normal)
        let determinant = 1 - cosine * cosine
        guard determinant > 1e-9 else { continue }
        attempt(
          (a.normal * (a.distance - cosine * b.distance) + b.normal * (b.distance - cosine * a.distance)) / determinant,
          a.normal + b.normal)
        for c in faces[..<second] {
          let across = b.normal.cross(c.normal)
          let volume = a.normal.dot(across)
          guard abs(volume) > 1e-9 else { continue }
          attempt(
            (across * a.distance + c.normal.cross(a.normal) * b.distance + a.normal.cross(b.normal) * c.distance)
              / volume, a.normal + b.normal + c.normal)
        }
      }
    }
    return depth.isFinite ? depth : least
  }

  /// Whether a point is outside, or by rounding on the surface.
  private func isOutside(_ point: Vector3) -> Bool {
    if let base, point.y < base - Self.tolerance { return false }
    return boxes.allSatisfy { $0.signedDistance(to: point) >= -Self.tolerance }
  }

  var pieces: [GroundPiece] {
    var pieces: [GroundPiece] = []
    if let base {
      pieces.append(GroundPiece(.plane(point: Vector3(0, base, 0), normal: .unitY), friction: friction))
    }
    for box in boxes {
      pieces.append(
        GroundPiece(
          .box(centre: box.centre, halfExtents: box.halfExtents, orientation: box.orientation), friction: friction))
    }
    return pieces
  }
}
