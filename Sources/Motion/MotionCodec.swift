/// Bytes to clips and back: one file format. A plugin point.
public protocol MotionCodec: Sendable {
  /// Dotted name, such as "codec.bvh".
  var name: String { get }
  /// A line for people.
  var summary: String { get }
  /// File name endings that it reads and writes, lower case, without the dot.
  var fileExtensions: [String] { get }

  /// Whether these bytes look like this format; several formats share an ending.
  func recognizes(_ bytes: [UInt8], fileExtension: String) -> Bool
  /// - Parameter file: the name to use in errors and for the clip.
  /// - Throws: `MotionError` with the place in the file.
  func decode(_ bytes: [UInt8], file: String, options: DecodingOptions) throws -> MotionClip
  /// - Throws: `MotionError.unsupported` when the format cannot hold the clip.
  func encode(_ clip: MotionClip) throws -> [UInt8]
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
