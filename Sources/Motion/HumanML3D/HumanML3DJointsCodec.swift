/// Joint positions as HumanML3D (Guo et al. 2022) and text-to-motion models write them: T x 22 x 3 (or T x 66) in metres, y up,
/// 20 frames a second; NPY, or the first such array of an NPZ.
public struct HumanML3DJointsCodec: MotionCodec {
  public static let rate = 20.0

  public let name = "codec.humanml3d-joints"
  public let summary = "HumanML3D: positions of 22 joints, NPY or NPZ"
  public let fileExtensions = ["npy", "npz"]

  public init() {}

  public func recognizes(_ bytes: [UInt8], fileExtension: String) -> Bool {
    if NPY.isNPY(bytes) { return !HumanML3DFeaturesCodec().recognizes(bytes, fileExtension: fileExtension) }
    return NPZ.isZip(bytes)
  }

  public func decode(_ bytes: [UInt8], file: String, options: DecodingOptions) throws -> MotionClip {
    let array = try Self.positions(bytes, file: file)
    let frames = array.shape[0]
    let positions = stride(from: 0, to: array.values.count, by: 3).map { start in
      Vector3(array.values[start], array.values[start + 1], array.values[start + 2])
    }
    return try Self.clip(positions: positions, frameCount: frames, file: file, format: name, options: options)
  }

  /// A clip on SMPL's 22 joints, with bones as long as the positions say.
  static func clip(
    positions: [Vector3], frameCount: Int, file: String, format: String, options: DecodingOptions
  ) throws -> MotionClip {
    let name = MotionClip.name(ofFile: file)
    let unit = options.metresPerUnit ?? 1
    let up = options.up ?? .y
    var positions = positions.map { $0 * unit }
    if up == .z { positions = positions.map(WorldConvention.zUpToYUp.rotate) }
    for (index, position) in positions.enumerated() where !position.isFinite {
      throw MotionError.malformed(
        file: file, place: "frame \(index / 22), joint '\(SMPLSkeleton.bodyNames[index % 22])'",
        problem: "a position is not a finite number")
    }
    let skeleton = try PositionInverseKinematics.measuredSkeleton(
      template: SMPLSkeleton.skeleton(), positions: positions, frameCount: frameCount)
    let solution = try PositionInverseKinematics(skeleton: skeleton).solve(positions: positions, frameCount: frameCount)
    return try MotionClip(
      name: name, skeleton: skeleton, rate: options.rate ?? rate, rootTranslations: solution.rootTranslations,
      rotations: solution.rotations, convention: WorldConvention(up: up, metresPerUnit: unit, format: format))
  }

  private static func positions(_ bytes: [UInt8], file: String) throws -> NumericArray {
    let expected = "expected T x 22 x 3 or T x 66 joint positions"
    func fits(_ shape: [Int]) -> Bool {
      shape.count == 3 && shape[1...] == [22, 3] || shape.count == 2 && shape[1] == 66
    }
    let found: NumericArray
    if NPZ.isZip(bytes) {
      let arrays = try NPZ.read(bytes, file: file).compactMap { name, content -> (String, NumericArray)? in
        if case .numbers(let array) = content { (name, array) } else { nil }
      }.sorted { $0.0 < $1.0 }
      guard let first = arrays.first(where: { fits($0.1.shape) }) else {
        let shapes = arrays.prefix(4).map { "\($0.0) \($0.1.shape)" }.joined(separator: ", ")
        throw MotionError.malformed(
          file: file, place: nil, problem: "\(expected); it has \(shapes.isEmpty ? "no arrays of numbers" : shapes)")
      }
      found = first.1
    } else {
      guard case .numbers(let array) = try NPY.read(bytes, file: file, place: nil) else {
        throw MotionError.malformed(file: file, place: nil, problem: "holds text, \(expected)")
      }
      found = array
    }
    guard fits(found.shape) else {
      let batch = found.shape.count == 4 && found.shape[2...] == [22, 3]
      throw MotionError.malformed(
        file: file, place: nil,
        problem: "has shape \(found.shape), \(expected)\(batch ? "; this is a batch of clips" : "")")
    }
    guard found.shape[0] > 0 else { throw MotionError.malformed(file: file, place: nil, problem: "has no frames") }
    return found
  }

  public func encode(_ clip: MotionClip) throws -> [UInt8] {
    let positions = try Self.positions(of: clip)
    return NPY.write(
      NumericArray(shape: [clip.frameCount, 22, 3], values: positions.flatMap { [$0.x, $0.y, $0.z] }),
      precision: .single)
  }

  /// World positions of SMPL's 22 joints, frame by frame.
  /// - Throws: `MotionError.unsupported` for a skeleton without them, or a clip at another rate than HumanML3D's.
  static func positions(of clip: MotionClip) throws -> [Vector3] {
    let joints = try SMPLSkeleton.bodyNames.map { name in
      guard let joint = clip.skeleton.index(named: name) else {
        throw MotionError.unsupported("\(clip.name): HumanML3D needs SMPL's joints by name, and there is no '\(name)'")
      }
      return joint
    }
    guard abs(clip.rate - rate) < 1e-3 else {
      throw MotionError.unsupported(
        "\(clip.name): HumanML3D has 20 frames a second, the clip \(clip.rate); resample it first (--rate 20)")
    }
    return (0..<clip.frameCount).flatMap { frame in
      let pose = clip.pose(at: frame)
      return joints.map { pose.positions[$0] }
    }
  }
}
