/// A joint's name, taken apart: which side it is on and what it is.
struct JointName {
  private(set) var side: BodySide?
  /// The words in lower case without side, separators and numbers: "upleg" of "mixamorig:LeftUpLeg".
  private(set) var word: String
  private var tokens: [String]

  init(_ name: String) {
    let local = name.split(separator: ":").last.map(String.init) ?? name
    tokens = Self.tokens(of: local)
    word = ""
    for token in tokens {
      if side == nil, let found = Self.side(of: token) {
        side = found.side
        word += found.rest
      } else {
        word += token
      }
    }
  }

  /// Joints that only spread a twist, or that no body part belongs to.
  var isHelper: Bool {
    let helpers: Set = ["twist", "roll", "end", "nub", "ik", "pole", "target", "helper", "tip"]
    return tokens.contains { helpers.contains($0) } || word.contains("twist") || word.hasSuffix("nub")
  }

  var isKnee: Bool {
    if isHelper { return false }
    if ["knee", "shin", "calf", "tibia", "lowerleg", "lowleg"].contains(where: word.contains) { return true }
    return word.hasSuffix("leg") && !word.contains("up") && !word.contains("thigh")
  }

  var isElbow: Bool {
    if isHelper { return false }
    return ["elbow", "forearm", "lowerarm", "lowarm", "radius"].contains(where: word.contains)
      || word.hasSuffix("farm")
  }

  var isFoot: Bool { word.contains("foot") || word.contains("ankle") }
  var isToes: Bool { word.contains("toe") || word.contains("ball") || word.contains("foot") }
  var isHand: Bool { word.contains("hand") || word.contains("wrist") }
  var isHead: Bool { word.hasSuffix("head") }
  var isNeck: Bool { word.hasSuffix("neck") }

  /// Splits at signs, at digits, and where a capital begins a word: "LHipJoint" is l, hip, joint.
  private static func tokens(of name: String) -> [String] {
    var tokens: [String] = []
    var current = ""
    let letters = Array(name)
    func flush() {
      if !current.isEmpty { tokens.append(current.lowercased()) }
      current = ""
    }
    for (index, letter) in letters.enumerated() {
      guard letter.isLetter else {
        flush()
        continue
      }
      let afterLower = index > 0 && letters[index - 1].isLowercase
      let beforeLower = index + 1 < letters.count && letters[index + 1].isLowercase
      if letter.isUppercase, afterLower || beforeLower { flush() }
      current.append(letter)
    }
    flush()
    return tokens
  }

  private static func side(of token: String) -> (side: BodySide, rest: String)? {
    for (side, long, short) in [(BodySide.left, "left", "l"), (.right, "right", "r")] {
      if token == short { return (side, "") }
      if token.hasPrefix(long) { return (side, String(token.dropFirst(long.count))) }
      if token.hasSuffix(long) { return (side, String(token.dropLast(long.count))) }
      // "ltibia", "rradius": a single letter counts only in front of a bone.
      let rest = String(token.dropFirst())
      if token.hasPrefix(short), bones.contains(rest) { return (side, rest) }
    }
    return nil
  }

  private static let bones: Set = [
    "femur", "tibia", "foot", "toes", "hipjoint", "clavicle", "humerus", "radius", "wrist", "hand", "fingers", "thumb",
    "knee", "elbow", "shin", "calf", "forearm", "thigh", "leg", "arm", "shoulder", "ankle", "hip",
  ]
}
