import Foundation

/// Finds what a BVH file does not say, its unit and which axis is up, from the body in it.
///
/// Lengths are taken along the bones, so that the pose does not matter. The unit is the one of those in use that
/// makes the person's size most plausible.
struct BodyMeasure {
  /// Metre, foot, decimetre, CMU's ASF unit (an inch divided by 0.45), inch, centimetre, millimetre.
  static let units = [1, 0.3048, 0.1, 0.0564444, 0.0254, 0.01, 0.001]
  /// Along the bones from an ankle to the head joint of an adult, in metres.
  private static let ankleToHead = 1.48
  /// Along the bones between the two tips that are furthest apart (a foot and a hand) of an adult, in metres.
  private static let tipToTip = 2.15
  private static let greatestSampleCount = 64

  private let clip: MotionClip
  private let head: Int?
  private let feet: [Int]
  /// Where the body begins: the first joint that branches, beyond dummy roots that stay on the floor.
  private let trunk: Int

  /// - Parameter clip: in the file's own unit and axes.
  init(_ clip: MotionClip) {
    self.clip = clip
    let names = clip.skeleton.joints.map { $0.name.lowercased() }
    head = names.firstIndex { $0.contains("head") }
    feet =
      ["ankle", "foot", "toe"].lazy
      .map { key in names.indices.filter { names[$0].contains(key) } }
      .first { !$0.isEmpty } ?? []
    var childCounts = names.map { _ in 0 }
    for case let parent? in clip.skeleton.joints.map(\.parent) { childCounts[parent] += 1 }
    trunk = childCounts.firstIndex { $0 > 1 } ?? 0
  }

  /// Centimetres where the body has no size.
  var metresPerUnit: Double {
    let (length, expected) = bodyLength
    guard length > 1e-9, length.isFinite else { return 0.01 }
    func misfit(_ unit: Double) -> Double { abs(log(length * unit / expected)) }
    return Self.units.min { misfit($0) < misfit($1) } ?? 0.01
  }

  /// Where the head is from the feet on average; without such names, the axis along which the body is longer.
  var up: WorldConvention.Up {
    let count = min(clip.frameCount, Self.greatestSampleCount)
    var direction = Vector3.zero
    var extent = Vector3.zero
    for sample in 0..<count {
      let positions = clip.pose(at: sample * clip.frameCount / count).positions
      let body = positions[trunk...]
      extent += body.reduce(positions[trunk], pointwiseMax) - body.reduce(positions[trunk], pointwiseMin)
      if let head, !feet.isEmpty {
        direction += positions[head] - feet.reduce(Vector3.zero) { $0 + positions[$1] } / Double(feet.count)
      }
    }
    let clear = max(direction.y, direction.z) > 0.15 * bodyLength.length * Double(count)
    let measure = clear ? direction : extent
    return measure.z > measure.y ? .z : .y
  }

  /// A length of the body in the file's units, and what it should be in metres.
  private var bodyLength: (length: Double, expected: Double) {
    if let head, let foot = feet.first { return (pathLength(head, foot), Self.ankleToHead) }
    return (spread, Self.tipToTip)
  }

  private func boneLength(_ joint: Int) -> Double { clip.localTranslation(frame: 0, joint: joint).length }

  /// Along the bones from one joint to the other.
  private func pathLength(_ a: Int, _ b: Int) -> Double {
    var (a, b) = (a, b)
    var length = 0.0
    // A parent's index is below its child's, so the greater of the two is never an ancestor of the other.
    while a != b {
      let lower = max(a, b)
      length += boneLength(lower)
      (a, b) = (min(a, b), clip.skeleton.joints[lower].parent ?? 0)
    }
    return length
  }

  /// Along the bones between the two tips that are furthest apart; what leads from the root to where the body first
  /// branches is not part of it, unless it never does.
  private var spread: Double {
    var longest = [(first: Double, second: Double)](repeating: (0, 0), count: clip.jointCount)
    func add(_ reach: Double, to joint: Int) {
      let (first, second) = longest[joint]
      longest[joint] = reach > first ? (reach, first) : (first, max(second, reach))
    }
    for (index, joint) in clip.skeleton.joints.enumerated().reversed() {
      for site in joint.endSites { add(site.length, to: index) }
      if let parent = joint.parent { add(longest[index].first + boneLength(index), to: parent) }
    }
    let branching = longest.filter { $0.second > 0 }.map { $0.first + $0.second }
    return branching.max() ?? longest[0].first
  }
}
