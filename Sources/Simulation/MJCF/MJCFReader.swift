import Foundation
import Motion

extension Humanoid {
  /// Reads a body from an MJCF file (MuJoCo's XML format, z up), of which this subset is understood: compiler, default
  /// classes, one tree of bodies with a free root, ball and hinge joints, capsules, boxes and spheres by mass or density,
  /// explicit inertials, contact excludes, and motor, position and general actuators. What looks or measures only
  /// (visual, asset, sensor, site, camera, light) is passed over; what changes the motion and cannot be used is an error.
  /// - Throws: `HumanoidError` with the file and the line.
  public init(contentsOfMJCF path: String) throws {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw HumanoidError.malformed(file: path, line: nil, problem: "cannot be read")
    }
    try self.init(mjcf: [UInt8](data), file: path)
  }

  /// - Parameter file: the name to use in errors.
  /// - Throws: `HumanoidError`.
  public init(mjcf bytes: [UInt8], file: String) throws {
    let root = try XMLTreeBuilder.parse(bytes, file: file)
    guard root.name == "mujoco" else {
      throw HumanoidError.malformed(
        file: file, line: root.line, problem: "the outermost element is <\(root.name)>, expected <mujoco>")
    }
    self = try MJCFReader(root: root, file: file).humanoid()
  }
}

/// Turns an MJCF document into a humanoid.
///
/// MJCF has z up and a body facing -y; a humanoid has y up and faces +z: (x, y, z) becomes (x, z, -y). Link frames are
/// parallel to the world in the rest pose, with their origin at the joint.
struct MJCFReader {
  private static let passedOver: Set<String> = [
    "compiler", "option", "size", "visual", "statistic", "default", "custom", "asset", "worldbody", "contact",
    "actuator", "sensor", "keyframe",
  ]
  private static let toHumanoidAxes = Quaternion(rotationVector: Vector3(-Double.pi / 2, 0, 0))

  private let root: XMLElementNode
  private let file: String
  private var compiler = MJCFCompiler()
  private var defaults = MJCFDefaults()
  private var links: [Humanoid.Link] = []
  /// World position of each link's joint in the rest pose, in the humanoid's axes.
  private var anchors: [Vector3] = []
  /// Joints by name: link, and the axis of a hinge in the document's order.
  private var linkOfJoint: [String: Int] = [:]
  private var linkOfBody: [String: Int] = [:]

  init(root: XMLElementNode, file: String) {
    self.root = root
    self.file = file
  }

  func humanoid() throws -> Humanoid {
    var reader = self
    return try reader.read()
  }

  private mutating func read() throws -> Humanoid {
    if let other = root.children.first(where: { !Self.passedOver.contains($0.name) }) {
      throw HumanoidError.malformed(file: file, line: other.line, problem: "<\(other.name)> is not supported")
    }
    for node in root.children(named: "compiler") {
      try compiler.read(MJCFElement(node: node, attributes: node.attributes, file: file))
    }
    for node in root.children(named: "default") { try defaults.read(node, parent: nil, file: file) }
    try readWorld()
    for node in root.children(named: "actuator") { for actuator in node.children { try readActuator(actuator) } }
    let excluded = try excludedContacts()
    let model = root.attributes["model"] ?? URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent
    return try Humanoid(name: model, links: links, excludedContacts: excluded)
  }

  private mutating func readWorld() throws {
    let worlds = root.children(named: "worldbody")
    for element in worlds.flatMap(\.children) where !["body", "geom", "light", "camera", "site"].contains(element.name)
    {
      throw HumanoidError.malformed(
        file: file, line: element.line, problem: "<\(element.name)> in the world is not supported")
    }
    for geom in worlds.flatMap({ $0.children(named: "geom") }) {
      let element = try defaults.element(geom, childClass: nil, file: file)
      guard element.text("type") == "plane" else {
        throw element.error("a fixed <geom> in the world is not supported except a plane as the floor")
      }
    }
    let bodies = worlds.flatMap { $0.children(named: "body") }
    guard let body = bodies.first else {
      throw HumanoidError.malformed(file: file, line: root.line, problem: "the world has no <body>")
    }
    guard bodies.count == 1 else {
      throw HumanoidError.malformed(
        file: file, line: bodies[1].line, problem: "a second body in the world is not supported")
    }
    try readBody(
      body, parent: nil, position: .zero, orientation: .identity, childClass: worlds.first?.attributes["childclass"])
  }

