import Foundation

/// Many clips of HumanML3D joint positions in one file, as text-to-motion models write them: an array (clips, frames, 22, 3), alone in
/// a .npy file or in an NPZ archive, whose array `lengths` may say how many of the frames are each clip's.
public struct HumanML3DBatch: Sendable {
  private let array: NPYArray
  private let lengths: [Int]?
  private let file: String

  /// How many clips there are.
  public var count: Int { array.shape[0] }

  /// Nil when the file holds no such array.
  /// - Throws: `MotionError` when it does and cannot be read.
  public init?(contentsOf path: String) throws {
    guard try Self.holdsBatch(path) else { return nil }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw MotionError.malformed(file: path, place: nil, problem: "it cannot be read")
    }
    try self.init(bytes: [UInt8](data), file: path)
  }

  private init?(bytes: [UInt8], file: String) throws {
    self.file = file
    guard NPZArchive.recognizes(bytes) else {
      array = try NPYArray(bytes: bytes, file: file)
      lengths = nil
      return
    }
    let archive = try NPZArchive(bytes: bytes, file: file)
    guard let member = try archive.members.first(where: { Self.isBatch(try archive.shape(of: $0)) }) else { return nil }
    array = try archive.array(member)
    guard let stated = try archive.array(named: "lengths") else {
      lengths = nil
      return
    }
    let clips = array.shape[0]
    let frames = array.shape[1]
    guard stated.values.count == clips,
      stated.values.allSatisfy({ $0 >= 1 && $0 <= Double(frames) && $0 == $0.rounded() })
    else {
      throw MotionError.malformed(
        file: file, place: "array 'lengths'",
        problem: "expected \(clips) whole numbers from 1 to \(frames), the frames of each clip")
    }
    lengths = stated.values.map { Int($0) }
  }

  private static func isBatch(_ shape: [Int]) -> Bool { shape.count == 4 && Array(shape.suffix(2)) == [22, 3] }

  /// Looks at no more than it must: of a .npy file, its head.
  private static func holdsBatch(_ path: String) throws -> Bool {
    guard let handle = FileHandle(forReadingAtPath: path) else { return false }
    defer { try? handle.close() }
    guard let head = try? handle.read(upToCount: 4096) else { return false }
    if NPZArchive.recognizes([UInt8](head)) {
      guard let data = FileManager.default.contents(atPath: path),
        let archive = try? NPZArchive(bytes: [UInt8](data), file: path)
      else { return false }
      return archive.members.contains { (try? archive.shape(of: $0)).map(isBatch) ?? false }
    }
    return (try? NPYHeader([UInt8](head))).map { isBatch($0.shape) } ?? false
  }

  /// A clip of the batch, by inverse kinematics, at HumanML3D's 20 frames per second.
  /// - Throws: `MotionError` when a value is not finite or the clip has no frames.
  public func clip(_ index: Int, name: String) throws -> MotionClip {
    let frames = lengths?[index] ?? array.shape[1]
    guard frames > 0 else {
      throw MotionError.malformed(file: file, place: "clip \(index)", problem: "it has no frames")
    }
    let start = index * array.shape[1] * 66
    let values = array.values[start..<(start + frames * 66)]
    let positions = stride(from: values.startIndex, to: values.endIndex, by: 3).map {
      Vector3(values[$0], values[$0 + 1], values[$0 + 2])
    }
    return try MotionClip(
      name: name, rate: HumanML3DJointsCodec.rate, bodyPositions: positions, frameCount: frames,
      convention: WorldConvention(format: HumanML3DJointsCodec().name))
  }
}
