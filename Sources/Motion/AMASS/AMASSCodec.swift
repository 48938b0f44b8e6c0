/// AMASS motions: an NPZ archive of SMPL pose parameters (Mahmood et al., "AMASS: Archive of Motion Capture as Surface
/// Shapes", 2019).
///
/// Read are `poses` (frames, 3 x joints; rotation vectors in radians), `trans` (frames, 3; metres), `mocap_framerate`
/// or `mocap_frame_rate`, `gender` and `betas`. The file is z up unless the options say otherwise. The pelvis joint
/// lies at `trans` plus the rest position of SMPL's pelvis, both in the file's axes. The skeleton is `SMPLSkeleton`
/// of 22, 24, 52 or 55 joints by the number of columns; betas do not change it.
///
/// Other arrays are kept as attributes `amass.NAME` where they are a text or at most 1,024 numbers in one dimension;
/// the names of those dropped (per-frame arrays such as `dmpls`) are in the attribute `amass.dropped`.
public struct AMASSCodec: MotionCodec {
  public let name = "codec.amass"
  public let summary = "AMASS: SMPL pose parameters in an NPZ archive"
  public let fileExtensions = ["npz"]

  static let attributePrefix = "amass."
  static let keptNumberLimit = 1024
  public init() {}

  public func recognizes(_ bytes: [UInt8], fileExtension: String) -> Bool {
    guard NPZArchive.recognizes(bytes), let archive = try? NPZArchive(bytes: bytes, file: "") else { return false }
    return archive.names.contains("poses") && archive.names.contains("trans")
  }

  public func decode(_ bytes: [UInt8], file: String, options: DecodingOptions) throws -> MotionClip {
    let archive = try NPZArchive(bytes: bytes, file: file)
    let poses = try archive.required("poses")
    let translations = try archive.required("trans")
    let jointCount = try Self.jointCount(poses, file: file)
    let frames = poses.shape[0]
    guard translations.shape == [frames, 3] else {
      throw MotionError.malformed(
        file: file, place: "array 'trans'",
        problem: "its shape is \(NPYArray.describe(translations.shape)), expected (\(frames), 3) to fit 'poses'")
    }
    let convention = WorldConvention(up: options.up ?? .z, metresPerUnit: options.metresPerUnit ?? 1, format: name)
    return try MotionClip(
      name: file, skeleton: SMPLSkeleton.skeleton(jointCount: jointCount),
      rate: Self.rate(archive, options: options, file: file),
      rootTranslations: translations.vectors.map { convention.positionInMemory($0) + Self.restPelvis(convention) },
      rotations: poses.vectors.enumerated().map { index, vector in
        let rotation = Quaternion(rotationVector: vector)
        return index % jointCount == 0 ? convention.toMemory * rotation : rotation
      },
      convention: convention, attributes: Self.attributes(archive))
  }

  private static func jointCount(_ poses: NPYArray, file: String) throws -> Int {
    guard poses.elementType != .text, poses.shape.count == 2, poses.shape[1] % 3 == 0,
      SMPLSkeleton.jointCounts.contains(poses.shape[1] / 3)
    else {
      throw MotionError.malformed(
        file: file, place: "array 'poses'",
        problem: "its shape is \(NPYArray.describe(poses.shape)), expected (frames, 66, 72, 156 or 165)")
    }
    guard poses.shape[0] > 0 else {
      throw MotionError.malformed(file: file, place: "array 'poses'", problem: "it has no frames")
    }
    return poses.shape[1] / 3
  }

  private static func rate(_ archive: NPZArchive, options: DecodingOptions, file: String) throws -> Double {
    for name in rateNames {
      guard let array = try archive.array(named: name) else { continue }
      guard array.values.count == 1, array.values[0].isFinite, array.values[0] > 0 else {
        throw MotionError.malformed(
          file: file, place: "array '\(name)'", problem: "expected one positive number of frames per second")
      }
      return array.values[0]
    }
    guard let rate = options.rate else {
      throw MotionError.malformed(
        file: file, place: nil, problem: "it has no array 'mocap_framerate', and no frame rate was given")
    }
    return rate
  }

