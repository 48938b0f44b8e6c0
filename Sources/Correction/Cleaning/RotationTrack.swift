import Foundation
import Motion

/// How one part of a body is turned from frame to frame, and in which frames that is right: a part that jumps away from where it was,
/// and soon back again, was somewhere else in between.
///
/// What several joints turn together may be fast with nothing wrong: the foot of a kick. Where joints are named one of them has to
/// have jumped too.
struct RotationTrack {
  private let rotations: [Quaternion]
  /// The frames that are right, in order: the sequence for which jumps and frames left out cost least. At least one.
  private let kept: [Int]

  /// - Parameters:
  ///   - rotations: one a frame, at least one.
  ///   - joints: rotations of the joints that turn the part, as many each.
  init(
    _ rotations: [Quaternion], joints: [[Quaternion]] = [], rate: Double, settings: FlipSettings = .init()
  ) {
    self.rotations = rotations.map(\.normalized)
    kept = Self.cheapest(self.rotations, joints: joints.map { $0.map(\.normalized) }, rate: rate, settings)
  }

  private static func cheapest(
    _ rotations: [Quaternion], joints: [[Quaternion]], rate: Double, _ settings: FlipSettings
  ) -> [Int] {
    let leastOfJoint = settings.leastJointTurn * .pi / 180
    func jumps(_ a: Int, _ b: Int, beyond halfCosine: Double) -> Bool {
      guard abs(rotations[a].dot(rotations[b])) < halfCosine else { return false }
      return joints.isEmpty || joints.contains { abs($0[a].dot($0[b])) < cos(leastOfJoint / 2) }
    }
    let count = rotations.count
    let longestStep = min(Int((settings.longestGap * rate).rounded()) + 1, count)
    let smallestCosines = (0...longestStep).map { halfCosine(ofStep: $0, rate: rate, settings) }
    let jumpCost = settings.cost * rate
    // Of the cheapest sequence that ends with each frame, what it costs and the frame before.
    var costs: [Double] = []
    var before: [Int?] = []
    for frame in 0..<count {
      var (cost, previous) = (Double(frame), Int?.none)
      for other in max(frame - longestStep, 0)..<frame {
        let step = frame - other
        var candidate = costs[other] + Double(step - 1)
        guard candidate < cost else { continue }
        if jumps(other, frame, beyond: smallestCosines[step]) { candidate += jumpCost }
        if candidate < cost { (cost, previous) = (candidate, other) }
      }
      costs.append(cost)
      before.append(previous)
    }
    var frame = (0..<count).min { costs[$0] - Double($0) < costs[$1] - Double($1) }
    var kept: [Int] = []
    while let last = frame {
      kept.append(last)
      frame = before[last]
    }
    return kept.reversed()
  }

  /// The cosine of half of the largest angle that is no jump.
  /// - Parameter step: in frames.
  private static func halfCosine(
    ofStep step: Int, rate: Double, _ settings: FlipSettings
  ) -> Double {
    let turn = settings.speed * Double(step) / rate
    let angle = max(step > 1 ? min(turn, settings.farthestTurn * .pi / 180) : turn, settings.leastTurn * .pi / 180)
    return angle < .pi ? cos(angle / 2) : 0
  }

  /// The frames that are not right.
  var flipped: Set<Int> { Set(rotations.indices).subtracting(kept) }

  /// With what is between frames that are right in place of what is not right; before the first one and after the last one, these.
  var filled: [Quaternion] {
    var result = rotations
    for (before, after) in zip(kept, kept.dropFirst()) {
      for frame in (before + 1)..<after {
        let share = Double(frame - before) / Double(after - before)
        result[frame] = rotations[before].slerp(to: rotations[after], at: share)
      }
    }
    guard let first = kept.first, let last = kept.last else { return result }
    for frame in 0..<first { result[frame] = rotations[first] }
    for frame in last..<rotations.count { result[frame] = rotations[last] }
    return result
  }
}