  // MARK: Bodies

  /// - Parameters:
  ///   - parent: the link that the body hangs on; nil for the root.
  ///   - position: of the parent body's frame in the world, in the document's axes.
  private mutating func readBody(
    _ node: XMLElementNode, parent: Int?, position: Vector3, orientation: Quaternion, childClass: String?
  ) throws {
    let body = MJCFElement(node: node, attributes: node.attributes, file: file)
    let childClass = node.attributes["childclass"] ?? childClass
    let bodyPosition = position + orientation.rotate(try body.vector("pos") ?? .zero)
    let bodyOrientation = orientation * (try body.orientation(compiler))
    let frame = Frame(position: bodyPosition, orientation: bodyOrientation)
    for child in node.children
    where !["body", "joint", "freejoint", "geom", "inertial", "site", "camera", "light"].contains(child.name) {
      throw body.error("<\(child.name)> in a body is not supported (line \(child.line))")
    }
    let joints = try node.children.filter { $0.name == "joint" || $0.name == "freejoint" }
      .map { try defaults.element($0, childClass: childClass, file: file) }
    let solids = try readSolids(node, in: frame, childClass: childClass)

    let link: Int
    if joints.isEmpty, let parent {
      // No joint: one rigid piece with the parent.
      link = parent
      try add(solids, to: link, line: node.line)
    } else {
      let (model, anchor) = try joint(joints, in: frame, of: body, isRoot: parent == nil)
      link = links.count
      let name = body.text("name") ?? "body\(link)"
      guard linkOfBody[name] == nil else { throw body.error("a second body is named \"\(name)\"") }
      let world = Self.toHumanoidAxes.rotate(anchor)
      anchors.append(world)
      links.append(
        Humanoid.Link(
          name: name, parent: parent, offset: world - (parent.map { anchors[$0] } ?? .zero), joint: model, shapes: [],
          mass: 0, centreOfMass: .zero, inertia: .zero))
      for joint in joints {
        guard let jointName = joint.text("name") else { continue }
        guard linkOfJoint.updateValue(link, forKey: jointName) == nil else {
          throw joint.error("a second joint is named \"\(jointName)\"")
        }
      }
      try add(solids, to: link, line: node.line)
    }
    if let name = body.text("name") { linkOfBody[name] = link }
    for child in node.children(named: "body") {
      try readBody(child, parent: link, position: bodyPosition, orientation: bodyOrientation, childClass: childClass)
    }
    guard links[link].mass > 0 else {
      throw body.error("body \"\(links[link].name)\" has no mass: it has neither a geom nor an inertial")
    }
  }

  private struct Frame {
    var position: Vector3
    var orientation: Quaternion
  }

  /// Shapes and masses in world axes of the humanoid, about the world's origin.
  private struct Solids {
    var shapes: [Shape] = []
    var parts: [MassPart] = []
  }

  private func readSolids(_ node: XMLElementNode, in frame: Frame, childClass: String?) throws -> Solids {
    var solids = Solids()
    var fromGeometry: [MassPart] = []
    for child in node.children(named: "geom") {
      let element = try defaults.element(child, childClass: childClass, file: file)
      let geom = try MJCFGeom(element, compiler: compiler)
      let toWorld = Self.toHumanoidAxes * frame.orientation
      var shape = geom.shape
      shape.position = Self.toHumanoidAxes.rotate(frame.position) + toWorld.rotate(shape.position)
      shape.orientation = toWorld * shape.orientation
      solids.shapes.append(shape)
      if geom.mass > 0 {
        fromGeometry.append(
          MassPart(
            mass: geom.mass, centre: shape.position,
            inertia: shape.geometry.inertia(mass: geom.mass).rotated(by: shape.orientation)))
      }
    }
    let inertials = node.children(named: "inertial")
    if let inertial = inertials.first, compiler.inertiaFromGeometry != true {
      solids.parts = [
        try explicitInertia(MJCFElement(node: inertial, attributes: inertial.attributes, file: file), in: frame)
      ]
    } else {
      solids.parts = fromGeometry
    }
    return solids
  }

