import Foundation
import Motion
import Simulation

/// Does to a recording what motion generators do to their motions: jitter, drifting and floating roots, feet that slide, frames that
/// are dropped, and tempo that wavers. The same seed gives the same damage.
public struct ReferenceCorruption: Sendable {
  /// Deviation of a joint's rotation from frame to frame, rad, and of the root's place, m.
  public var rotationJitter = 0.008
  public var positionJitter = 0.004
  /// Deviation of a root's drift after a second, m (a random walk; feet slide with it).
  public var drift = 0.02
  /// Largest slow rise or sinking of the whole body, m.
  public var floating = 0.05
  /// Share of frames that repeat the one before.
  public var droppedShare = 0.02
  /// Largest slow change of tempo, as a share.
  public var tempo = 0.05

  public init() {}

  /// - Parameter clip: any motion, y up.
  /// - Returns: as many frames on the same skeleton.
  public func corrupted(_ clip: MotionClip, seed: UInt64) -> MotionClip {
    var random = SplitMix64(seed: seed)
    var result = clip
    let times = warpedTimes(clip, &random)
    let period = 2 + 3 * random.nextUnit()
    let phase = 2 * Double.pi * random.nextUnit()
    let rise = floating * (2 * random.nextUnit() - 1)
    var walk = Vector3.zero
    for frame in 0..<clip.frameCount {
      if frame > 0, random.nextUnit() < droppedShare {
        result.rootTranslations[frame] = result.rootTranslations[frame - 1]
        for joint in 0..<clip.jointCount { result[rotation: frame, joint] = result[rotation: frame - 1, joint] }
        continue
      }
      let low = min(Int(times[frame]), clip.frameCount - 1)
      let high = min(low + 1, clip.frameCount - 1)
      let t = times[frame] - Double(low)
      let step = drift / clip.rate.squareRoot()
      walk += Vector3(Double(random.nextNormal()) * step, 0, Double(random.nextNormal()) * step)
      let slow = rise * sin(2 * .pi * Double(frame) / clip.rate / period + phase)
      let place = clip.rootTranslations[low] * (1 - t) + clip.rootTranslations[high] * t
      result.rootTranslations[frame] =
        place + walk + Vector3(0, slow, 0) + random.nextVector() * positionJitter
      for joint in 0..<clip.jointCount {
        let rotation = clip[rotation: low, joint].slerp(to: clip[rotation: high, joint], at: t)
        result[rotation: frame, joint] =
          (rotation * Quaternion(rotationVector: random.nextVector() * rotationJitter)).normalized
      }
    }
    return result
  }

  /// The moment of the recording, in frames, that each frame shows; both ends stay.
  private func warpedTimes(_ clip: MotionClip, _ random: inout SplitMix64) -> [Double] {
    let size = tempo * (2 * random.nextUnit() - 1)
    let last = Double(clip.frameCount - 1)
    guard last > 0 else { return [0] }
    // One slow wave whose slope is the change of tempo.
    let waves = max((last / clip.rate / 4).rounded(), 1)
    return (0..<clip.frameCount).map { frame in
      let t = Double(frame) / last
      return min(max((t + size / (2 * .pi * waves) * sin(2 * .pi * waves * t)) * last, 0), last)
    }
  }
}

extension SplitMix64 {
  fileprivate mutating func nextVector() -> Vector3 {
    Vector3(Double(nextNormal()), Double(nextNormal()), Double(nextNormal()))
  }
}
