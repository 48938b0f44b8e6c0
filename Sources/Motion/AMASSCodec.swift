/// NPZ files in the layout of AMASS (Mahmood et al. 2019): SMPL's joint rotations as axis-angle, z up.
///
/// Read: `poses` (T x 66, 72, 156 or 165), `trans` (T x 3), `mocap_framerate` or `mocap_frame_rate`, `gender`, `betas`. Bones have
/// SMPL's mean proportions; betas are kept for writing back, not applied. Other arrays (dmpls, markers) are passed over.
public struct AMASSCodec: MotionCodec {
  public let name = "codec.amass"
  public let summary = "AMASS: SMPL's joint rotations, NPZ"
  public let fileExtensions = ["npz"]

  private static let rateNames = ["mocap_framerate", "mocap_frame_rate"]

  public init() {}

  public func recognizes(_ bytes: [UInt8], fileExtension: String) -> Bool {
    guard NPZ.isZip(bytes) else { return false }
    var hasPoses = false
    _ = try? NPZ.read(bytes, file: "") { name in
      if name == "poses" { hasPoses = true }
      return false
    }
    return hasPoses
  }

  public func decode(_ bytes: [UInt8], file: String, options: DecodingOptions) throws -> MotionClip {
    let wanted = Set(["poses", "trans", "gender", "betas"] + Self.rateNames)
    let arrays = try NPZ.read(bytes, file: file) { wanted.contains($0) }
    func numbers(_ name: String) throws -> NumericArray {
      guard case .numbers(let array)? = arrays[name] else {
        throw MotionError.malformed(file: file, place: "array '\(name)'", problem: "is missing or holds no numbers")
      }
      return array
    }
    let poses = try numbers("poses")
    guard poses.shape.count == 2, [66, 72, 156, 165].contains(poses.shape[1]) else {
      throw MotionError.malformed(
        file: file, place: "array 'poses'", problem: "has shape \(poses.shape), expected T x 66, 72, 156 or 165")
    }
    let frames = poses.shape[0]
    guard frames > 0 else { throw MotionError.malformed(file: file, place: "array 'poses'", problem: "has no frames") }
    let translation = try numbers("trans")
    guard translation.shape == [frames, 3] else {
      throw MotionError.malformed(
        file: file, place: "array 'trans'", problem: "has shape \(translation.shape), expected \([frames, 3])")
    }
    let rateName = Self.rateNames.first { arrays[$0] != nil }
    let rate = try options.rate ?? rateName.map { try numbers($0).values.first ?? 0 }
    guard let rate, rate > 0, rate.isFinite else {
      throw MotionError.malformed(
        file: file, place: "array 'mocap_framerate'", problem: "is missing or not a positive number")
    }
    return try clip(poses: poses, translation: translation, rate: rate, arrays: arrays, file: file, options: options)
  }

  private func clip(
    poses: NumericArray, translation: NumericArray, rate: Double, arrays: [String: NPY.Content], file: String,
    options: DecodingOptions
  ) throws -> MotionClip {
    let skeleton = try SMPLSkeleton.skeleton(jointCount: poses.shape[1] / 3)
    let unit = options.metresPerUnit ?? 1
    let up = options.up ?? .z
    var attributes: [String: ClipAttribute] = [:]
    if case .text(let gender)? = arrays["gender"] { attributes["gender"] = .text(gender) }
    if case .numbers(let betas)? = arrays["betas"] { attributes["betas"] = .numbers(betas.values) }
    var rotations: [Quaternion] = []
    rotations.reserveCapacity(poses.values.count / 3)
    for start in stride(from: 0, to: poses.values.count, by: 3) {
      rotations.append(
        Quaternion(rotationVector: Vector3(poses.values[start], poses.values[start + 1], poses.values[start + 2])))
    }
    let translations = stride(from: 0, to: translation.values.count, by: 3).map { start in
      Vector3(translation.values[start], translation.values[start + 1], translation.values[start + 2]) * unit
        + SMPLSkeleton.pelvis
    }
    let clip = try MotionClip(
      name: MotionClip.name(ofFile: file), skeleton: skeleton, rate: rate, rootTranslations: translations,
      rotations: rotations, convention: WorldConvention(up: up, metresPerUnit: unit, format: name),
      attributes: attributes)
    return up == .z ? clip.turned(by: WorldConvention.zUpToYUp) : clip
  }

  public func encode(_ clip: MotionClip) throws -> [UInt8] {
    let count = clip.jointCount
    guard let skeleton = try? SMPLSkeleton.skeleton(jointCount: count),
      zip(skeleton.joints, clip.skeleton.joints).allSatisfy({ $0.name == $1.name && $0.parent == $1.parent })
    else {
      throw MotionError.unsupported(
        "\(clip.name): AMASS's layout holds SMPL's joints (pelvis, left_hip, ...), not this skeleton of \(count) joints"
      )
    }
    let file = clip.turned(by: WorldConvention.zUpToYUp.inverse)
    let poses = file.rotations.flatMap { rotation -> [Double] in
      let vector = rotation.rotationVector
      return [vector.x, vector.y, vector.z]
    }
    let translations = file.rootTranslations.flatMap { position -> [Double] in
      let trans = position - SMPLSkeleton.pelvis
      return [trans.x, trans.y, trans.z]
    }
    var betas = [Double](repeating: 0, count: 16)
    if case .numbers(let values)? = clip.attributes["betas"] { betas = values }
    var gender = "neutral"
    if case .text(let value)? = clip.attributes["gender"] { gender = value }
    return try NPZ.write([
      ("betas", NPY.write(NumericArray(shape: [betas.count], values: betas))), ("gender", NPY.write(gender)),
      ("mocap_framerate", NPY.write(NumericArray(shape: [], values: [clip.rate]))),
      ("poses", NPY.write(NumericArray(shape: [clip.frameCount, count * 3], values: poses))),
      ("trans", NPY.write(NumericArray(shape: [clip.frameCount, 3], values: translations))),
    ])
  }
}
