import Motion

/// Which half of the body a joint belongs to.
package enum BodySide: Hashable, Sendable {
  case left, right, centre

  var colour: Colour {
    switch self {
    case .left: .leftLimb
    case .right: .rightLimb
    case .centre: .torso
    }
  }
}

extension Skeleton {
  /// The side of every joint. A joint is left when its name with "left" turned into "right" (or an "l" at its beginning,
  /// its end or between separators into "r") is that of another joint, and so is what hangs on it.
  package var sides: [BodySide] {
    let pairs = mirrorPairs
    var sides = Array(repeating: BodySide.centre, count: count)
    for pair in pairs {
      sides[pair.left] = .left
      sides[pair.right] = .right
    }
    for (index, joint) in joints.enumerated() where sides[index] == .centre {
      if let parent = joint.parent { sides[index] = sides[parent] }
    }
    return sides
  }

  /// Indices of joints that are each other's mirror image, by name.
  var mirrorPairs: [(left: Int, right: Int)] {
    var indices: [String: Int] = [:]
    for (index, joint) in joints.enumerated() { indices[joint.name.lowercased()] = index }
    return joints.indices.compactMap { index in
      Self.mirrorNames(ofLeft: joints[index].name.lowercased()).lazy.compactMap { indices[$0] }.first
        .map { (left: index, right: $0) }
    }
  }

  /// The uppermost pair of each pair of limbs whose joints lie apart: hips, shoulders.
  var limbStarts: [(left: Int, right: Int)] {
    var isAbove = Array(repeating: true, count: count)
    var starts: [(left: Int, right: Int)] = []
    let pairs = Dictionary(uniqueKeysWithValues: mirrorPairs.map { ($0.left, $0.right) })
    for (index, joint) in joints.enumerated() {
      isAbove[index] = joint.parent.map { isAbove[$0] } ?? true
      guard isAbove[index], let right = pairs[index] else { continue }
      if (joint.offset - joints[right].offset).length > 0.01 {
        starts.append((index, right))
        isAbove[index] = false
      }
    }
    return starts
  }

  private static func mirrorNames(ofLeft name: String) -> [String] {
    var names: [String] = []
    if let range = name.firstRange(of: "left") { names.append(name.replacingCharacters(in: range, with: "right")) }
    if name.hasPrefix("l") { names.append("r" + name.dropFirst()) }
    if name.hasSuffix("l") { names.append(name.dropLast() + "r") }
    for separator in ["_", ".", "-", " ", ":"] {
      for other in ["_", ".", "-", " "] {
        if let range = name.firstRange(of: separator + "l" + other) {
          names.append(name.replacingCharacters(in: range, with: separator + "r" + other))
        }
      }
      if let range = name.firstRange(of: separator + "l") {
        names.append(name.replacingCharacters(in: range, with: separator + "r"))
      }
    }
    return names
  }
}

extension String {
  fileprivate func replacingCharacters(in range: Range<Index>, with replacement: String) -> String {
    String(self[..<range.lowerBound]) + replacement + String(self[range.upperBound...])
  }
}
