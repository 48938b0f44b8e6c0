import Foundation

/// The file formats that are known, and files read and written by them.
public struct MotionFormats: Sendable {
  /// The formats that the package brings.
  public static let standard = MotionFormats(
    codecs: [
      BVHCodec(), AMASSCodec(), HumanML3DJointsCodec(), HumanML3DFeaturesCodec(), DeepMimicCodec(),
    ])

  /// Asked in this order whether they recognize a file.
  public var codecs: [any MotionCodec]
  /// Larger files are refused, in bytes.
  private static let greatestFileSize = 2 << 30

  public init(codecs: [any MotionCodec]) { self.codecs = codecs }

  /// - Parameter name: "codec.bvh", or "bvh" for short.
  public func codec(named name: String) -> (any MotionCodec)? {
    codecs.first { $0.name == name || $0.name == "codec.\(name)" }
  }

  /// - Throws: `MotionError.unsupported` when no codec recognizes the bytes.
  public func codec(forReading bytes: [UInt8], fileExtension: String) throws -> any MotionCodec {
    guard let codec = codecs.first(where: { $0.recognizes(bytes, fileExtension: fileExtension.lowercased()) }) else {
      throw MotionError.unsupported("no known motion format, expected one of: \(formatList)")
    }
    return codec
  }

  /// The first codec whose file name ending `path` has.
  /// - Throws: `MotionError.unsupported` when there is none.
  public func codec(forWriting path: String) throws -> any MotionCodec {
    let ending = URL(fileURLWithPath: path).pathExtension.lowercased()
    guard let codec = codecs.first(where: { $0.fileExtensions.contains(ending) }) else {
      throw MotionError.unsupported("\(path): no motion format has this ending, expected one of: \(formatList)")
    }
    return codec
  }

  /// Whether a file that lies in a folder is taken for a motion: by its ending, and where other files have that too, by its bytes.
  public func takes(_ path: String) -> Bool {
    let ending = URL(fileURLWithPath: path).pathExtension.lowercased()
    return codecs.contains { codec in
      guard codec.fileExtensions.contains(ending) else { return false }
      guard codec.sharesEndings else { return true }
      let beginning = FileHandle(forReadingAtPath: path).flatMap { try? $0.read(upToCount: 256) }
      return codec.recognizes([UInt8](beginning ?? Data()), fileExtension: ending)
    }
  }

  /// Reads a file. The clip's name is the file's, without its ending.
  /// - Throws: `MotionError`, beginning with the path.
  public func read(_ path: String, options: DecodingOptions = .init()) throws -> MotionClip {
    let bytes = try contents(of: path)
    let url = URL(fileURLWithPath: path)
    // A file that no format recognizes is given to the first one of its ending, which can say what is wrong with it.
    let recognized = try? self.codec(forReading: bytes, fileExtension: url.pathExtension)
    guard let codec = recognized ?? (try? self.codec(forWriting: path)) else {
      throw problem(path, "no known motion format, expected one of: \(formatList)")
    }
    var clip = try codec.decode(bytes, file: path, options: options)
    clip.name = url.deletingPathExtension().lastPathComponent
    return clip
  }

  /// Writes a file whole or not at all: into a temporary file beside it, which then takes its name.
  /// - Parameter format: a codec's name; nil takes the one that read the clip where the path's ending fits it, else the first one
  ///   of that ending.
  /// - Throws: `MotionError` with the path.
  public func write(_ clip: MotionClip, to path: String, format: String? = nil) throws {
    let ending = URL(fileURLWithPath: path).pathExtension.lowercased()
    let own = codecs.first { $0.name == clip.convention.format && $0.fileExtensions.contains(ending) }
    let codec = try format.map { try requiredCodec($0, path) } ?? own ?? self.codec(forWriting: path)
    let bytes = try codec.encode(clip)
    var isDirectory: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory.boolValue {
      throw problem(path, "it is a directory, expected a file")
    }
    do {
      try Data(bytes).write(to: URL(fileURLWithPath: path).resolvingSymlinksInPath(), options: .atomic)
    } catch {
      let cause = (error as? CocoaError)?.underlying as? POSIXError
      let reason = cause.map { ": " + String(cString: strerror($0.code.rawValue)) } ?? ""
      throw problem(path, "it cannot be written\(reason)")
    }
  }

  private func requiredCodec(_ name: String, _ path: String) throws -> any MotionCodec {
    guard let codec = codec(named: name) else {
      throw MotionError.unsupported("\(path): no motion format '\(name)', expected one of: \(formatList)")
    }
    return codec
  }

  private var formatList: String {
    codecs.map { "\($0.name) (\($0.fileExtensions.map { ".\($0)" }.joined(separator: ", ")))" }.joined(separator: ", ")
  }

  private func contents(of path: String) throws -> [UInt8] {
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: path) else {
      throw problem(path, "there is no such file")
    }
    let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    let type = (try? FileManager.default.attributesOfItem(atPath: resolved)) ?? attributes
    guard type[.type] as? FileAttributeType != .typeDirectory else {
      throw problem(path, "it is a directory, expected a file")
    }
    guard type[.type] as? FileAttributeType == .typeRegular else { throw problem(path, "it is not a regular file") }
    guard let size = type[.size] as? NSNumber, size.int64Value <= Self.greatestFileSize else {
      throw problem(path, "it is larger than \(Self.greatestFileSize >> 30) GiB")
    }
    guard let data = FileManager.default.contents(atPath: resolved) else { throw problem(path, "it cannot be read") }
    return [UInt8](data)
  }

  private func problem(_ path: String, _ text: String) -> MotionError {
    .malformed(file: path, place: nil, problem: text)
  }
}
