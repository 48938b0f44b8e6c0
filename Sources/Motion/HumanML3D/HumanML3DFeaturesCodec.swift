/// HumanML3D's 263 features: an array (frames, 263) in a .npy file; see `HumanML3DFeatures`.
///
/// Positions come from the features 0..<67 and become rotations by inverse kinematics on a skeleton with SMPL's rest
/// directions and the clip's own bone lengths. 20 frames per second unless the options say otherwise.
public struct HumanML3DFeaturesCodec: MotionCodec {
  public let name = "codec.humanml3d-features"
  public let summary = "HumanML3D features: an array (frames, 263)"
  public let fileExtensions = ["npy"]

  public init() {}

  public func recognizes(_ bytes: [UInt8], fileExtension: String) -> Bool {
    guard let header = try? NPYHeader(bytes) else { return false }
    return header.shape.count == 2 && header.shape[1] == HumanML3DFeatures.count
  }

  public func decode(_ bytes: [UInt8], file: String, options: DecodingOptions) throws -> MotionClip {
    let array = try NPYArray(bytes: bytes, file: file)
    guard array.shape.count == 2, array.shape[1] == HumanML3DFeatures.count, array.elementType != .text else {
      throw MotionError.malformed(
        file: file, place: nil, problem: "its shape is \(NPYArray.describe(array.shape)), expected (frames, 263)")
    }
    guard array.shape[0] > 0 else {
      throw MotionError.malformed(file: file, place: nil, problem: "it has no frames")
    }
    return try MotionClip(
      name: file, rate: options.rate ?? HumanML3DJointsCodec.rate, features: array.values, rowCount: array.shape[0],
      convention: WorldConvention(format: name))
  }

  /// Writes a .npy file of 4-byte floats with one row less than the clip has frames.
  /// - Throws: `MotionError.unsupported` when the clip lacks one of SMPL's 22 body joints, is not at 20 frames per
  ///   second (steps and contacts depend on it), or has one frame only.
  public func encode(_ clip: MotionClip) throws -> [UInt8] {
    guard abs(clip.rate - HumanML3DJointsCodec.rate) < 1e-6 else {
      throw MotionError.unsupported(
        "\(clip.name): HumanML3D's features need 20 frames per second, this clip has \(clip.rate); resample it first")
    }
    guard clip.frameCount > 1 else {
      throw MotionError.unsupported("\(clip.name): HumanML3D's features need at least two frames")
    }
    let features = HumanML3DFeatures.features(try clip.bodyPositions())
    return try NPYArray(
      shape: [clip.frameCount - 1, HumanML3DFeatures.count], values: features, elementType: .float32
    ).encoded()
  }
}
