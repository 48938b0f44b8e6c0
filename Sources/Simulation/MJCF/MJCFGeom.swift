import Motion

/// A <geom> of the subset: its shape in the body's frame (still in the document's axes), and its mass.
struct MJCFGeom {
  var shape: Shape
  var mass: Double

  /// - Throws: `HumanoidError.malformed`.
  init(_ element: MJCFElement, compiler: MJCFCompiler) throws {
    let type = element.text("type") ?? "sphere"
    let size = try element.numbers("size", count: 1...3) ?? []
    var position = try element.vector("pos") ?? .zero
    var orientation = try element.orientation(compiler)
    func sizes(_ count: Int) throws {
      guard size.count >= count, size.prefix(count).allSatisfy({ $0 > 0 }) else {
        throw element.error("<geom> type=\"\(type)\" needs \(count) positive sizes")
      }
    }
    let geometry: Shape.Geometry
    switch type {
    case "sphere":
      try sizes(1)
      geometry = .sphere(radius: size[0])
    case "capsule":
      if let ends = try element.numbers("fromto", count: 6...6) {
        try sizes(1)
        let from = Vector3(ends[0], ends[1], ends[2])
        let along = Vector3(ends[3], ends[4], ends[5]) - from
        guard along.length > 1e-9 else { throw element.error("<geom> fromto has no length") }
        position = from + along / 2
        orientation = Quaternion(from: Vector3(0, 0, 1), to: along / along.length)
        geometry = .capsule(radius: size[0], halfLength: along.length / 2)
      } else {
        try sizes(2)
        geometry = .capsule(radius: size[0], halfLength: size[1])
      }
    case "box":
      try sizes(3)
      geometry = .box(halfExtents: Vector3(size[0], size[1], size[2]))
    default:
      throw element.error("<geom> type=\"\(type)\" is not supported, expected capsule, box or sphere")
    }
    let contactType = try element.number("contype") ?? 1
    let affinity = try element.number("conaffinity") ?? 1
    shape = Shape(
      geometry: geometry, position: position, orientation: orientation,
      friction: try element.numbers("friction", count: 1...3)?[0] ?? 1,
      touchesFloor: affinity > 0 || contactType > 0, touchesBodies: affinity > 0 && contactType > 0)
    if let mass = try element.number("mass") {
      self.mass = mass
    } else {
      mass = geometry.volume * (try element.number("density") ?? 1000)
    }
    guard mass >= 0, shape.friction >= 0 else { throw element.error("<geom> has a negative mass or friction") }
  }
}
