import Correction
import Motion
import Simulation

/// The references that a policy is trained on, on the humanoid's links at the control rate: each recording and its mirror image, as
/// they are, at other tempos, and damaged as a generator would. Where a body faces is not varied: what a policy sees turns with it; nor
/// its size: recordings are carried over to one body.
struct TrainingSet: Sendable {
  /// What the body is asked to track.
  let seen: [ReferenceMotion]
  /// The recordings of those that are damaged, frame by frame.
  let clean: [ReferenceMotion?]

  /// - Parameters:
  ///   - tempos: of further copies of each; 1 is its own.
  ///   - corruptedCopies: damaged versions of each.
  /// - Throws: what retargeting the first clip that cannot be retargeted throws.
  init(clips: [MotionClip], simulator: MotionSimulator, tempos: [Double] = [], corruptedCopies: Int = 0) throws {
    var seen: [ReferenceMotion] = []
    var clean: [ReferenceMotion?] = []
    func add(_ motion: MotionClip, damagedFrom recording: MotionClip? = nil) throws {
      for (motion, recording) in [(motion, recording), (motion.mirrored(), recording?.mirrored())] {
        seen.append(try ReferenceMotion(clip: motion, humanoid: simulator.humanoid))
        clean.append(try recording.map { try ReferenceMotion(clip: $0, humanoid: simulator.humanoid) })
      }
    }
    for (index, clip) in clips.enumerated() {
      let retargeted = try simulator.retargeted(clip)
      let motion = try retargeted.atControlRate(simulator.scene.controlRate)
      guard motion.frameCount > 5 else { continue }
      try add(motion)
      for tempo in tempos {
        var copy = retargeted
        copy.rate *= tempo
        try add(copy.atControlRate(simulator.scene.controlRate))
      }
      for copy in 0..<corruptedCopies {
        let damaged = ReferenceCorruption().corrupted(clip, seed: UInt64(index * 100 + copy) &+ 1)
        try add(simulator.controlReference(damaged), damagedFrom: motion)
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

/// How often the body fails in each stretch of the references, and where the next episode starts: more often where it fails.
struct StartSampler: Codable {
  /// One second of a reference.
  fileprivate struct Stretch: Codable {
    var reference: Int
    var frames: Range<Int>
  }

  /// What an episode went through: these frames of a reference, to a failure or not.
  struct Episode: Sendable {
    var reference: Int
    var frames: Range<Int>
    var failed: Bool
  }

  private let stretches: [Stretch]
  /// By reference, the places of its stretches.
  private let places: [Range<Int>]
  /// Running share of a stretch's episodes that failed in it or soon after.
  private(set) var failureRates: [Double]
  private let failureWeight: Double
  private static let length = 30
  /// Frames before a failure in which it may still have been averted.
  private static let warning = 20

  var count: Int { stretches.count }

  init(set: TrainingSet, failureWeight: Double) {
    var stretches: [Stretch] = []
    var places: [Range<Int>] = []
    for reference in set.seen.indices {
      let first = stretches.count
      let end = max(set.seen[reference].frameCount - 15, 1)
      stretches += stride(from: 0, to: end, by: Self.length).map {
        Stretch(reference: reference, frames: $0..<min($0 + Self.length, end))
      }
      places.append(first..<stretches.count)
    }
    self.stretches = stretches
    self.places = places
    failureRates = Array(repeating: 0.5, count: stretches.count)
    self.failureWeight = failureWeight
  }

  mutating func note(_ episode: Episode) {
    let places = places[episode.reference]
    func stretch(_ frame: Int) -> Int { min(places.lowerBound + frame / Self.length, places.upperBound - 1) }
    let first = stretch(episode.frames.lowerBound)
    let last = stretch(max(episode.frames.lowerBound, episode.frames.upperBound - (episode.failed ? Self.warning : 1)))
    for index in first...last {
      let failed = episode.failed && index == last
      failureRates[index] += 0.1 * ((failed ? 1 : 0) - failureRates[index])
    }
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

    /// A reference and a frame of it.
    func draw(from random: inout SplitMix64) -> (reference: Int, frame: Int) {
      let place = random.nextUnit() * (weights.last ?? 0)
      let index = min(weights.firstIndex { $0 > place } ?? 0, stretches.count - 1)
      let frames = stretches[index].frames
      let frame = frames.lowerBound + Int(random.nextUnit() * Double(frames.count))
      return (stretches[index].reference, frame)
    }
  }
}