  private func explicitInertia(_ element: MJCFElement, in frame: Frame) throws -> MassPart {
    guard let mass = try element.number("mass"), mass > 0 else {
      throw element.error("<inertial> needs a positive mass")
    }
    let toWorld = Self.toHumanoidAxes * frame.orientation
    let centre =
      Self.toHumanoidAxes.rotate(frame.position) + toWorld.rotate(try element.vector("pos") ?? .zero)
    let own = toWorld * (try element.orientation(compiler))
    let inertia: SymmetricMatrix3
    if let d = try element.numbers("diaginertia", count: 3...3) {
      inertia = SymmetricMatrix3(xx: d[0], yy: d[1], zz: d[2])
    } else if let f = try element.numbers("fullinertia", count: 6...6) {
      inertia = SymmetricMatrix3(xx: f[0], yy: f[1], zz: f[2], xy: f[3], xz: f[4], yz: f[5])
    } else {
      throw element.error("<inertial> needs diaginertia or fullinertia")
    }
    guard inertia.isPositiveDefinite else { throw element.error("the inertia is not that of a rigid body") }
    return MassPart(mass: mass, centre: centre, inertia: inertia.rotated(by: own))
  }

  /// Adds shapes and masses to a link, about its own joint.
  private mutating func add(_ solids: Solids, to link: Int, line: Int) throws {
    let anchor = anchors[link]
    for var shape in solids.shapes {
      shape.position -= anchor
      links[link].shapes.append(shape)
    }
    var parts = solids.parts.map { MassPart(mass: $0.mass, centre: $0.centre - anchor, inertia: $0.inertia) }
    let old = links[link]
    if old.mass > 0 { parts.append(MassPart(mass: old.mass, centre: old.centreOfMass, inertia: old.inertia)) }
    guard !parts.isEmpty else { return }
    let whole = MassPart(joining: parts)
    links[link].mass = whole.mass
    links[link].centreOfMass = whole.centre
    links[link].inertia = whole.inertia
  }

  // MARK: Joints

  private func joint(
    _ joints: [MJCFElement], in frame: Frame, of body: MJCFElement, isRoot: Bool
  ) throws -> (JointModel, anchor: Vector3) {
    guard !isRoot else {
      guard joints.count == 1, joints[0].node.name == "freejoint" || joints[0].text("type") == "free" else {
        throw body.error("the root body needs one free joint")
      }
      return (JointModel(kind: .free), frame.position)
    }
    let types = joints.map { $0.node.name == "freejoint" ? "free" : $0.text("type") ?? "hinge" }
    for (element, type) in zip(joints, types) {
      guard type == "ball" || type == "hinge" else {
        throw element.error("a \(type) joint is not supported below the root, expected ball or hinge")
      }
      for key in ["armature", "frictionloss", "ref", "springref"] {
        guard try element.number(key) ?? 0 == 0 else { throw element.error("<joint> \(key) is not supported") }
      }
    }
    let positions = try joints.map { try $0.vector("pos") ?? .zero }
    guard positions.allSatisfy({ ($0 - positions[0]).length < 1e-9 }) else {
      throw joints[1].error("joints of one body that lie apart are not supported")
    }
    let anchor = frame.position + frame.orientation.rotate(positions[0])
    var model = JointModel(kind: try kind(joints, types: types, in: frame))
    // Springs of the joints themselves, where no actuator states a gain (as in IsaacGym's humanoids).
    model.stiffness = try joints.map { try $0.number("stiffness") ?? 0 }.max() ?? 0
    model.damping = try joints.map { try $0.numbers("damping", count: 1...3)?[0] ?? 0 }.max() ?? 0
    return (model, anchor)
  }

