/// HumanML3D joint positions: an array (frames, 22, 3) or (frames, 66) in a .npy file or an NPZ archive.
///
/// The joints are SMPL's 22 body joints in metres, y up. They become rotations by inverse kinematics on a skeleton
/// with SMPL's rest directions and the clip's own bone lengths. Of an archive the first array of such a shape is read.
/// The format states no rate: 20 frames per second unless the options say otherwise.
public struct HumanML3DJointsCodec: MotionCodec {
  public let name = "codec.humanml3d-joints"
  public let summary = "HumanML3D joint positions: an array (frames, 22, 3)"
  public let fileExtensions = ["npy", "npz"]

  /// HumanML3D's frames per second.
  public static let rate = 20.0

  public init() {}

  public func recognizes(_ bytes: [UInt8], fileExtension: String) -> Bool {
    if let header = try? NPYHeader(bytes) { return Self.isClip(header.shape) || Self.isBatch(header.shape) }
    guard NPZArchive.recognizes(bytes), !AMASSCodec().recognizes(bytes, fileExtension: fileExtension),
      let archive = try? NPZArchive(bytes: bytes, file: "")
    else { return false }
    return archive.members.contains { member in
      (try? archive.shape(of: member)).map { Self.isClip($0) || Self.isBatch($0) } ?? false
    }
  }

  private static func isClip(_ shape: [Int]) -> Bool {
    Array(shape.dropFirst()) == [22, 3] || Array(shape.dropFirst()) == [66]
  }

  static func isBatch(_ shape: [Int]) -> Bool { shape.count == 4 && Array(shape.suffix(2)) == [22, 3] }

  public func decode(_ bytes: [UInt8], file: String, options: DecodingOptions) throws -> MotionClip {
    let (array, place) = try Self.array(bytes, file: file)
    guard array.shape[0] > 0 else {
      throw MotionError.malformed(file: file, place: place, problem: "it has no frames")
    }
    let convention = WorldConvention(up: options.up ?? .y, metresPerUnit: options.metresPerUnit ?? 1, format: name)
    return try MotionClip(
      name: file, rate: options.rate ?? Self.rate, bodyPositions: array.vectors.map(convention.positionInMemory),
      frameCount: array.shape[0], convention: convention)
  }

  /// The array with the positions and its place in the file.
  private static func array(_ bytes: [UInt8], file: String) throws -> (NPYArray, String?) {
    guard NPZArchive.recognizes(bytes) else {
      let array = try NPYArray(bytes: bytes, file: file)
      try check(array.shape, array.elementType, file: file, place: nil)
      return (array, nil)
    }
    let archive = try NPZArchive(bytes: bytes, file: file)
    let shapes = try archive.members.map { try archive.shape(of: $0) }
    guard let index = shapes.firstIndex(where: isClip) ?? shapes.firstIndex(where: isBatch) else {
      let list = zip(archive.names, shapes).map { "\($0) \(NPYArray.describe($1))" }.joined(separator: ", ")
      throw MotionError.malformed(
        file: file, place: nil, problem: "none of its arrays is (frames, 22, 3) or (frames, 66); there are \(list)")
    }
    let array = try archive.array(archive.members[index])
    let place = "array '\(archive.names[index])'"
    try check(array.shape, array.elementType, file: file, place: place)
    return (array, place)
  }

  private static func check(
    _ shape: [Int], _ type: NPYArray.ElementType, file: String, place: String?
  ) throws {
    if isBatch(shape) {
      throw MotionError.malformed(
        file: file, place: place, problem: "it holds \(shape[0]) clips, expected one clip of (frames, 22, 3)")
    }
    guard isClip(shape), type != .text else {
      throw MotionError.malformed(
        file: file, place: place,
        problem: "its shape is \(NPYArray.describe(shape)), expected (frames, 22, 3) or (frames, 66)")
    }
  }

  /// Writes a .npy file of 4-byte floats, (frames, 22, 3), at the clip's own rate, which the format cannot state;
  /// HumanML3D's readers take 20 frames per second.
  /// - Throws: `MotionError.unsupported` when the clip lacks one of SMPL's 22 body joints.
  public func encode(_ clip: MotionClip) throws -> [UInt8] {
    let convention = clip.convention.format == name ? clip.convention : WorldConvention()
    let positions = try clip.bodyPositions().map(convention.positionInFile)
    return try NPYArray(vectors: positions, shape: [clip.frameCount, 22, 3], elementType: .float32).encoded()
  }
}
