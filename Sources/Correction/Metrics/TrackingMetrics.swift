import Motion

/// How far a performed motion is from the one that it was to follow, over the joints that both have.
public struct TrackingMetrics: Codable, Sendable, Equatable {
  /// Mean per-joint position error, in millimetres.
  public var mpjpeGlobalMM: Double
  /// The same with both roots at the origin.
  public var mpjpeLocalMM: Double
  /// The largest mean over the joints of one frame.
  public var maxJointErrorMM: Double
  /// Mean length of the difference of first differences, in millimetres a frame.
  public var velocityErrorMMPerFrame: Double
  /// Mean length of the difference of second differences, in millimetres a frame squared.
  public var accelerationErrorMMPerFrame2: Double
  /// Whether the mean per-joint distance was never over 0.5 m, as UHC and PHC count success.
  public var isSuccessful: Bool

  /// - Throws: `MotionError.invalidClip` when the clips differ in length or share no joint.
  public init(performed: MotionClip, reference: MotionClip) throws {
    guard performed.frameCount == reference.frameCount else {
      throw MotionError.invalidClip(
        performed.name, "it has \(performed.frameCount) frames and its reference \(reference.frameCount)")
    }
    let pairs = performed.skeleton.joints.enumerated().compactMap { index, joint in
      reference.skeleton.index(named: joint.name).map { (index, $0) }
    }
    guard !pairs.isEmpty else {
      throw MotionError.invalidClip(performed.name, "it has no joint by the name of one of its reference")
    }
    let frames = performed.frameCount
    let count = Double(pairs.count)
    var errors: [[Vector3]] = []
    var global: [Double] = []
    var local = 0.0
    for frame in 0..<frames {
      let a = performed.pose(at: frame).positions
      let b = reference.pose(at: frame).positions
      let error = pairs.map { a[$0.0] - b[$0.1] }
      let root = a[0] - b[0]
      global.append(error.reduce(0) { $0 + $1.length } / count)
      local += error.reduce(0) { $0 + ($1 - root).length } / count
      errors.append(error)
    }
    func mean(_ order: Int, _ difference: (Int, Int) -> Vector3) -> Double {
      guard frames > order else { return 0 }
      var sum = 0.0
      for frame in order..<frames { for joint in pairs.indices { sum += difference(frame, joint).length } }
      return sum / (count * Double(frames - order)) * 1000
    }
    mpjpeGlobalMM = global.reduce(0, +) / Double(frames) * 1000
    mpjpeLocalMM = local / Double(frames) * 1000
    maxJointErrorMM = (global.max() ?? 0) * 1000
    velocityErrorMMPerFrame = mean(1) { errors[$0][$1] - errors[$0 - 1][$1] }
    accelerationErrorMMPerFrame2 = mean(2) { errors[$0][$1] - errors[$0 - 1][$1] * 2 + errors[$0 - 2][$1] }
    isSuccessful = (global.max() ?? 0) <= 0.5
  }
}
