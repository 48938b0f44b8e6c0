import Foundation
import Motion

/// Motions that are made of sines, on skeletons of our own.
enum TestMotion {
  /// A body in an A pose with names as in many animation programs; metres.
  private static let joints: [(name: String, parent: Int?, offset: Vector3)] = [
    ("Hips", nil, Vector3(0, 0, 0)),
    ("LeftUpLeg", 0, Vector3(0.1, -0.05, 0.02)), ("LeftLeg", 1, Vector3(0.05, -0.42, 0)),
    ("LeftFoot", 2, Vector3(0, -0.44, -0.01)), ("LeftToeBase", 3, Vector3(0.01, -0.06, 0.14)),
    ("RightUpLeg", 0, Vector3(-0.1, -0.05, 0.02)), ("RightLeg", 5, Vector3(-0.05, -0.42, 0)),
    ("RightFoot", 6, Vector3(0, -0.44, -0.01)), ("RightToeBase", 7, Vector3(-0.01, -0.06, 0.14)),
    ("Spine", 0, Vector3(0, 0.15, 0)), ("Spine1", 9, Vector3(0, 0.15, -0.01)),
    ("Neck", 10, Vector3(0, 0.22, 0)), ("Head", 11, Vector3(0, 0.1, 0.02)),
    ("LeftShoulder", 10, Vector3(0.04, 0.18, 0)), ("LeftArm", 13, Vector3(0.14, 0, 0)),
    ("LeftForeArm", 14, Vector3(0.2, -0.2, 0)), ("LeftHand", 15, Vector3(0.18, -0.18, 0.02)),
    ("RightShoulder", 10, Vector3(-0.04, 0.18, 0)), ("RightArm", 17, Vector3(-0.14, 0, 0)),
    ("RightForeArm", 18, Vector3(-0.2, -0.2, 0)), ("RightHand", 19, Vector3(-0.18, -0.18, 0.02)),
  ]

  static func skeleton(scale: Double = 1, rename: (String) -> String = { $0 }) throws -> Skeleton {
    try Skeleton(
      joints: joints.map { .init(name: rename($0.name), parent: $0.parent, offset: $0.offset * scale) })
  }

  /// A walk of two seconds: legs and arms swing, knees bend, the body goes forward along +Z and turns a little.
  static func walk(scale: Double = 1) throws -> MotionClip {
    let skeleton = try skeleton(scale: scale)
    let rate = 60.0
    var translations: [Vector3] = []
    var rotations: [Quaternion] = []
    for frame in 0..<120 {
      let phase = 2 * Double.pi * Double(frame) / rate
      translations.append(Vector3(0.02 * sin(phase), 1.02 + 0.02 * cos(2 * phase), 1.2 * Double(frame) / rate) * scale)
      rotations += skeleton.joints.map { rotation(of: $0.name, phase: phase) }
    }
    return try MotionClip(
      name: "walk", skeleton: skeleton, rate: rate, rootTranslations: translations, rotations: rotations)
  }

  private static func rotation(of joint: String, phase: Double) -> Quaternion {
    let side = joint.hasPrefix("Left") ? 1.0 : -1.0
    let swing = sin(phase) * side
    return switch joint {
    case "Hips": Quaternion(rotationVector: Vector3(0.05, 0.1 * sin(phase), 0.03 * cos(phase)))
    case "LeftUpLeg", "RightUpLeg": Quaternion(rotationVector: Vector3(-0.5 * swing - 0.1, 0, 0))
    case "LeftLeg", "RightLeg": Quaternion(rotationVector: Vector3(0.5 + 0.4 * cos(phase) * side, 0, 0))
    case "LeftFoot", "RightFoot": Quaternion(rotationVector: Vector3(0.2 * swing, 0, 0))
    case "LeftArm", "RightArm": Quaternion(rotationVector: Vector3(0.4 * swing, 0.1, -0.3 * side))
    case "LeftForeArm", "RightForeArm": Quaternion(rotationVector: Vector3(0, -0.5 * side, 0.1 * swing))
    case "Spine", "Spine1": Quaternion(rotationVector: Vector3(0.04, -0.08 * sin(phase), 0))
    default: .identity
    }
  }

  /// Knee bends on feet that stay where they are.
  static func squat() throws -> MotionClip {
    let skeleton = try skeleton()
    var rotations: [Quaternion] = []
    for frame in 0..<60 {
      let bend = 0.8 * (1 - cos(2 * Double.pi * Double(frame) / 60)) / 2
      rotations += skeleton.joints.map { joint in
        if joint.name.hasSuffix("UpLeg") || joint.name.hasSuffix("Foot") {
          return Quaternion(angle: -bend, axis: .unitX)
        }
        return joint.name.hasSuffix("Leg") ? Quaternion(angle: 2 * bend, axis: .unitX) : .identity
      }
    }
    var clip = try MotionClip(
      name: "squat", skeleton: skeleton, rate: 60, rootTranslations: Array(repeating: .zero, count: 60),
      rotations: rotations)
    for frame in 0..<60 { clip.rootTranslations[frame] = Vector3(0.1, 0.08, 0) - clip.pose(at: frame).positions[3] }
    return clip
  }

  /// The same motion with every joint's own frame turned by a constant rotation: positions stay, rotations and offsets
  /// are told in other axes.
  static func withTurnedFrames(_ clip: MotionClip, by turns: [Quaternion]) throws -> MotionClip {
    let joints = clip.skeleton.joints.map { joint in
      var joint = joint
      if let parent = joint.parent { joint.offset = turns[parent].inverse.rotate(joint.offset) }
      return joint
    }
    var rotations = clip.rotations
    for index in rotations.indices {
      let joint = index % clip.jointCount
      let parent = clip.skeleton.joints[joint].parent.map { turns[$0].inverse } ?? .identity
      rotations[index] = parent * rotations[index] * turns[joint]
    }
    return try MotionClip(
      name: clip.name, skeleton: Skeleton(joints: joints), rate: clip.rate, rootTranslations: clip.rootTranslations,
      rotations: rotations)
  }
}
