import Gaitkeeper

/// A walk without end, made of one stride of a clip: the stride whose end fits its start best, with its end blended into what
/// comes before its start.
struct CyclicMotion {
  private let clip: MotionClip
  private let start: Int
  private let period: Int
  /// Frames of the stride that are blended.
  private let blend: Int
  /// Seconds that a stride may last.
  private static let strides = 0.8...2.4
  private static let blendSeconds = 0.25

  /// Nil when the clip is too short to hold a stride.
  init?(clip: MotionClip) {
    let shortest = Int((Self.strides.lowerBound * clip.rate).rounded(.up))
    let longest = Int((Self.strides.upperBound * clip.rate).rounded(.down))
    blend = max(Int(Self.blendSeconds * clip.rate), 1)
    var best: (cost: Double, start: Int, period: Int)?
    for start in blend..<max(clip.frameCount - shortest - 1, blend) {
      for period in shortest...max(min(longest, clip.frameCount - 2 - start), shortest) {
        let cost = (0...1).reduce(0) { $0 + Self.distance(clip, start + $1, start + period + $1) }
        if cost < best?.cost ?? .infinity { best = (cost, start, period) }
      }
    }
    guard let best else { return nil }
    (self.clip, start, period) = (clip, best.start, best.period)
  }

  /// How different two poses are, wherever they face.
  private static func distance(_ clip: MotionClip, _ a: Int, _ b: Int) -> Double {
    guard b < clip.frameCount else { return .infinity }
    return (0..<clip.jointCount).reduce(0) { sum, joint in
      let turn = clip.tilt(a, joint).inverse * clip.tilt(b, joint)
      return sum + turn.rotationVector.squaredLength
    }
  }

  /// The walk, for as many frames as asked.
  func motion(frameCount: Int) throws -> MotionClip {
    var heading = clip[rotation: start, 0].heading
    var place = clip.rootTranslations[start]
    var translations: [Vector3] = []
    var rotations: [Quaternion] = []
    translations.reserveCapacity(frameCount)
    rotations.reserveCapacity(frameCount * clip.jointCount)
    for frame in 0..<frameCount {
      let (now, before, weight) = sources(frame % period)
      let height = clip.rootTranslations[now].y * (1 - weight) + clip.rootTranslations[before].y * weight
      translations.append(Vector3(place.x, height, place.z))
      for joint in 0..<clip.jointCount {
        let local = clip.tilt(now, joint).slerp(to: clip.tilt(before, joint), at: weight)
        rotations.append(joint == 0 ? (heading * local).normalized : local)
      }
      let (step, turn) = (increment(now), increment(before))
      place += heading.rotate(step.move * (1 - weight) + turn.move * weight)
      heading = (heading * Quaternion(angle: step.turn * (1 - weight) + turn.turn * weight, axis: .unitY)).normalized
    }
    return try MotionClip(
      name: clip.name, skeleton: clip.skeleton, rate: clip.rate, rootTranslations: translations, rotations: rotations)
  }

  /// The clip's frame at a place in the stride, and the one a stride earlier with its weight in the blend.
  private func sources(_ place: Int) -> (now: Int, before: Int, weight: Double) {
    let left = period - place
    guard left < blend else { return (start + place, start + place, 0) }
    let t = Double(blend - left) / Double(blend)
    return (start + place, start + place - period, t * t * (3 - 2 * t))
  }

  /// How the root moves to the next frame, seen from its heading, and turns about the vertical.
  private func increment(_ frame: Int) -> (move: Vector3, turn: Double) {
    let heading = clip[rotation: frame, 0].heading
    let move = heading.inverse.rotate(clip.rootTranslations[frame + 1] - clip.rootTranslations[frame])
    let turn = (heading.inverse * clip[rotation: frame + 1, 0].heading).twistAngle(about: .unitY)
    return (Vector3(move.x, 0, move.z), turn)
  }
}

extension MotionClip {
  /// A joint's rotation; the root's without its heading.
  fileprivate func tilt(_ frame: Int, _ joint: Int) -> Quaternion {
    let rotation = self[rotation: frame, joint]
    return joint == 0 ? rotation.heading.inverse * rotation : rotation
  }
}
