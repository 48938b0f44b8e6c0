import Motion

/// An MJCF element with its defaults filled in, and typed access to its attributes.
struct MJCFElement {
  let node: XMLElementNode
  let attributes: [String: String]
  let file: String

  var line: Int { node.line }

  func error(_ problem: String) -> HumanoidError {
    .malformed(file: file, line: line, problem: problem)
  }

  func text(_ key: String) -> String? { attributes[key] }

  /// - Throws: `HumanoidError.malformed` unless there are between `counts` finite numbers, or no such attribute.
  func numbers(_ key: String, count counts: ClosedRange<Int>) throws -> [Double]? {
    guard let text = attributes[key] else { return nil }
    let words = text.split(whereSeparator: \.isWhitespace)
    let values = words.compactMap { Double($0) }
    guard values.count == words.count, counts.contains(values.count), values.allSatisfy(\.isFinite) else {
      let expected =
        counts.lowerBound == counts.upperBound ? "\(counts.lowerBound)" : "\(counts.lowerBound) to \(counts.upperBound)"
      throw error("<\(node.name)> \(key)=\"\(text)\": expected \(expected) numbers")
    }
    return values
  }

  func number(_ key: String) throws -> Double? { try numbers(key, count: 1...1)?[0] }

  func vector(_ key: String) throws -> Vector3? {
    try numbers(key, count: 3...3).map { Vector3($0[0], $0[1], $0[2]) }
  }

  func flag(_ key: String) throws -> Bool? {
    switch attributes[key] {
    case nil, "auto": nil
    case "true": true
    case "false": false
    case .some(let text): throw error("<\(node.name)> \(key)=\"\(text)\": expected true, false or auto")
    }
  }

  /// The rotation that the element states by quat, axisangle, euler, xyaxes or zaxis.
  func orientation(_ compiler: MJCFCompiler) throws -> Quaternion {
    if let q = try numbers("quat", count: 4...4) {
      let quaternion = Quaternion(w: q[0], x: q[1], y: q[2], z: q[3])
      guard quaternion.squaredLength > 1e-18 else { throw error("<\(node.name)> quat is zero") }
      return quaternion.normalized
    }
    if let a = try numbers("axisangle", count: 4...4) {
      let axis = Vector3(a[0], a[1], a[2])
      guard axis.length > 1e-9 else { throw error("<\(node.name)> axisangle has no axis") }
      return Quaternion(rotationVector: axis * (a[3] * compiler.radiansPerUnit / axis.length))
    }
    if let e = try vector("euler") {
      var rotation = Quaternion.identity
      for (letter, angle) in zip(compiler.eulerSequence, [e.x, e.y, e.z]) {
        let turn = Quaternion(rotationVector: letter.axis * (angle * compiler.radiansPerUnit))
        rotation = letter.isFixed ? turn * rotation : rotation * turn
      }
      return rotation
    }
    if let a = try numbers("xyaxes", count: 6...6) {
      let x = Vector3(a[0], a[1], a[2])
      let z = x.cross(Vector3(a[3], a[4], a[5]))
      guard x.length > 1e-9, z.length > 1e-9 else { throw error("<\(node.name)> xyaxes are parallel or zero") }
      let unitX = x / x.length
      let unitZ = z / z.length
      return Quaternion(columns: unitX, unitZ.cross(unitX), unitZ)
    }
    if let z = try vector("zaxis") {
      guard z.length > 1e-9 else { throw error("<\(node.name)> zaxis is zero") }
      return Quaternion(from: Vector3(0, 0, 1), to: z / z.length)
    }
    return .identity
  }
}

/// The settings of <compiler> that a body's geometry depends on.
struct MJCFCompiler {
  struct EulerAxis {
    var axis: Vector3
    /// About the fixed axes of the parent, not the turned ones.
    var isFixed: Bool
  }

  var radiansPerUnit = Double.pi / 180
  var eulerSequence = [
    EulerAxis(axis: Vector3(1, 0, 0), isFixed: false), EulerAxis(axis: Vector3(0, 1, 0), isFixed: false),
    EulerAxis(axis: Vector3(0, 0, 1), isFixed: false),
  ]
  var inertiaFromGeometry: Bool?

  mutating func read(_ element: MJCFElement) throws {
    switch element.text("angle") {
    case nil, "degree": break
    case "radian": radiansPerUnit = 1
    case .some(let text): throw element.error("<compiler> angle=\"\(text)\": expected degree or radian")
    }
    if let coordinate = element.text("coordinate"), coordinate != "local" {
      throw element.error("<compiler> coordinate=\"\(coordinate)\" is not supported, expected local")
    }
    inertiaFromGeometry = try element.flag("inertiafromgeom")
    if let sequence = element.text("eulerseq") {
      let axes: [Character: Vector3] = ["x": Vector3(1, 0, 0), "y": Vector3(0, 1, 0), "z": Vector3(0, 0, 1)]
      eulerSequence = sequence.compactMap { letter in
        axes[Character(letter.lowercased())].map { EulerAxis(axis: $0, isFixed: letter.isUppercase) }
      }
      guard sequence.count == 3, eulerSequence.count == 3 else {
        throw element.error("<compiler> eulerseq=\"\(sequence)\": expected three of x, y, z")
      }
    }
  }
}

/// Default attributes by class and element, with what each class inherits.
struct MJCFDefaults {
  private var attributes: [String: [String: [String: String]]] = ["main": [:]]

  mutating func read(_ node: XMLElementNode, parent: String?, file: String) throws {
    let name = node.attributes["class"] ?? "main"
    var elements = parent.flatMap { attributes[$0] } ?? attributes["main"] ?? [:]
    for child in node.children where child.name != "default" {
      elements[child.name, default: [:]].merge(child.attributes) { $1 }
    }
    attributes[name] = elements
    for child in node.children(named: "default") {
      guard child.attributes["class"] != nil else {
        throw HumanoidError.malformed(file: file, line: child.line, problem: "a nested <default> has no class")
      }
      try read(child, parent: name, file: file)
    }
  }

  /// - Throws: `HumanoidError.malformed` for a class that is not defined.
  func element(_ node: XMLElementNode, childClass: String?, file: String) throws -> MJCFElement {
    let name = node.attributes["class"] ?? childClass ?? "main"
    guard let elements = attributes[name] else {
      throw HumanoidError.malformed(
        file: file, line: node.line, problem: "<\(node.name)> class=\"\(name)\" is not defined in <default>")
    }
    let merged = (elements[node.name] ?? [:]).merging(node.attributes) { $1 }
    return MJCFElement(node: node, attributes: merged, file: file)
  }
}
