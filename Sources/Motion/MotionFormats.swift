import Foundation

/// The file formats that a program knows, and how clips are read from and written to files with them.
public struct MotionFormats: Sendable {
  private static let largestFile = 2_000_000_000

  public var codecs: [any MotionCodec]

  public init(codecs: [any MotionCodec]) { self.codecs = codecs }

  /// The formats that the package brings.
  public static let standard = MotionFormats(codecs: [
    BVHCodec(), AMASSCodec(), HumanML3DJointsCodec(), HumanML3DFeaturesCodec(),
  ])

  /// - Parameter name: with or without "codec." before it.
  /// - Throws: `MotionError.unsupported` with the known names.
  public func codec(named name: String) throws -> any MotionCodec {
    if let codec = codecs.first(where: { $0.name == name || $0.name == "codec.\(name)" }) { return codec }
    throw MotionError.unsupported(
      "unknown format '\(name)'; known are \(codecs.map(\.name).sorted().joined(separator: ", "))")
  }

  /// The first codec of the file name's ending.
  /// - Throws: `MotionError.unsupported` with the known endings.
  public func codec(forWriting path: String) throws -> any MotionCodec {
    let ending = Self.ending(of: path)
    if let codec = codecs.first(where: { $0.fileExtensions.contains(ending) }) { return codec }
    throw MotionError.unsupported("\(path): no format has the ending '.\(ending)'; known are \(endings)")
  }

  /// - Throws: `MotionError` with the file, the place in it and what was expected.
  public func read(_ path: String, options: DecodingOptions = .init()) throws -> MotionClip {
    let bytes = try Self.bytes(of: path)
    let ending = Self.ending(of: path)
    guard let codec = codecs.first(where: { $0.recognizes(bytes, fileExtension: ending) }) else {
      throw MotionError.malformed(
        file: path, place: nil,
        problem: bytes.isEmpty ? "the file is empty" : "is no motion of a known format (\(endings))")
    }
    return try codec.decode(bytes, file: path, options: options)
  }

  /// Writes beside the final name and renames: the file appears whole or not at all.
  /// - Parameter format: a codec's name; nil for the one that read the clip, where the file name's ending fits it, else the first
  ///   of that ending.
  /// - Throws: `MotionError`.
  public func write(_ clip: MotionClip, to path: String, format: String? = nil) throws {
    let own = codecs.first { $0.name == clip.convention.format && $0.fileExtensions.contains(Self.ending(of: path)) }
    let codec = try format.map { try self.codec(named: $0) } ?? own ?? self.codec(forWriting: path)
    let bytes = try codec.encode(clip)
    do {
      try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw MotionError.malformed(file: path, place: nil, problem: "cannot be written")
    }
  }

  private var endings: String {
    Set(codecs.flatMap(\.fileExtensions)).sorted().map { "." + $0 }.joined(separator: ", ")
  }

  private static func ending(of path: String) -> String { URL(fileURLWithPath: path).pathExtension.lowercased() }

  private static func bytes(of path: String) throws -> [UInt8] {
    func problem(_ text: String) -> MotionError { .malformed(file: path, place: nil, problem: text) }
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else { throw problem("no such file") }
    guard !isDirectory.boolValue else { throw problem("is a folder, expected a file") }
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    guard attributes?[.type] as? FileAttributeType == .typeRegular else { throw problem("is not a regular file") }
    guard let size = attributes?[.size] as? Int, size <= largestFile else { throw problem("is larger than 2 GB") }
    guard let data = FileManager.default.contents(atPath: path) else { throw problem("cannot be read") }
    return [UInt8](data)
  }
}
