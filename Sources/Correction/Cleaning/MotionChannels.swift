import Foundation
import Motion

/// A clip as curves over time: the root's path and each joint's quaternion, its sign following the frame before.
struct MotionChannels {
  private var source: MotionClip
  /// `tracks[joint][component][frame]`: quaternions w, x, y, z; behind the joints the root's x, y, z, and so the translations of
  /// joints that have them.
  private var tracks: [[[Double]]]
  private let moving: [Int]

  init(_ clip: MotionClip) {
    source = clip
    moving = clip.translations.keys.sorted()
    var tracks = (0..<clip.jointCount).map { joint in
      var track = [[Double]](repeating: [], count: 4)
      var before = Quaternion.identity
      for frame in 0..<clip.frameCount {
        var q = clip[rotation: frame, joint]
        if before.dot(q) < 0 { q = -q }
        for (component, value) in [q.w, q.x, q.y, q.z].enumerated() { track[component].append(value) }
        before = q
      }
      return track
    }
    tracks.append(Self.components(clip.rootTranslations))
    for joint in moving { tracks.append(Self.components(clip.translations[joint] ?? [])) }
    self.tracks = tracks
  }

  private static func components(_ path: [Vector3]) -> [[Double]] { (0..<3).map { axis in path.map { $0[axis] } } }

  private var frameCount: Int { source.frameCount }

  /// The clip that the curves are: rotations between others need not be of length one (`MotionClip.withUnitRotations`).
  var clip: MotionClip {
    var clip = normalizedClip
    for joint in 0..<clip.jointCount {
      for frame in 0..<frameCount {
        let track = tracks[joint]
        clip[rotation: frame, joint] = Quaternion(
          w: track[0][frame], x: track[1][frame], y: track[2][frame], z: track[3][frame])
      }
    }
    return clip
  }

  /// The clip that the curves are; each rotation is of length one, and near the one before.
  var normalizedClip: MotionClip {
    var clip = source
    for joint in 0..<clip.jointCount {
      for frame in 0..<frameCount { clip[rotation: frame, joint] = quaternion(joint, frame) }
    }
    clip.rootTranslations = path(clip.jointCount)
    for (index, joint) in moving.enumerated() { clip.translations[joint] = path(clip.jointCount + 1 + index) }
    return clip
  }

  private func path(_ track: Int) -> [Vector3] {
    (0..<frameCount).map { Vector3(tracks[track][0][$0], tracks[track][1][$0], tracks[track][2][$0]) }
  }

  // MARK: Frames of which nothing is known

  /// Frames that equal the one before to the last digit, between frames that move.
  var repeatedFrames: Set<Int> {
    let equals = (1..<frameCount).map { frame in
      tracks.allSatisfy { $0.allSatisfy { abs($0[frame] - $0[frame - 1]) < 1e-9 } }
    }
    // A body that holds still for longer does so.
    return Set(
      (1..<(frameCount - 1)).filter { frame in
        equals[frame - 1] && !equals[frame] && !(frame > 1 && equals[frame - 2])
      })
  }

  /// Gives frames the values between their neighbours.
  mutating func fill(_ frames: Set<Int>) {
    for frame in frames.sorted() where frame > 0 && frame + 1 < frameCount {
      for track in tracks.indices {
        for component in tracks[track].indices {
          tracks[track][component][frame] = predicted(track, component, frame)
        }
      }
    }
  }

  /// The cubic through two frames on either side; near the ends the mean of the neighbours.
  private func predicted(_ track: Int, _ component: Int, _ frame: Int) -> Double {
    let values = tracks[track][component]
    let near = (values[frame - 1] + values[frame + 1]) / 2
    guard frame >= 2, frame + 2 < frameCount else { return near }
    return (4 * near - (values[frame - 2] + values[frame + 2]) / 2) / 3
  }

  // MARK: Spikes

