import Foundation

/// Many clips of HumanML3D joint positions in one file, as text-to-motion models write them: an array (clips, frames, 22, 3), alone in
/// a .npy file or in an NPZ archive, whose array `lengths` may say how many of the frames are each clip's.
public struct HumanML3DBatch: Sendable {
  private let array: NPYArray
  private let lengths: [Int]?
  private let file: String

  /// How many clips there are.
  public var count: Int { array.shape[0] }

  /// Looks at no more than it must: of a .npy file without such an array, its head.
  ///
  /// Nil when the file holds no such array.
  /// - Throws: `MotionError` when it does and cannot be read.
  public init?(contentsOf path: String) throws {
    guard let head = Self.head(of: path) else { return nil }
    let isArchive = NPZArchive.recognizes(head)
    guard isArchive || (try? NPYHeader(head)).map({ HumanML3DJointsCodec.isBatch($0.shape) }) == true else {
      return nil
    }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw MotionError.malformed(file: path, place: nil, problem: "it cannot be read")
    }
    file = path
    guard isArchive else {
      array = try NPYArray(bytes: [UInt8](data), file: path)
      lengths = nil
      return
    }
    guard let archive = try? NPZArchive(bytes: [UInt8](data), file: path),
      archive.members.contains(where: { (try? archive.shape(of: $0)).map(HumanML3DJointsCodec.isBatch) ?? false }),
      let member = try archive.members.first(where: { HumanML3DJointsCodec.isBatch(try archive.shape(of: $0)) })
    else { return nil }
    array = try archive.array(member)
    let stated = try archive.array(named: "lengths")
    let shape = array.shape
    lengths = try stated.map { try Self.lengths($0, clips: shape, file: path) }
  }

  private static func head(of path: String) -> [UInt8]? {
    guard let handle = FileHandle(forReadingAtPath: path) else { return nil }
    defer { try? handle.close() }
    return (try? handle.read(upToCount: 4096)).map { [UInt8]($0) }
  }

  private static func lengths(_ stated: NPYArray, clips shape: [Int], file: String) throws -> [Int] {
    let isLength = { (value: Double) in value >= 1 && value <= Double(shape[1]) && value == value.rounded() }
    guard stated.values.count == shape[0], stated.values.allSatisfy(isLength) else {
      throw MotionError.malformed(
        file: file, place: "array 'lengths'",
        problem: "expected \(shape[0]) whole numbers from 1 to \(shape[1]), the frames of each clip")
    }
    return stated.values.map { Int($0) }
  }

  /// A clip of the batch, by inverse kinematics, at HumanML3D's 20 frames per second.
  /// - Throws: `MotionError` when a value is not finite or the clip has no frames.
  public func clip(_ index: Int, name: String) throws -> MotionClip {
    let frames = lengths?[index] ?? array.shape[1]
    guard frames > 0 else {
      throw MotionError.malformed(file: file, place: "clip \(index)", problem: "it has no frames")
    }
    let start = index * array.shape[1] * 66
    let positions = array.values[start..<(start + frames * 66)].vectors
    return try MotionClip(
      name: name, rate: HumanML3DJointsCodec.rate, bodyPositions: positions, frameCount: frames,
      convention: WorldConvention(format: HumanML3DJointsCodec().name))
  }
}
