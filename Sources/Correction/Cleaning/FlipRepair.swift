import Motion

/// Turns legs back that a recording has the wrong way round for a while. Where markers are hidden, what solved for the joints may have
/// taken the other one of two solutions: the knee has turned about the line from hip to ankle, or the foot about the shin, and turns
/// back as suddenly.
struct FlipRepair {
  /// The clip with its legs as they are before and after, and all else as it was.
  private(set) var repaired: MotionClip
  /// In which a leg was turned back.
  private(set) var frames: Set<Int> = []

  init(_ clip: MotionClip, map: JointMap, settings: FlipSettings = .init()) {
    repaired = clip
    for side in BodySide.allCases {
      guard let leg = Leg(side, map: map, skeleton: clip.skeleton) else { continue }
      frames.formUnion(repair(leg, settings))
    }
  }

  private mutating func repair(_ leg: Leg, _ settings: FlipSettings) -> Set<Int> {
    let recorded = (0..<repaired.frameCount).map { leg.posture(in: repaired, frame: $0) }
    let hips = recorded.map(\.thigh)
    let ankles = recorded.map { $0.shin.inverse * $0.foot }
    let thighs = RotationTrack(hips, rate: repaired.rate, settings: settings)
    let feet = RotationTrack(recorded.map(\.foot), joints: [hips, ankles], rate: repaired.rate, settings: settings)
    let flippedThighs = thighs.flipped
    let flipped = flippedThighs.union(feet.flipped)
    guard !flipped.isEmpty else { return [] }
    let (newThighs, newFeet) = (thighs.filled, feet.filled)
    for frame in flipped {
      if flippedThighs.contains(frame) {
        // The knee stays as bent as it was, so that the ankle is as far from the hip: one turn brings it back to its place.
        repaired[rotation: frame, leg.thigh] = newThighs[frame]
        let swing = Quaternion(from: leg.posture(in: repaired, frame: frame).ankle, to: recorded[frame].ankle)
        repaired[rotation: frame, leg.thigh] = (swing * newThighs[frame]).normalized
      }
      let shin = leg.posture(in: repaired, frame: frame).shin
      repaired[rotation: frame, leg.foot] = (shin.inverse * newFeet[frame]).normalized
    }
    return flipped
  }
}

/// A leg of a clip, seen from what the thigh hangs on.
private struct Leg {
  /// From the thigh to the foot, each the parent of the next.
  private let joints: [Int]

  /// Nil where the map has no such leg.
  init?(_ side: BodySide, map: JointMap, skeleton: Skeleton) {
    guard let thigh = map[side.upperLeg], let foot = map[side.foot], skeleton.joints.indices.contains(foot) else {
      return nil
    }
    let path = skeleton.ancestry(of: foot)
    guard let end = path.firstIndex(of: thigh), end > 0 else { return nil }
    joints = path[...end].reversed()
  }

  var thigh: Int { joints[0] }
  var foot: Int { joints[joints.count - 1] }

  /// How the thigh, the foot and what the foot hangs on are turned, and where the ankle is, from the hip, in metres: in the frame of
  /// the thigh's parent.
  func posture(in clip: MotionClip, frame: Int) -> (
    thigh: Quaternion, shin: Quaternion, foot: Quaternion, ankle: Vector3
  ) {
    let thigh = clip[rotation: frame, thigh]
    var posture = (thigh: thigh, shin: thigh, foot: thigh, ankle: Vector3.zero)
    for joint in joints.dropFirst() {
      posture.ankle += posture.foot.rotate(clip.localTranslation(frame: frame, joint: joint))
      posture.shin = posture.foot
      posture.foot = posture.foot * clip[rotation: frame, joint]
    }
    return posture
  }
}
