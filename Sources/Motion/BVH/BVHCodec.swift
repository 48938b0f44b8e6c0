import Foundation

/// Biovision hierarchy files: a tree of joints with offsets and channels, then a line of numbers a frame.
///
/// Position channels of a joint stand in place of its offset. Rotations are applied in the order of the channels. A file states
/// neither its unit nor its up axis; both are found from the body unless the options say them.
public struct BVHCodec: MotionCodec {
  public let name = "codec.bvh"
  public let summary = "Biovision hierarchy: joints with any channels, text"
  public let fileExtensions = ["bvh"]

  public init() {}

  public func recognizes(_ bytes: [UInt8], fileExtension: String) -> Bool {
    var scanner = ByteScanner(Array(bytes.prefix(256)))
    return scanner.take("HIERARCHY") || fileExtension == "bvh"
  }

  public func decode(_ bytes: [UInt8], file: String, options: DecodingOptions) throws -> MotionClip {
    try BVHReader(bytes, file: file).clip(options: options)
  }

  public func encode(_ clip: MotionClip) throws -> [UInt8] { BVHWriter(clip).bytes() }
}

extension Skeleton.Channel {
  init?(keyword: String) {
    guard let channel = Self.allCases.first(where: { $0.rawValue.lowercased() == keyword.lowercased() }) else {
      return nil
    }
    self = channel
  }

  var vector: Vector3 { [Vector3.unitX, .unitY, .unitZ][axis] }
}