  /// - Returns: the frames that were changed.
  mutating func removeSpikes(_ settings: SpikeSettings = .init()) -> Set<Int> {
    var changed: Set<Int> = []
    for track in tracks.indices {
      let limit = track < source.jointCount ? settings.rotation : settings.path
      // Of two spikes side by side, the second shows when the first is gone.
      for _ in 0..<3 {
        let distances = (0..<frameCount).map { deviation(track, $0) }
        let usual = distances.sorted()[frameCount / 2]
        let threshold = max(limit, settings.times * usual)
        let frames = (1..<(frameCount - 1)).filter {
          distances[$0] > threshold && distances[$0] >= distances[$0 - 1] && distances[$0] > distances[$0 + 1]
        }
        guard !frames.isEmpty else { break }
        for frame in frames {
          for component in tracks[track].indices {
            tracks[track][component][frame] = predicted(track, component, frame)
          }
        }
        changed.formUnion(frames)
      }
    }
    return changed
  }

  /// How far a frame is from what its neighbours say: an angle in radians, or metres.
  private func deviation(_ track: Int, _ frame: Int) -> Double {
    guard frame > 0, frame + 1 < frameCount else { return 0 }
    var sum = 0.0
    for component in tracks[track].indices {
      let difference = tracks[track][component][frame] - predicted(track, component, frame)
      sum += difference * difference
    }
    // A quaternion moves by half the angle.
    return sum.squareRoot() * (track < source.jointCount ? 2 : 1)
  }

  // MARK: Speed

  /// Steps of the path that are too long are cut short, and the path goes on from there; joints that turn too fast follow as fast as
  /// they can.
  /// - Returns: the frames that were changed.
  mutating func limitSpeed(_ settings: SpeedSettings = .init()) -> Set<Int> {
    var changed: Set<Int> = []
    let longest = settings.path / source.rate
    let path = path(source.jointCount)
    var shift = Vector3.zero
    for frame in 1..<frameCount {
      let step = path[frame] - path[frame - 1]
      if step.length > longest {
        shift += step.clamped(toLength: longest) - step
        changed.insert(frame)
      }
      for axis in 0..<3 { tracks[source.jointCount][axis][frame] = path[frame][axis] + shift[axis] }
    }
    let largest = settings.joint / source.rate
    for joint in 0..<source.jointCount {
      var before = quaternion(joint, 0)
      for frame in 1..<frameCount {
        let wanted = quaternion(joint, frame)
        let angle = (before.inverse * wanted).angle
        if angle > largest {
          before = before.slerp(to: wanted, at: largest / angle)
          set(joint, frame, before)
          changed.insert(frame)
        } else {
          before = wanted
        }
      }
    }
    return changed
  }

  private func quaternion(_ joint: Int, _ frame: Int) -> Quaternion {
    let track = tracks[joint]
    return Quaternion(w: track[0][frame], x: track[1][frame], y: track[2][frame], z: track[3][frame]).normalized
  }

  private mutating func set(_ joint: Int, _ frame: Int, _ value: Quaternion) {
    let before = quaternion(joint, frame - 1)
    let q = before.dot(value) < 0 ? -value : value
    for (component, number) in [q.w, q.x, q.y, q.z].enumerated() { tracks[joint][component][frame] = number }
  }

  // MARK: Jitter

  mutating func smooth(missing: Set<Int>, _ settings: JitterSettings = .init()) {
    let smoothing = JitterSmoothing(frameCount: frameCount, rate: source.rate, missing: missing, settings: settings)
    for track in tracks.indices { tracks[track] = smoothing.smoothed(tracks[track]) }
  }

  /// Root mean square differences: of rotations in degrees, of the root's path in millimetres.
  func difference(from other: MotionChannels) -> (degrees: Double, millimetres: Double) {
    func meanSquare(_ range: Range<Int>) -> Double {
      var sum = 0.0
      for track in range {
        for (a, b) in zip(tracks[track], other.tracks[track]) {
          for frame in 0..<frameCount { sum += (a[frame] - b[frame]) * (a[frame] - b[frame]) }
        }
      }
      return sum / Double(range.count * frameCount)
    }
    let joints = source.jointCount
    return (
      2 * meanSquare(0..<joints).squareRoot() * 180 / .pi, 1000 * meanSquare(joints..<(joints + 1)).squareRoot()
    )
  }
}

extension MotionClip {
  /// The same motion with rotations of length one, each near the one before.
  var withUnitRotations: MotionClip { frameCount > 0 ? MotionChannels(self).normalizedClip : self }
}
