import Foundation

extension MotionClip {
  /// The motion at another rate, over the same time from the first frame: rotations by slerp, translations by a cubic
  /// through the frames (Catmull-Rom). Where times coincide, the frame is the source's own.
  /// - Throws: `MotionError.invalidClip` for a rate that is not a positive number.
  public func resampled(to rate: Double) throws -> MotionClip {
    guard rate.isFinite, rate > 0, rate <= 1e6 else {
      throw MotionError.invalidClip(name, "cannot be sampled at \(rate) frames per second")
    }
    return try sampled(rate: rate, frameCount: Int((duration * rate + 1e-6).rounded(.down)) + 1)
  }

  /// The motion at `frameCount` times from its start, `1 / rate` apart. After its end it holds its last frame.
  public func sampled(rate newRate: Double, frameCount newCount: Int) throws -> MotionClip {
    guard newRate.isFinite, newRate > 0, newCount > 0 else {
      throw MotionError.invalidClip(name, "cannot be sampled \(newCount) times at \(newRate) frames per second")
    }
    if newRate == rate, newCount <= frameCount { return prefix(newCount) }
    var clip = self
    clip.rate = newRate
    clip.rotations = []
    clip.rotations.reserveCapacity(newCount * jointCount)
    clip.rootTranslations = []
    clip.translations = translations.mapValues { _ in [] }
    for frame in 0..<newCount {
      let (base, fraction) = place(ofTime: Double(frame) / newRate)
      for joint in 0..<jointCount {
        let here = self[rotation: base, joint]
        clip.rotations.append(fraction == 0 ? here : here.slerp(to: self[rotation: base + 1, joint], at: fraction))
      }
      clip.rootTranslations.append(Self.cubic(rootTranslations, base, fraction))
      for (joint, values) in translations { clip.translations[joint]?.append(Self.cubic(values, base, fraction)) }
    }
    return clip
  }

  /// The first frames.
  public func prefix(_ count: Int) -> MotionClip {
    var clip = self
    clip.rootTranslations = Array(rootTranslations.prefix(count))
    clip.rotations = Array(rotations.prefix(count * jointCount))
    clip.translations = translations.mapValues { Array($0.prefix(count)) }
    return clip
  }

  /// The frame at or before a time and the share of the way to the next; 0 on a frame and after the end.
  private func place(ofTime time: Double) -> (frame: Int, fraction: Double) {
    let exact = time * rate
    let nearest = exact.rounded()
    if abs(exact - nearest) < 1e-9 * max(1, abs(exact)) { return (min(Int(nearest), frameCount - 1), 0) }
    let base = Int(exact.rounded(.down))
    return base >= frameCount - 1 ? (frameCount - 1, 0) : (base, exact - Double(base))
  }

  private static func cubic(_ values: [Vector3], _ base: Int, _ t: Double) -> Vector3 {
    guard t > 0 else { return values[base] }
    let p1 = values[base]
    let p2 = values[base + 1]
    // At the ends the missing neighbour continues the parabola through the three nearest frames, or the line through two.
    let p0 = base > 0 ? values[base - 1] : base + 2 < values.count ? p1 * 3 - p2 * 3 + values[base + 2] : p1 * 2 - p2
    let p3 = base + 2 < values.count ? values[base + 2] : base > 0 ? p2 * 3 - p1 * 3 + values[base - 1] : p2 * 2 - p1
    let m1 = (p2 - p0) / 2
    let m2 = (p3 - p1) / 2
    let t2 = t * t
    let t3 = t2 * t
    let first = p1 * (2 * t3 - 3 * t2 + 1) + m1 * (t3 - 2 * t2 + t)
    return first + p2 * (3 * t2 - 2 * t3) + m2 * (t3 - t2)
  }
}
