import Motion

/// A motion in HumanML3D's features, and what people say of it.
public struct CaptionedMotion: Sendable, Hashable, Codable {
  public var id: String
  /// At least one.
  public var captions: [String]
  /// `features[frame * 263 + column]`, not normalised, at 20 frames per second; see `HumanML3DFeatures`.
  public var features: [Float]

  public init(id: String, captions: [String], features: [Float]) {
    self.id = id
    self.captions = captions
    self.features = features
  }

  public var frameCount: Int { features.count / HumanML3DFeatures.count }

  /// Frames per second of HumanML3D.
  public static let rate = 20.0

  /// World positions of SMPL's 22 body joints in metres: `[frame * 22 + joint]`.
  public var positions: [Vector3] { HumanML3DFeatures.positions(features.map(Double.init)) }

  /// The motion on a skeleton of its own bone lengths, by inverse kinematics.
  /// - Throws: `MotionError` when a feature is not finite.
  public func clip() throws -> MotionClip {
    try MotionClip(
      name: id, rate: Self.rate, features: features.map(Double.init), rowCount: frameCount,
      convention: WorldConvention(format: HumanML3DFeaturesCodec().name))
  }

  /// - Parameter positions: of one frame more than the motion gets, as a feature row spans two.
  public init(id: String, captions: [String], positions: [Vector3]) {
    self.init(id: id, captions: captions, features: HumanML3DFeatures.features(positions).map { Float($0) })
  }

  /// From a clip on any skeleton with SMPL's 22 body joints: at HumanML3D's rate, and with the floor under the lowest joint, as HumanML3D has it.
  /// - Throws: `MotionError.unsupported` when a joint is missing.
  public init(clip: MotionClip, id: String? = nil, captions: [String]) throws {
    let positions = try clip.resampled(to: Self.rate).bodyPositions()
    let floor = positions.map(\.y).min() ?? 0
    self.init(id: id ?? clip.name, captions: captions, positions: positions.map { $0 - .unitY * floor })
  }

  /// The frames of a range.
  func cut(to range: Range<Int>) -> CaptionedMotion {
    var result = self
    result.features = Array(
      features[range.lowerBound * HumanML3DFeatures.count..<range.upperBound * HumanML3DFeatures.count])
    return result
  }

  /// The same frames in random order: poses without motion.
  func withShuffledFrames(from random: inout some RandomNumberGenerator) -> CaptionedMotion {
    var result = self
    let width = HumanML3DFeatures.count
    result.features = (0..<frameCount).shuffled(using: &random).flatMap {
      features[($0 * width)..<(($0 + 1) * width)]
    }
    return result
  }
}