  /// What `trans` leaves out: where SMPL's pelvis is at rest, along the file's axes, in metres and in memory's axes.
  private static func restPelvis(_ convention: WorldConvention) -> Vector3 {
    WorldConvention(up: convention.up).positionInMemory(SMPLSkeleton.restPelvis)
  }

  private static let rateNames = ["mocap_framerate", "mocap_frame_rate"]

  private static func attributes(_ archive: NPZArchive) throws -> [String: ClipAttribute] {
    var attributes: [String: ClipAttribute] = [:]
    var dropped: [String] = []
    // A header takes at most a few hundred bytes beside the numbers.
    let sizeLimit = 8 * keptNumberLimit + 4096
    for member in archive.members where !(["poses", "trans"] + rateNames).contains(member.name) {
      if member.size <= sizeLimit, let array = try? archive.array(member), let value = attribute(array) {
        attributes[attributePrefix + member.name] = value
      } else {
        dropped.append(member.name)
      }
    }
    if !dropped.isEmpty { attributes[attributePrefix + "dropped"] = .text(dropped.joined(separator: ", ")) }
    return attributes
  }

  private static func attribute(_ array: NPYArray) -> ClipAttribute? {
    guard array.shape.count < 2, array.count <= keptNumberLimit else { return nil }
    if array.elementType == .text { return array.texts.count == 1 ? .text(array.texts[0]) : nil }
    return .numbers(array.values)
  }

  /// Writes `poses` and `trans` as 8-byte floats. Only rotations and the pelvis are written: a clip on a skeleton of
  /// other bone lengths keeps its rotations and loses its lengths.
  /// - Throws: `MotionError.unsupported` when the skeleton's names and tree are not SMPL's, or joints slide.
  public func encode(_ clip: MotionClip) throws -> [UInt8] {
    guard SMPLSkeleton.matches(clip.skeleton) else {
      throw MotionError.unsupported(
        "\(clip.name): AMASS holds SMPL's 22, 24, 52 or 55 joints only, with their names and in their order;"
          + " this clip has \(clip.jointCount) joints from '\(clip.skeleton.joints[0].name)' on")
    }
    guard clip.translations.isEmpty else {
      throw MotionError.unsupported("\(clip.name): AMASS cannot hold joints that change their distance to the parent")
    }
    let convention =
      clip.convention.format == name ? clip.convention : WorldConvention(up: .z, metresPerUnit: 1, format: name)
    let toFile = convention.toMemory.inverse
    let translations = clip.rootTranslations.map { convention.positionInFile($0 - Self.restPelvis(convention)) }
    let poses = clip.rotations.enumerated().map { index, rotation in
      (index % clip.jointCount == 0 ? toFile * rotation : rotation).rotationVector
    }
    let rateName = clip.jointCount == 55 ? "mocap_frame_rate" : "mocap_framerate"
    var arrays = [
      (name: "trans", array: try NPYArray(vectors: translations, shape: [clip.frameCount, 3])),
      (name: "poses", array: try NPYArray(vectors: poses, shape: [clip.frameCount, 3 * clip.jointCount])),
      (name: rateName, array: NPYArray(clip.rate)),
    ]
    for (key, value) in clip.attributes.sorted(by: { $0.key < $1.key }) where key.hasPrefix(Self.attributePrefix) {
      let name = String(key.dropFirst(Self.attributePrefix.count))
      guard name != "dropped", !arrays.contains(where: { $0.name == name }) else { continue }
      switch value {
      case .text(let text): arrays.append((name, NPYArray(text: text)))
      case .numbers(let numbers): arrays.append((name, try NPYArray(shape: [numbers.count], values: numbers)))
      }
    }
    return try NPZArchive.encoded(arrays)
  }
}