  private func kind(_ joints: [MJCFElement], types: [String], in frame: Frame) throws -> JointModel.Kind {
    if types == ["ball"] {
      return .ball(maximumAngle: try limits(of: joints[0])?.upperBound)
    }
    guard !types.contains("ball") else { throw joints[0].error("a ball joint beside another is not supported") }
    if joints.count == 1 {
      let axis = try joints[0].vector("axis") ?? Vector3(0, 0, 1)
      guard axis.length > 1e-9 else { throw joints[0].error("<joint> axis is zero") }
      let world = (Self.toHumanoidAxes * frame.orientation).rotate(axis / axis.length)
      return .hinge(axis: world, range: try limits(of: joints[0]))
    }
    guard joints.count == 3 else {
      throw joints[1].error("\(joints.count) hinges on one body are not supported, expected one or three")
    }
    // Three hinges through one point are a ball; it may turn as far as they can together.
    let ranges = try joints.map { try limits(of: $0) }
    let angles = ranges.compactMap { $0.map { max(abs($0.lowerBound), abs($0.upperBound)) } }
    let largest = angles.count == 3 ? angles.reduce(0) { $0 + $1 * $1 }.squareRoot() : .infinity
    return .ball(maximumAngle: largest < .pi ? largest : nil)
  }

  /// The joint's range in radians, or nil where it has none.
  private func limits(of joint: MJCFElement) throws -> ClosedRange<Double>? {
    guard try joint.flag("limited") != false, let range = try joint.numbers("range", count: 2...2) else { return nil }
    guard range[0] <= range[1] else { throw joint.error("<joint> range is upside down") }
    guard range != [0, 0] else { return nil }
    return (range[0] * compiler.radiansPerUnit)...(range[1] * compiler.radiansPerUnit)
  }

  // MARK: Actuators and contacts

  private mutating func readActuator(_ node: XMLElementNode) throws {
    let actuator = try defaults.element(node, childClass: nil, file: file)
    guard ["motor", "position", "general"].contains(node.name) else {
      throw actuator.error("a <\(node.name)> actuator is not supported, expected motor, position or general")
    }
    guard let name = actuator.text("joint"), let link = linkOfJoint[name] else {
      throw actuator.error("<\(node.name)> joint=\"\(actuator.text("joint") ?? "")\" is not a joint of the body")
    }
    let gear = try actuator.numbers("gear", count: 1...6) ?? [1]
    let ratio = gear.prefix(3).map(abs).max() ?? 1
    var limit = try actuator.numbers("forcerange", count: 2...2).map { max(abs($0[0]), abs($0[1])) }
    var gains: (stiffness: Double, damping: Double)?
    switch node.name {
    case "position":
      gains = (try actuator.number("kp") ?? 1, try actuator.number("kv") ?? 0)
    case "general":
      let gain = try actuator.numbers("gainprm", count: 1...10) ?? [1]
      let bias = try actuator.numbers("biasprm", count: 1...10) ?? [0]
      if actuator.text("biastype") == "affine", bias.count >= 2 {
        gains = (gain[0], bias.count > 2 ? -bias[2] : 0)
      }
    default:
      let control = try actuator.numbers("ctrlrange", count: 2...2).map { max(abs($0[0]), abs($0[1])) }
      if limit == nil { limit = control }
    }
    if let gains {
      guard gains.stiffness >= 0, gains.damping >= 0 else { throw actuator.error("an actuator's gain is negative") }
      links[link].joint.stiffness = gains.stiffness * ratio * ratio
      // A servo without its own damping uses the joint's.
      if gains.damping > 0 { links[link].joint.damping = gains.damping * ratio * ratio }
    }
    links[link].joint.torqueLimit = max(links[link].joint.torqueLimit, (limit ?? .infinity) * ratio)
  }

  private func excludedContacts() throws -> Set<Humanoid.LinkPair> {
    var pairs = Set<Humanoid.LinkPair>()
    for node in root.children(named: "contact").flatMap(\.children) {
      guard node.name == "exclude" else {
        throw HumanoidError.malformed(
          file: file, line: node.line, problem: "<\(node.name)> in <contact> is not supported, expected exclude")
      }
      let bodies = ["body1", "body2"].map { node.attributes[$0] ?? "" }
      let links = try bodies.map { name in
        guard let link = linkOfBody[name] else {
          throw HumanoidError.malformed(file: file, line: node.line, problem: "no body is named \"\(name)\"")
        }
        return link
      }
      pairs.insert(Humanoid.LinkPair(links[0], links[1]))
    }
    return pairs
  }
}
