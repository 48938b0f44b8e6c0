import Motion

extension MotionClip {
  /// Joints that move against the root faster than this on average, in m/s, are no body's: a calibration pose before the
  /// motion, or a glitch of the capture.
  private static let impossibleSpeed = 4.0
  /// How long after the start such a jump is looked for, in seconds.
  private static let window = 0.25

  /// How many frames at the start lie before a jump that no body could make.
  func framesBeforeStartJump() -> Int {
    var frames = 0
    let last = min(frameCount - 1, Int(Self.window * rate))
    guard last > 0 else { return 0 }
    var before = pose(at: 0).positions
    for frame in 1...last {
      let after = pose(at: frame).positions
      var sum = 0.0
      for joint in after.indices { sum += ((after[joint] - after[0]) - (before[joint] - before[0])).length }
      if sum / Double(jointCount) * rate > Self.impossibleSpeed { frames = frame }
      before = after
    }
    return frames
  }

  /// The clip with its first frames replaced by the one after them.
  func holding(firstFrames count: Int) -> MotionClip {
    var clip = self
    for frame in 0..<count {
      clip.rootTranslations[frame] = rootTranslations[count]
      for joint in 0..<jointCount { clip[rotation: frame, joint] = self[rotation: count, joint] }
      for (joint, values) in translations { clip.translations[joint]?[frame] = values[count] }
    }
    return clip
  }
}
