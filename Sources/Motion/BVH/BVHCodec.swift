/// Biovision Hierarchy (BVH): a text of nested joints with offsets and channels, then a line of numbers a frame.
///
/// Rotation channels are in degrees and apply in the order in which they are listed, the first one outermost.
/// Position channels replace the joint's OFFSET on their axis. The format names neither its unit nor the axis that is
/// up; both are found from the body unless the options say them. Files with z up are turned to y up in memory, and
/// turned back on writing.
public struct BVHCodec: MotionCodec {
  public let name = "codec.bvh"
  public let summary = "Biovision Hierarchy, text"
  public let fileExtensions = ["bvh"]

  /// How far position channels may be from the OFFSET, in metres, and still count as the printed OFFSET.
  private static let rounding = 1e-6

  public init() {}

  public func recognizes(_ bytes: [UInt8], fileExtension: String) -> Bool {
    if fileExtension.lowercased() == "bvh" { return true }
    var scanner = TextScanner(Array(bytes.prefix(256)))
    return scanner.word()?.uppercased() == "HIERARCHY"
  }

  public func decode(_ bytes: [UInt8], file: String, options: DecodingOptions) throws -> MotionClip {
    if let unit = options.metresPerUnit, !(unit.isFinite && unit > 0) {
      throw MotionError.unsupported("\(file): \(unit) metres to a unit, expected a positive number")
    }
    var parser = BVHParser(bytes, file: file)
    var clip = try parser.parse().clip(name: file)
    let body = BodyMeasure(clip)
    clip.convention = WorldConvention(
      up: options.up ?? body.up, metresPerUnit: options.metresPerUnit ?? body.metresPerUnit, format: name)
    try clip.scale(by: clip.convention.metresPerUnit)
    if clip.convention.up == .z { clip.turnRoot(by: .zUpToYUp) }
    clip.translations = clip.translations.filter { joint, values in
      let offset = clip.skeleton.joints[joint].offset
      return !values.allSatisfy { ($0 - offset).length <= Self.rounding }
    }
    return clip
  }

  /// The clip as it was read: hierarchy, channels, offsets, unit and up axis. Clips from other formats are written in
  /// centimetres, y up, with ZXY rotations. Channels are added where the motion needs more than the skeleton lists.
  public func encode(_ clip: MotionClip) throws -> [UInt8] {
    var clip = clip
    try clip.validate()
    if clip.convention.format != name { clip.convention = WorldConvention(up: .y, metresPerUnit: 0.01, format: name) }
    let unit = clip.convention.metresPerUnit
    guard unit.isFinite, unit > 0 else {
      throw MotionError.unsupported("\(clip.name): \(unit) metres to a unit, expected a positive number")
    }
    if clip.convention.up == .z { clip.turnRoot(by: Quaternion.zUpToYUp.inverse) }
    try clip.scale(by: 1 / unit)
    return BVHWriter(clip).text()
  }
}

extension Quaternion {
  /// A quarter turn about x that takes z up to y up.
  static var zUpToYUp: Quaternion { Quaternion(angle: -.pi / 2, axis: .unitX) }
}

extension MotionClip {
  /// Multiplies every length.
  mutating func scale(by factor: Double) throws {
    skeleton = try Skeleton(
      joints: skeleton.joints.map { joint in
        var joint = joint
        joint.offset *= factor
        joint.endSites = joint.endSites.map { $0 * factor }
        return joint
      })
    rootTranslations = rootTranslations.map { $0 * factor }
    translations = translations.mapValues { $0.map { $0 * factor } }
  }

  /// Turns the whole motion about the world's origin.
  mutating func turnRoot(by turn: Quaternion) {
    for frame in 0..<frameCount {
      rootTranslations[frame] = turn.rotate(rootTranslations[frame])
      self[rotation: frame, 0] = turn * self[rotation: frame, 0]
    }
  }
}
