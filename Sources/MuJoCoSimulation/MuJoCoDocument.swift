#if MuJoCo
import GroundContacts
import Motion
import Simulation

/// A humanoid and its world written as MJCF: y up as they are, with explicit inertials, and every pair of shapes that may touch
/// by name.
struct MuJoCoDocument {
  /// The links in the document's order, depth first: the body of `linkOrder[i]` has MuJoCo's number i + 1, after the world.
  private(set) var linkOrder: [Int] = []
  private(set) var text = ""

  private let humanoid: Humanoid
  private let settings: WorldSettings
  private let configuration: MuJoCoEngine.Configuration

  /// Contacts between links that are kept at once; those with the floor are counted exactly.
  private static let largestBodyContactCount = 256

  /// - Throws: `SimulationError.unsupported` naming the link.
  init(humanoid: Humanoid, settings: WorldSettings, configuration: MuJoCoEngine.Configuration) throws {
    self.humanoid = humanoid
    self.settings = settings
    self.configuration = configuration
    try check()
    write()
  }

  // MARK: Checks

  private func check() throws {
    for (index, link) in humanoid.links.enumerated() {
      func refuse(_ problem: String) -> SimulationError {
        .unsupported(engine: MuJoCoEngine.name, link: link.name, problem: problem)
      }
      guard index == 0 || link.joint.kind != .free else { throw refuse("only the root may be free") }
      guard link.offset.isFinite else { throw refuse("its offset is not a finite number") }
      switch link.joint.kind {
      case .hinge(let axis, let range):
        guard axis.isFinite, axis.length > 1e-9, range?.isFinite ?? true else {
          throw refuse("its hinge has no axis, or a range that is not finite")
        }
      case .ball(let angle?): guard angle.isFinite, angle > 0 else { throw refuse("its largest angle is not positive") }
      case .ball(nil), .free: break
      }
      for shape in link.shapes {
        guard shape.geometry.isPositive, shape.position.isFinite, shape.orientation.isFinite,
          shape.orientation.squaredLength > 1e-18, shape.friction >= 0, shape.friction.isFinite
        else { throw refuse("a shape of it has a size, place or friction that cannot be") }
      }
    }
    guard settings.gravity.isFinite else {
      throw SimulationError.engine("\(MuJoCoEngine.name): the world's settings are not finite numbers")
    }
  }

  // MARK: Elements

