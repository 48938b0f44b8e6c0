/// Bytes to clips and back: one file format. A plugin point.
public protocol MotionCodec: Sendable {
  /// Dotted name, such as "codec.bvh".
  var name: String { get }
  /// A line for people.
  var summary: String { get }
  /// File name endings that it reads and writes, lower case, without the dot.
  var fileExtensions: [String] { get }

  /// Whether files that are no motions have these endings too: of a folder's files, only those that are recognized are taken.
  var sharesEndings: Bool { get }

  /// Whether these bytes look like this format, the first few hundred or all; several formats share an ending.
  func recognizes(_ bytes: [UInt8], fileExtension: String) -> Bool
  /// - Parameter file: the name to use in errors and for the clip.
  /// - Throws: `MotionError` with the place in the file.
  func decode(_ bytes: [UInt8], file: String, options: DecodingOptions) throws -> MotionClip
  /// - Throws: `MotionError.unsupported` when the format cannot hold the clip.
  func encode(_ clip: MotionClip) throws -> [UInt8]
}

extension MotionCodec {
  public var sharesEndings: Bool { false }
}

/// What a person may say about a file that does not say it itself. Nil means: find it from the data.
public struct DecodingOptions: Hashable, Sendable {
  public var metresPerUnit: Double?
  public var up: WorldConvention.Up?
  /// Frames per second, for formats that do not state it.
  public var rate: Double?

  public init(metresPerUnit: Double? = nil, up: WorldConvention.Up? = nil, rate: Double? = nil) {
    self.metresPerUnit = metresPerUnit
    self.up = up
    self.rate = rate
  }
}
