/// A skeleton's tree in the form in which inverse kinematics needs it.
struct KinematicTree: Sendable {
  let parents: [Int?]
  /// Children whose rest offset has a length.
  let children: [[Int]]
  let offsets: [Vector3]
  let lengths: [Double]
  /// Rest direction from the parent; zero where the offset is zero.
  let directions: [Vector3]
  /// Number of joints in each joint's subtree, itself included.
  let subtreeCounts: [Double]
  /// For the upper joint of a limb: the axis about which its middle joint bends, in the upper bone's rest frame.
  let hinges: [Vector3?]
  /// For joints between two branches of the tree, such as the spine's: both ends and how far along they are.
  let spans: [Span?]

  struct Span: Sendable {
    var from: Int
    var to: Int
    var fraction: Double
  }

  var count: Int { parents.count }
  var joints: Range<Int> { 0..<count }
  var branches: [Int] { joints.filter(isBranch) }
  func isBranch(_ joint: Int) -> Bool { children[joint].count > 1 }

  init(_ skeleton: Skeleton) {
    let count = skeleton.count
    parents = skeleton.joints.map(\.parent)
    offsets = skeleton.joints.enumerated().map { $0 == 0 ? .zero : $1.offset }
    lengths = offsets.map(\.length)
    directions = offsets.map { $0.normalized() }
    var children = [[Int]](repeating: [], count: count)
    var subtreeCounts = [Double](repeating: 1, count: count)
    var restPositions = offsets
    for joint in 0..<count {
      guard let parent = skeleton.joints[joint].parent else { continue }
      if directions[joint] != .zero { children[parent].append(joint) }
      restPositions[joint] = restPositions[parent] + offsets[joint]
    }
    for joint in (0..<count).reversed() {
      if let parent = parents[joint] { subtreeCounts[parent] += subtreeCounts[joint] }
    }
    self.children = children
    self.subtreeCounts = subtreeCounts

    var hinges = [Vector3?](repeating: nil, count: count)
    var spans = [Span?](repeating: nil, count: count)
    let longest = lengths.max() ?? 0
    for start in 0..<count where children[start].count > 1 {
      for first in children[start] {
        let chain = Self.chain(from: first, children)
        if let upper = Self.limb(chain, children, lengths, longest: longest) {
          hinges[upper] = Self.hinge(upper, children, directions, isBelowRoot: restPositions[upper].y <= 0)
        } else if let end = children[chain.last ?? first].first, children[end].count > 1 {
          for (index, joint) in chain.enumerated() {
            spans[joint] = Span(from: start, to: end, fraction: Double(index + 1) / Double(chain.count + 1))
          }
        }
      }
    }
    self.hinges = hinges
    self.spans = spans
  }

  /// The joints with one child from `first` on.
  private static func chain(from first: Int, _ children: [[Int]]) -> [Int] {
    var chain: [Int] = []
    var joint = first
    while children[joint].count == 1 {
      chain.append(joint)
      joint = children[joint][0]
    }
    return chain
  }

  /// The joint at the upper end of the two longest successive bones of a chain, where both are long enough to be a
  /// thigh and shin or an upper arm and forearm.
  private static func limb(_ chain: [Int], _ children: [[Int]], _ lengths: [Double], longest: Double) -> Int? {
    let pairs = zip(chain, chain.dropFirst()).map { upper, middle in
      (upper: upper, bones: [lengths[middle], lengths[children[middle][0]]])
    }
    let best = pairs.max { $0.bones.reduce(0, +) < $1.bones.reduce(0, +) }
    return best.flatMap { $0.bones.allSatisfy { $0 >= 0.4 * longest } ? $0.upper : nil }
  }

  /// A leg, which starts below the root, folds backwards and an arm forwards; the rest pose faces +Z.
  private static func hinge(
    _ upper: Int, _ children: [[Int]], _ directions: [Vector3], isBelowRoot: Bool
  ) -> Vector3? {
    let bone = directions[children[upper][0]]
    let axis = bone.cross(isBelowRoot ? -.unitZ : .unitZ)
    return axis.length > 0.5 ? axis.normalized() : nil
  }
}
