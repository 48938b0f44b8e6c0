extension MotionClip {
  /// Greatest number of rotations (frames x joints) that a resampled clip may have.
  private static let greatestRotationCount = 1 << 28

  /// The motion at another rate over the same duration: floor(duration * rate + 1e-6) + 1 frames.
  ///
  /// - Throws: `MotionError.invalidClip` when the rate is not a positive number, or gives too many frames.
  public func resampled(to rate: Double) throws -> MotionClip {
    let last = (duration * rate + 1e-6).rounded(.down)
    guard last >= 0, last < Double(Self.greatestRotationCount) else {
      throw MotionError.invalidClip(name, "it cannot be resampled to \(rate) frames per second")
    }
    return try sampled(rate: rate, frameCount: Int(last) + 1)
  }

  /// The motion at times i / rate for i in 0 ..< frameCount; beyond its end it stays in its last frame.
  ///
  /// Rotations go along the shortest arc (slerp); positions along the cubic Hermite curve with central differences as
  /// tangents (Catmull-Rom), which is smooth to the first derivative and exact for constant acceleration. Times within
  /// a nanosecond of a source frame give that frame to the bit.
  ///
  /// - Throws: `MotionError.invalidClip` when the rate or the count is not positive, or the clip would be too long.
  public func sampled(rate newRate: Double, frameCount newCount: Int) throws -> MotionClip {
    guard newRate.isFinite, newRate > 0 else {
      throw MotionError.invalidClip(name, "cannot sample at \(newRate) frames per second, expected a positive number")
    }
    guard newCount > 0, newCount <= Self.greatestRotationCount / jointCount else {
      throw MotionError.invalidClip(name, "cannot sample \(newCount) frames, expected a positive number that fits")
    }
    let samples = (0..<newCount).map { sample(at: Double($0) / newRate) }
    var newRotations: [Quaternion] = []
    newRotations.reserveCapacity(newCount * jointCount)
    for sample in samples {
      for joint in 0..<jointCount {
        let start = self[rotation: sample.frame, joint]
        newRotations.append(
          sample.fraction == 0 ? start : start.slerp(to: self[rotation: sample.frame + 1, joint], at: sample.fraction))
      }
    }
    return try MotionClip(
      name: name, skeleton: skeleton, rate: newRate,
      rootTranslations: samples.map { Self.interpolate(rootTranslations, $0) }, rotations: newRotations,
      translations: translations.mapValues { values in samples.map { Self.interpolate(values, $0) } },
      convention: convention, attributes: attributes)
  }

  /// A moment: `fraction` of the way, in 0 ..< 1, from `frame` to the next one.
  private struct Sample {
    var frame: Int
    var fraction: Double
  }

  private func sample(at time: Double) -> Sample {
    let place = time * rate
    guard place < Double(frameCount - 1) else { return Sample(frame: frameCount - 1, fraction: 0) }
    let nearest = place.rounded()
    if abs(time - nearest / rate) < 1e-9 { return Sample(frame: Int(nearest), fraction: 0) }
    let frame = Int(place)
    return Sample(frame: frame, fraction: place - Double(frame))
  }

  private static func interpolate(_ values: [Vector3], _ sample: Sample) -> Vector3 {
    let t = sample.fraction
    guard t > 0 else { return values[sample.frame] }
    let a = values[sample.frame]
    let b = values[sample.frame + 1]
    let change = b - a
    let slopeA = tangent(values, sample.frame) - change
    let slopeB = tangent(values, sample.frame + 1) - change
    // Hermite's cubic as the straight line plus what the tangents add to it.
    return a + change * t + (slopeA * (1 - t) - slopeB * t) * (t * (1 - t))
  }

  /// Change per frame at `frame`: that of the parabola through it and its neighbours, or its two successors or
  /// predecessors at an end.
  private static func tangent(_ values: [Vector3], _ frame: Int) -> Vector3 {
    let last = values.count - 1
    if last == 1 { return values[1] - values[0] }
    if frame == 0 { return (values[1] * 4 - values[0] * 3 - values[2]) * 0.5 }
    if frame == last { return (values[last] * 3 - values[last - 1] * 4 + values[last - 2]) * 0.5 }
    return (values[frame + 1] - values[frame - 1]) * 0.5
  }
}
