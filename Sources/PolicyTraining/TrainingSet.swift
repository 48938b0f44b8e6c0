import Correction
import Motion
import Simulation

/// The references that a policy is trained on, on the humanoid's links at the control rate: each recording and its mirror image, as
/// they are and damaged as a generator would.
struct TrainingSet: Sendable {
  /// What the body is asked to track.
  let seen: [ReferenceMotion]
  /// What it is rewarded for: the recording, frame by frame.
  let clean: [ReferenceMotion]

  /// - Parameter corruptedCopies: damaged versions of each.
  /// - Throws: what retargeting the first clip that cannot be retargeted throws.
  init(clips: [MotionClip], simulator: MotionSimulator, corruptedCopies: Int) throws {
    var seen: [ReferenceMotion] = []
    var clean: [ReferenceMotion] = []
    func add(_ motion: MotionClip, as recording: MotionClip) throws {
      for (motion, recording) in [(motion, recording), (motion.mirrored(), recording.mirrored())] {
        seen.append(try ReferenceMotion(clip: motion, humanoid: simulator.humanoid))
        clean.append(try ReferenceMotion(clip: recording, humanoid: simulator.humanoid))
      }
    }
    for (index, clip) in clips.enumerated() {
      let motion = try simulator.controlReference(clip)
      guard motion.frameCount > 5 else { continue }
      try add(motion, as: motion)
      for copy in 0..<corruptedCopies {
        let damaged = ReferenceCorruption().corrupted(clip, seed: UInt64(index * 100 + copy) &+ 1)
        try add(simulator.controlReference(damaged), as: motion)
      }
    }
    self.seen = seen
    self.clean = clean
  }
}

extension MotionClip {
  /// The motion seen in a mirror: left and right are swapped by the joints' names, x is reversed.
  func mirrored() -> MotionClip {
    let partners = skeleton.mirrorPartners
    var result = self
    for frame in 0..<frameCount {
      result.rootTranslations[frame].x *= -1
      for joint in partners.indices {
        let q = self[rotation: frame, partners[joint]]
        result[rotation: frame, joint] = Quaternion(w: q.w, x: q.x, y: -q.y, z: -q.z)
      }
    }
    return result
  }
}

/// How often the body fails on each reference, and which is drawn next: more often those on which it fails.
struct ClipSampler: Codable {
  /// Running share of a reference's episodes that failed.
  private(set) var failureRates: [Double]
  private let lengths: [Double]
  private let failureWeight: Double

  init(set: TrainingSet, failureWeight: Double) {
    failureRates = Array(repeating: 0.5, count: set.seen.count)
    lengths = set.seen.map { Double($0.frameCount) }
    self.failureWeight = failureWeight
  }

  mutating func note(_ index: Int, failed: Bool) {
    failureRates[index] += 0.05 * ((failed ? 1 : 0) - failureRates[index])
  }

  /// Running sums of the weights, to draw from.
  var cumulativeWeights: [Double] {
    var sum = 0.0
    return failureRates.indices.map { index in
      sum += min(lengths[index], 150) * (1 + failureWeight * failureRates[index])
      return sum
    }
  }
}
