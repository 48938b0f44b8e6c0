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

/// How often the body fails from each stretch of the references on, and where the next episode starts: more often where it fails.
struct StartSampler: Codable {
  /// One second of a reference in which episodes start.
  fileprivate struct Stretch: Codable {
    var reference: Int
    var frames: Range<Int>
  }

  private let stretches: [Stretch]
  /// Running share of a stretch's episodes that failed.
  private(set) var failureRates: [Double]
  private let failureWeight: Double

  var count: Int { stretches.count }

  init(set: TrainingSet, failureWeight: Double) {
    stretches = set.seen.indices.flatMap { reference in
      let end = max(set.seen[reference].frameCount - 15, 1)
      return stride(from: 0, to: end, by: 30).map {
        Stretch(reference: reference, frames: $0..<min($0 + 30, end))
      }
    }
    failureRates = Array(repeating: 0.5, count: stretches.count)
    self.failureWeight = failureWeight
  }

  mutating func note(_ stretch: Int, failed: Bool) {
    failureRates[stretch] += 0.1 * ((failed ? 1 : 0) - failureRates[stretch])
  }

  private var cumulativeWeights: [Double] {
    var sum = 0.0
    return stretches.indices.map { index in
      sum += Double(stretches[index].frames.count) * (1 + failureWeight * failureRates[index])
      return sum
    }
  }

  /// Where episodes start by the failures so far.
  var starts: Starts { Starts(stretches: stretches, weights: cumulativeWeights) }

  struct Starts: Sendable {
    fileprivate let stretches: [Stretch]
    /// Running sums.
    fileprivate let weights: [Double]

    /// A stretch, a reference and a frame of it.
    func draw(from random: inout SplitMix64) -> (stretch: Int, reference: Int, frame: Int) {
      let place = random.nextUnit() * (weights.last ?? 0)
      let index = min(weights.firstIndex { $0 > place } ?? 0, stretches.count - 1)
      let frames = stretches[index].frames
      let frame = frames.lowerBound + Int(random.nextUnit() * Double(frames.count))
      return (index, stretches[index].reference, frame)
    }
  }
}