  private mutating func write() {
    let (contacts, capacity) = contactPairs()
    // Three rows a contact, one a joint limit.
    let rows = 3 * capacity + humanoid.links.count
    let impedance = "\(configuration.contactImpedance) \(configuration.contactImpedance) 0.001"
    let softness = "\(configuration.contactTimeConstant) \(configuration.contactDampingRatio)"
    add("<mujoco>")
    add(#"<compiler angle="radian" inertiafromgeom="false"/>"#)
    add(#"<size njmax="\#(rows)" nconmax="\#(capacity)"/>"#)
    // Sparse: with elliptic cones a dense Jacobian makes the solver two to four times slower on a humanoid.
    add(
      #"<option gravity="\#(settings.gravity.text)" collision="predefined" cone="elliptic" solver="Newton" jacobian="sparse""#
        + #" impratio="\#(configuration.frictionImpedance)" iterations="\#(configuration.iterations)""#
        + #" tolerance="\#(configuration.tolerance)"><flag sensor="disable"/></option>"#)
    add("<default>")
    add(#"<joint solreflimit="\#(softness)" solimplimit="\#(impedance)"/>"#)
    add(#"<geom contype="0" conaffinity="0" mass="0"/>"#)
    add(#"<pair solref="\#(softness)" solimp="\#(impedance)"/>"#)
    add("</default>")
    add("<worldbody>")
    for (number, piece) in settings.ground.pieces.enumerated() {
      guard case .plane(let point, let normal) = piece.geometry else { continue }
      add(#"<geom name="ground\#(number)" type="plane" size="0 0 1" pos="\#(point.text)" zaxis="\#(normal.text)"/>"#)
    }
    if hasSolidGround { add(#"<geom name="\#(Self.solidGroundName)" type="sphere" size="0.001"/>"#) }
    addBody(0)
    add("</worldbody>")
    add("<contact>")
    contacts.forEach { add($0) }
    add("</contact>")
    add("</mujoco>")
  }

  private mutating func add(_ line: String) { text += line + "\n" }

  private mutating func addBody(_ index: Int) {
    let link = humanoid.links[index]
    linkOrder.append(index)
    add(#"<body name="\#(link.name.escaped)" pos="\#(link.offset.text)">"#)
    let i = link.inertia
    add(
      #"<inertial pos="\#(link.centreOfMass.text)" mass="\#(link.mass)""#
        + #" fullinertia="\#(i.xx) \#(i.yy) \#(i.zz) \#(i.xy) \#(i.xz) \#(i.yz)"/>"#)
    switch link.joint.kind {
    case _ where index == 0: add("<freejoint/>")
    case .free: break
    case .ball(let angle):
      add(#"<joint type="ball""# + (angle.map { #" limited="true" range="0 \#($0)""# } ?? "") + "/>")
    case .hinge(let axis, let range):
      let limits = range.map { #" limited="true" range="\#($0.lowerBound) \#($0.upperBound)""# } ?? ""
      add(#"<joint type="hinge" axis="\#(axis.text)"\#(limits)/>"#)
    }
    for (number, shape) in link.shapes.enumerated() where shape.touchesFloor || shape.touchesBodies {
      let q = shape.orientation
      add(
        #"<geom name="\#(Self.name(index, number))" \#(shape.geometry.attributes) pos="\#(shape.position.text)""#
          + #" quat="\#(q.w) \#(q.x) \#(q.y) \#(q.z)"/>"#)
    }
    for child in humanoid.links.indices where humanoid.links[child].parent == index { addBody(child) }
    add("</body>")
  }

  /// Stands for all of the ground that is not planes; nothing collides with it by itself.
  static let solidGroundName = "ground"

  private var hasSolidGround: Bool {
    settings.ground.pieces.contains { if case .plane = $0.geometry { false } else { true } }
  }

  static func name(_ link: Int, _ shape: Int) -> String { "\(link).\(shape)" }

  // MARK: Contacts

  /// The pairs that may touch, and how many contacts they can have at once.
  private func contactPairs() -> (pairs: [String], capacity: Int) {
    var pairs: [String] = []
    var floorCount = 0
    var bodyCount = 0
    let shapes = humanoid.links.enumerated().flatMap { link, value in
      value.shapes.enumerated().map { (link: link, name: Self.name(link, $0.offset), shape: $0.element) }
    }
    for (number, piece) in settings.ground.pieces.enumerated() {
      guard case .plane = piece.geometry else { continue }
      for (_, name, shape) in shapes where shape.touchesFloor {
        pairs.append(Self.pair("ground\(number)", name, friction: piece.friction * shape.friction))
        floorCount += shape.geometry.largestFloorContactCount
      }
    }
    if hasSolidGround { floorCount += GroundCollider.contactsPerShape * shapes.count { $0.shape.touchesFloor } }
    let touching = shapes.filter(\.shape.touchesBodies)
    for (number, a) in touching.enumerated() {
      for b in touching[(number + 1)...] where a.link != b.link {
        let neighbours = humanoid.links[a.link].parent == b.link || humanoid.links[b.link].parent == a.link
        guard !neighbours, !humanoid.excludedContacts.contains(.init(a.link, b.link)) else { continue }
        pairs.append(Self.pair(a.name, b.name, friction: a.shape.friction * b.shape.friction))
        // Two boxes share eight points at most.
        bodyCount += 8
      }
    }
    return (pairs, max(floorCount + min(bodyCount, Self.largestBodyContactCount), 1))
  }

  private static func pair(_ a: String, _ b: String, friction: Double) -> String {
    // Without friction a contact has no rows along the surface.
    let dimensions = friction > 0 ? 3 : 1
    return
      #"<pair geom1="\#(a)" geom2="\#(b)" condim="\#(dimensions)" friction="\#(friction) \#(friction) 0.005 0.0001 0.0001"/>"#
  }
}

extension Vector3 {
  fileprivate var text: String { "\(x) \(y) \(z)" }
}

extension String {
  /// As an attribute's value in XML.
  fileprivate var escaped: String {
    reduce(into: "") { text, character in
      switch character {
      case "&": text += "&amp;"
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      case "\"": text += "&quot;"
      default: text.append(character)
      }
    }
  }
}

extension ClosedRange<Double> {
  fileprivate var isFinite: Bool { lowerBound.isFinite && upperBound.isFinite }
}

extension Shape.Geometry {
  fileprivate var isPositive: Bool {
    switch self {
    case .sphere(let radius): radius > 0 && radius.isFinite
    case .capsule(let radius, let half): radius > 0 && half > 0 && radius.isFinite && half.isFinite
    case .box(let half): half.isFinite && half.min() > 0
    }
  }

  fileprivate var attributes: String {
    switch self {
    case .sphere(let radius): #"type="sphere" size="\#(radius)""#
    case .capsule(let radius, let half): #"type="capsule" size="\#(radius) \#(half)""#
    case .box(let half): #"type="box" size="\#(half.text)""#
    }
  }

  /// Points at which MuJoCo lets it touch a plane at once.
  fileprivate var largestFloorContactCount: Int {
    switch self {
    case .sphere: 1
    case .capsule: 2
    case .box: 4
    }
  }
}
#endif
