import Motion

/// Finds a body's parts in a skeleton: sides and limbs by words in the joints' names, the parts of a limb by the lengths
/// of its bones (what one convention calls a shoulder, another calls a collar). Where names say nothing, by the tree.
struct JointNames {
  private static let legWords = [
    "leg", "thigh", "femur", "hip", "shin", "calf", "tibia", "knee", "foot", "ankle", "toe", "ball", "buttock",
  ]
  private static let armWords = [
    "shoulder", "clavicle", "collar", "shldr", "arm", "humerus", "elbow", "radius", "wrist", "hand",
  ]
  /// Words that only the second long bone of a limb has.
  private static let lowerWords = [
    "forearm", "lowerarm", "loarm", "radius", "elbow", "shin", "calf", "tibia", "knee", "lowerleg", "loleg", "lowleg",
  ]
  /// Side bones that lie beside a limb's chain or beyond its hand.
  private static let otherWords = [
    "thumb", "index", "middle", "mid", "ring", "pinky", "finger", "twist", "roll", "eye", "breast", "metacarpal",
  ]

  private enum Side: String { case left, right }

  private let skeleton: Skeleton
  private let tree: JointTree

  init(_ skeleton: Skeleton) {
    self.skeleton = skeleton
    tree = JointTree(skeleton)
  }

  func roles() -> [String: Int] {
    var roles: [String: Int] = [:]
    var arms: [Int] = []
    var legs: [Int] = []
    for side in [Side.left, .right] {
      if let leg = limb(side, words: Self.legWords) {
        legs.append(leg.upper)
        roles[side.rawValue + "UpperLeg"] = leg.upper
        roles[side.rawValue + "LowerLeg"] = leg.lower
        roles[side.rawValue + "Foot"] = leg.end
        roles[side.rawValue + "Toes"] = leg.after
      }
      if let arm = limb(side, words: Self.armWords) {
        arms.append(arm.upper)
        roles[side.rawValue + "Shoulder"] = arm.before
        roles[side.rawValue + "UpperArm"] = arm.upper
        roles[side.rawValue + "LowerArm"] = arm.lower
        roles[side.rawValue + "Hand"] = arm.end
      }
    }
    guard legs.count == 2 else { return BodyTopology(tree).roles() }
    let hips = tree.commonAncestor(legs[0], legs[1])
    roles["hips"] = hips
    if arms.count == 2 {
      let chest = tree.commonAncestor(arms[0], arms[1])
      if chest != hips { roles["chest"] = chest }
    }
    roles["head"] = head(hips: hips, chest: roles["chest"])
    return roles
  }

  // MARK: Words

  /// The name without what comes before a colon, in parts: at spaces, underscores, dots, digits and capitals; lower case.
  private func parts(of joint: Int) -> [String] {
    let name = skeleton.joints[joint].name.split(separator: ":").last.map(String.init) ?? ""
    var parts = [""]
    var previous: Character = " "
    for character in name {
      if !character.isLetter {
        parts.append("")
      } else if character.isUppercase, !previous.isUppercase {
        parts.append(character.lowercased())
      } else {
        parts[parts.count - 1] += character.lowercased()
      }
      previous = character
    }
    return parts.filter { !$0.isEmpty }
  }

  private func side(_ parts: [String]) -> Side? {
    for side in [Side.left, .right] {
      let letter = side == .left ? "l" : "r"
      if parts.contains(side.rawValue) || parts.contains(letter) { return side }
      if parts.contains(where: { $0.hasPrefix(side.rawValue) || $0.hasSuffix(side.rawValue) }) { return side }
    }
    // One letter before a known word in one piece: "lfemur", "LHipJoint".
    guard let first = parts.first else { return nil }
    let known = (Self.legWords + Self.armWords + ["hipjoint"]).contains { first.dropFirst().hasPrefix($0) }
    switch first.first {
    case "l" where known && !first.hasPrefix("leg"): return .left
    case "r" where known && !first.hasPrefix("radius"): return .right
    default: return nil
    }
  }

  private func joints(_ wanted: Side, words: [String]) -> [Int] {
    skeleton.joints.indices.filter { joint in
      let parts = parts(of: joint)
      let whole = parts.joined()
      return side(parts) == wanted && words.contains { whole.contains($0) }
        && !Self.otherWords.contains { whole.contains($0) }
    }
  }

  // MARK: Limbs

  private struct Limb {
    /// Clavicle, or what carries the upper bone; the upper bone; the lower; hand or foot; toes.
    var before: Int?
    var upper: Int
    var lower: Int
    var end: Int
    var after: Int?
  }

  /// The longest chain of this side's joints with these words, and in it the two long bones that follow each other.
  private func limb(_ side: Side, words: [String]) -> Limb? {
    let joints = joints(side, words: words)
    guard let deepest = joints.max(by: { tree.depth[$0] < tree.depth[$1] }) else { return nil }
    let chain = joints.filter { tree.isDescendant(deepest, of: $0) }
    guard chain.count >= 3 else { return nil }
    func bone(_ index: Int) -> Double { (tree.rest[chain[index + 1]] - tree.rest[chain[index]]).length }
    let starts = 0..<(chain.count - 2)
    let named = starts.first { index in
      let name = parts(of: chain[index + 1]).joined()
      return Self.lowerWords.contains { name.contains($0) }
    }
    let longest = starts.max { min(bone($0), bone($0 + 1)) < min(bone($1), bone($1 + 1)) }
    let upper = named ?? longest ?? 0
    guard bone(upper) > 1e-6, bone(upper + 1) > 1e-6 else { return nil }
    return Limb(
      before: upper > 0 ? chain[upper - 1] : nil, upper: chain[upper], lower: chain[upper + 1], end: chain[upper + 2],
      after: upper + 3 < chain.count ? chain[upper + 3] : nil)
  }

  private func head(hips: Int, chest: Int?) -> Int? {
    let base = chest ?? hips
    let named = skeleton.joints.indices.filter { joint in
      let parts = parts(of: joint)
      return side(parts) == nil && parts.joined().hasPrefix("head") && joint != base
        && tree.isDescendant(joint, of: base)
    }
    if let head = named.min(by: { tree.depth[$0] < tree.depth[$1] }) { return head }
    return skeleton.joints.indices.last { joint in
      parts(of: joint).joined().contains("neck") && joint != base && tree.isDescendant(joint, of: base)
    }
  }
}
