import Foundation

/// What a body says about the unit and the up axis of a file that states neither.
struct BodyConvention {
  private let clip: MotionClip

  init(_ clip: MotionClip) { self.clip = clip }

  // MARK: Unit

  /// Metre, centimetre, millimetre, inch, foot, and the CMU database's unit (an inch of a body at 0.45 scale).
  private static let units = [1, 0.01, 0.001, 0.0254, 0.3048, 0.0254 / 0.45]
  /// The longest way through an adult's skeleton from tip to tip (toes to fingers), in metres.
  private static let adultSpan = 2.3

  /// The unit in which the body comes nearest to an adult's size.
  func metresPerUnit() -> Double {
    let span = longestPath()
    guard span > 0 else { return 1 }
    return Self.units.min { abs(log(span * $0 / Self.adultSpan)) < abs(log(span * $1 / Self.adultSpan)) } ?? 1
  }

  /// The longest path between two tips of the skeleton. A stem of single joints under the body proper (a dummy root) does not count.
  private func longestPath() -> Double {
    let joints = clip.skeleton.joints
    let stem = clip.skeleton.bodyRoot
    var isBody = [Bool](repeating: false, count: joints.count)
    isBody[stem] = true
    var reach = [Double](repeating: 0, count: joints.count)
    for (index, joint) in joints.enumerated() {
      if let parent = joint.parent, isBody[parent] { isBody[index] = true }
      reach[index] = joint.endSites.map(\.length).max() ?? 0
    }
    var longest = 0.0
    for index in joints.indices.reversed() where isBody[index] && index != stem {
      guard let parent = joints[index].parent else { continue }
      let bone = (clip.translations[index]?.first ?? joints[index].offset).length
      longest = max(longest, reach[parent] + bone + reach[index])
      reach[parent] = max(reach[parent], bone + reach[index])
    }
    return max(longest, reach[stem])
  }

  // MARK: Up

  /// The axis from the feet to the head: over the motion, with the rest pose as a lighter witness.
  func up() -> WorldConvention.Up {
    let ends = headAndFeet()
    var motion = Vector3.zero
    let step = max(1, clip.frameCount / 50)
    var sampled = 0.0
    for frame in stride(from: 0, to: clip.frameCount, by: step) {
      motion += direction(clip.pose(at: frame).positions, ends)
      sampled += 1
    }
    var rest: [Vector3] = []
    for joint in clip.skeleton.joints { rest.append((joint.parent.map { rest[$0] } ?? .zero) + joint.offset) }
    let witness = motion / sampled + direction(rest, ends) * 0.4
    return abs(witness.z) > abs(witness.y) ? .z : .y
  }

  private struct Ends {
    var head: [Int]
    var feet: [Int]
  }

  /// By names; where they say nothing, all joints are the head and none the feet, and the body's spread decides.
  private func headAndFeet() -> Ends {
    func joints(_ words: [String]) -> [Int] {
      clip.skeleton.joints.indices.filter { index in
        let name = clip.skeleton.joints[index].name.lowercased()
        return words.contains { name.contains($0) }
      }
    }
    return Ends(head: joints(["head"]), feet: joints(["foot", "feet", "toe", "ankle", "ball_"]))
  }

  private func direction(_ positions: [Vector3], _ ends: Ends) -> Vector3 {
    func mean(_ joints: [Int]) -> Vector3 {
      joints.reduce(Vector3.zero) { $0 + positions[$1] } / Double(max(joints.count, 1))
    }
    if !ends.head.isEmpty, !ends.feet.isEmpty { return (mean(ends.head) - mean(ends.feet)).normalized() }
    // A standing body is taller than it is deep.
    let low = positions.reduce(positions[0]) { simdMin($0, $1) }
    let high = positions.reduce(positions[0]) { simdMax($0, $1) }
    return (high - low).normalized()
  }

  private func simdMin(_ a: Vector3, _ b: Vector3) -> Vector3 { a.replacing(with: b, where: b .< a) }
  private func simdMax(_ a: Vector3, _ b: Vector3) -> Vector3 { a.replacing(with: b, where: b .> a) }
}
