import Motion

extension MotionClip {
  /// How many frames at the start lie before a jump that no body could make.
  func framesBeforeStartJump(_ settings: StartSettings = .init()) -> Int {
    var frames = 0
    let last = min(frameCount - 1, Int(settings.window * rate))
    guard last > 0 else { return 0 }
    var before = pose(at: 0).positions
    for frame in 1...last {
      let after = pose(at: frame).positions
      var sum = 0.0
      for joint in after.indices { sum += ((after[joint] - after[0]) - (before[joint] - before[0])).length }
      if sum / Double(jointCount) * rate > settings.poseSpeed { frames = frame }
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

  /// By joint, how many frames at the start lie before a jump of that joint alone: an arm that a recording's first frame has as in its
  /// rest pose. Joints that do not jump are not among them.
  func jointJumpsAtStart(_ settings: StartSettings = .init()) -> [Int: Int] {
    let last = min(frameCount - 2, Int(settings.window * rate))
    guard last > 0 else { return [:] }
    var jumps: [Int: Int] = [:]
    for joint in 0..<jointCount where skeleton.joints[joint].parent != nil {
      func speed(to frame: Int) -> Double {
        (self[rotation: frame, joint] * self[rotation: frame - 1, joint].inverse).rotationVector.length * rate
      }
      for frame in 1...last where speed(to: frame) > settings.jointSpeed {
        if speed(to: frame + 1) < settings.jointRest * speed(to: frame) { jumps[joint] = frame }
      }
    }
    return jumps
  }

  /// The clip with the first rotations of some joints replaced by the ones after them.
  /// - Parameter joints: how many frames, by joint.
  func holding(_ joints: [Int: Int]) -> MotionClip {
    var clip = self
    for (joint, count) in joints {
      for frame in 0..<count { clip[rotation: frame, joint] = self[rotation: count, joint] }
    }
    return clip
  }
}
