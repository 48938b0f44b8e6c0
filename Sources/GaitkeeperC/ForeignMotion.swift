import CGaitkeeper
import Correction
import Motion

/// A caller's motion, read.
struct ForeignMotion {
  enum Layout {
    case joints, features

    var width: Int { self == .joints ? 66 : HumanML3DFeatures.count }
  }

  let name: String
  let rate: Double
  let frameCount: Int
  let layout: Layout
  let number: ForeignNumber
  /// As they came: `values[frame * layout.width + column]`.
  let values: [Double]

  /// - Throws: when a field is not what the header asks for.
  init(_ motion: gaitkeeper_motion) throws {
    name = motion.name.map { String(cString: $0) } ?? "motion"
    rate = motion.rate
    guard (1...1 << 20).contains(motion.frames) else {
      throw Failure.argument("\(name): frames is \(UInt(bitPattern: motion.frames)), expected 1 to \(1 << 20)")
    }
    frameCount = motion.frames
    switch motion.layout {
    case GAITKEEPER_JOINTS.rawValue: layout = .joints
    case GAITKEEPER_FEATURES.rawValue: layout = .features
    default: throw Failure.argument("\(name): layout is \(motion.layout), expected a gaitkeeper_layout")
    }
    if layout == .features, abs(rate - HumanML3DJointsCodec.rate) > 1e-6 {
      throw Failure.argument("\(name): rate is \(rate), but HumanML3D's features have 20 frames a second")
    }
    number = try ForeignNumber(code: motion.number)
    guard let source = motion.values else { throw Failure.argument("\(name): values is NULL") }
    values = number.read(frameCount * layout.width, from: source)
  }

  /// By inverse kinematics.
  /// - Throws: `MotionError`.
  func clip() throws -> MotionClip {
    switch layout {
    case .features: try MotionClip(name: name, rate: rate, features: values, rowCount: frameCount)
    case .joints:
      try MotionClip(name: name, rate: rate, bodyPositions: values.vectors, frameCount: frameCount)
    }
  }

  /// What came of it, in the layout that it had.
  func values(of correction: Correction) throws -> [Double] {
    // Inverse kinematics has given bones one length; kept input is to be what it was.
    if correction.remedy == .keptInput { return values }
    let positions = try correction.clip.bodyPositions()
    switch layout {
    case .joints: return positions.flatMap { [$0.x, $0.y, $0.z] }
    case .features:
      // A row needs the frame after it: the motion goes on by one, as it went last.
      let joints = HumanML3DFeatures.jointCount
      let last = positions.suffix(joints)
      let before = positions.count > joints ? positions.dropLast(joints).suffix(joints) : last
      return HumanML3DFeatures.features(positions + zip(last, before).map { $0 + ($0 - $1) })
    }
  }
}
