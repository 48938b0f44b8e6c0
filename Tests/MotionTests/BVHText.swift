import Foundation

@testable import Motion

/// Small BVH files for tests.
enum BVHText {
  /// A person of 1.7 m standing straight, in the given unit and up axis, `frames` times.
  static func person(metresPerUnit unit: Double, zUp: Bool = false, named: Bool = true, frames: Int = 2) -> String {
    func offset(_ x: Double, _ y: Double, _ z: Double) -> String {
      zUp ? "\(x / unit) \(-z / unit) \(y / unit)" : "\(x / unit) \(y / unit) \(z / unit)"
    }
    func leg(_ name: String, _ side: Double) -> String {
      """
      JOINT \(named ? "\(name)UpLeg" : "\(name)1") { OFFSET \(offset(side * 0.1, -0.08, 0)) CHANNELS 3 Zrotation Xrotation Yrotation
      JOINT \(named ? "\(name)Leg" : "\(name)2") { OFFSET \(offset(0, -0.4, 0)) CHANNELS 3 Zrotation Xrotation Yrotation
      JOINT \(named ? "\(name)Foot" : "\(name)3") { OFFSET \(offset(0, -0.4, 0)) CHANNELS 3 Zrotation Xrotation Yrotation
      End Site { OFFSET \(offset(0, -0.06, 0.15)) } } } }

      """
    }
    func arm(_ name: String, _ side: Double) -> String {
      """
      JOINT \(named ? "\(name)Arm" : "\(name)4") { OFFSET \(offset(side * 0.18, 0, 0)) CHANNELS 3 Zrotation Xrotation Yrotation
      JOINT \(named ? "\(name)Hand" : "\(name)5") { OFFSET \(offset(0, -0.5, 0)) CHANNELS 3 Zrotation Xrotation Yrotation
      End Site { OFFSET \(offset(0, -0.15, 0)) } } }

      """
    }
    let rest = [String](repeating: "0", count: 3 * 14).joined(separator: " ")
    let root = zUp ? "\(1 / unit) \(-2 / unit) \(0.94 / unit)" : "\(1 / unit) \(0.94 / unit) \(2 / unit)"
    return """
      HIERARCHY
      ROOT \(named ? "Hips" : "a") { OFFSET 0 0 0 CHANNELS 6 Xposition Yposition Zposition Zrotation Xrotation Yrotation
      \(leg("Left", 1))\(leg("Right", -1))
      JOINT \(named ? "Spine" : "s") { OFFSET \(offset(0, 0.25, 0)) CHANNELS 3 Zrotation Xrotation Yrotation
      JOINT \(named ? "Neck" : "n") { OFFSET \(offset(0, 0.25, 0)) CHANNELS 3 Zrotation Xrotation Yrotation
      JOINT \(named ? "Head" : "h") { OFFSET \(offset(0, 0.1, 0)) CHANNELS 3 Zrotation Xrotation Yrotation
      End Site { OFFSET \(offset(0, 0.1, 0)) } } }
      \(arm("Left", 1))\(arm("Right", -1)) } }
      MOTION
      Frames: \(frames)
      Frame Time: 0.0333333

      """ + [String](repeating: "\(root) \(rest)\n", count: frames).joined()
  }

  /// A root with one child a unit along x, and one frame.
  static func pair(root: String, child: String, values: String, childBody: String = "") -> String {
    """
    HIERARCHY
    ROOT root
    {
      OFFSET 0 0 0
      CHANNELS \(root)
      JOINT child
      {
        OFFSET 1 0 0
        CHANNELS \(child)
        \(childBody)
        End Site
        {
          OFFSET 0 0.5 0
        }
      }
    }
    MOTION
    Frames: 1
    Frame Time: 0.01
    \(values)

    """
  }
}

extension BVHCodec {
  func decode(_ text: String, _ options: DecodingOptions = .init(metresPerUnit: 1, up: .y)) throws -> MotionClip {
    try decode(Array(text.utf8), file: "test.bvh", options: options)
  }

  func roundTrip(_ clip: MotionClip) throws -> MotionClip {
    try decode(
      encode(clip), file: clip.name,
      options: DecodingOptions(metresPerUnit: clip.convention.metresPerUnit, up: clip.convention.up))
  }
}

extension MotionClip {
  /// The greatest distance of a joint from where `other` has it, in metres, over every `step`th frame.
  func greatestDistance(to other: MotionClip, step: Int = 1) -> Double {
    stride(from: 0, to: frameCount, by: step).map { frame in
      zip(pose(at: frame).positions, other.pose(at: frame).positions).map { ($0 - $1).length }.max() ?? 0
    }.max() ?? 0
  }
}
