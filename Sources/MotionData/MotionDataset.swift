import Foundation
import Motion

/// Recorded clips with captions and a split into train, val and test: a folder of `captions.jsonl`, `skeletons.json` and
/// archives of concatenated clips (`train-00.npz`, ...).
///
/// A line of `captions.jsonl` names a clip's id, split, subject, captions and place (`npz`, `npz_index`). An archive has `root`
/// (F x 3, metres, y up), `quat` (F x J x 4, wxyz, joint to parent), `start` and `count` (one a clip) and `fps`.
public struct MotionDataset: Sendable {
  /// One clip of the set.
  public struct Entry: Sendable, Hashable, Codable {
    public var id: String
    public var split: String
    public var subject: Int
    public var frames: Int
    public var captions: [String]
    /// What the recording's publisher says of the whole recording; nil when nothing.
    public var recordingDescription: String?
    /// The recording that the clip was cut from.
    public var source: String?
    /// False for clips with glitches; nil when nothing is said.
    public var isClean: Bool?
    var archive: String
    var index: Int

    enum CodingKeys: String, CodingKey {
      case id, split, subject, frames, captions, source
      case recordingDescription = "cmu_description"
      case isClean = "clean"
      case archive = "npz"
      case index = "npz_index"
    }
  }

  public let directory: String
  /// In the order of `captions.jsonl`.
  public let entries: [Entry]
  private let skeletons: SkeletonTable

  /// - Throws: `MotionError.malformed` with the file and line.
  public init(directory: String) throws {
    self.directory = directory
    let path = directory + "/captions.jsonl"
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw MotionError.malformed(
        file: path, place: nil, problem: "cannot be read; expected a folder with captions.jsonl and skeletons.json")
    }
    let decoder = JSONDecoder()
    var entries: [Entry] = []
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() where !line.isEmpty
    {
      do { entries.append(try decoder.decode(Entry.self, from: Data(line.utf8))) } catch {
        throw MotionError.malformed(
          file: path, place: "line \(number + 1)",
          problem: "expected id, split, subject, frames, captions, npz and npz_index")
      }
    }
    self.entries = entries
    skeletons = try SkeletonTable(path: directory + "/skeletons.json")
  }

  public func entries(split: String) -> [Entry] { entries.filter { $0.split == split } }

  /// Reads the clips of some entries, in their order; each archive is opened once.
  /// - Throws: `MotionError`.
  public func clips(_ wanted: [Entry]) throws -> [MotionClip] {
    var clips = [MotionClip?](repeating: nil, count: wanted.count)
    for (archive, places) in Dictionary(grouping: wanted.indices, by: { wanted[$0].archive }) {
      let reader = try ArchiveReader(path: directory + "/" + archive)
      for place in places {
        clips[place] = try reader.clip(wanted[place], skeleton: skeletons.skeleton(of: wanted[place].subject))
      }
    }
    return clips.compactMap { $0 }
  }
}

/// The subjects' skeletons.
struct SkeletonTable: Sendable {
  private struct File: Decodable {
    struct Subject: Decodable { var offsets: [[Double]] }
    var joints: [String]
    var parents: [Int]
    var subjects: [String: Subject]
  }

  private let skeletons: [Int: Skeleton]
  private let path: String

  init(path: String) throws {
    self.path = path
    guard let data = FileManager.default.contents(atPath: path),
      let file = try? JSONDecoder().decode(File.self, from: data),
      file.parents.count == file.joints.count
    else {
      throw MotionError.malformed(
        file: path, place: nil, problem: "expected joints, parents and the subjects' offsets")
    }
    var skeletons: [Int: Skeleton] = [:]
    for (name, subject) in file.subjects {
      guard let number = Int(name), subject.offsets.count == file.joints.count,
        subject.offsets.allSatisfy({ $0.count == 3 })
      else {
        throw MotionError.malformed(
          file: path, place: "subject '\(name)'", problem: "expected a number and \(file.joints.count) offsets")
      }
      skeletons[number] = try Skeleton(
        joints: file.joints.indices.map { index in
          let offset = subject.offsets[index]
          return Skeleton.Joint(
            name: file.joints[index], parent: file.parents[index] < 0 ? nil : file.parents[index],
            offset: Vector3(offset[0], offset[1], offset[2]))
        })
    }
    self.skeletons = skeletons
  }

  func skeleton(of subject: Int) throws -> Skeleton {
    guard let skeleton = skeletons[subject] else {
      throw MotionError.malformed(file: path, place: nil, problem: "it has no subject \(subject)")
    }
    return skeleton
  }
}

/// One archive of concatenated clips.
struct ArchiveReader {
  private let path: String
  private let root, quaternions, start, count: NPYArray
  private let rate: Double

  init(path: String) throws {
    self.path = path
    guard let data = FileManager.default.contents(atPath: path) else {
      throw MotionError.malformed(file: path, place: nil, problem: "cannot be read")
    }
    let archive = try NPZArchive(bytes: [UInt8](data), file: path)
    func array(_ name: String) throws -> NPYArray {
      guard let array = try archive.array(named: name) else {
        throw MotionError.malformed(file: path, place: nil, problem: "it has no array '\(name)'")
      }
      return array
    }
    (root, quaternions, start, count) = try (array("root"), array("quat"), array("start"), array("count"))
    guard let rate = try array("fps").values.first, root.shape.count == 2, root.shape[1] == 3,
      quaternions.shape.count == 3, quaternions.shape[0] == root.shape[0], quaternions.shape[2] == 4,
      start.values.count == count.values.count
    else {
      throw MotionError.malformed(
        file: path, place: nil, problem: "expected root (F, 3), quat (F, J, 4), start and count (C,) and fps")
    }
    self.rate = rate
  }

  func clip(_ entry: MotionDataset.Entry, skeleton: Skeleton) throws -> MotionClip {
    let joints = quaternions.shape[1]
    guard start.values.indices.contains(entry.index), joints == skeleton.count else {
      throw MotionError.malformed(file: path, place: "clip \(entry.index)", problem: "there is no such clip")
    }
    let first = Int(start.values[entry.index])
    let frames = Int(count.values[entry.index])
    guard first >= 0, frames > 0, first + frames <= root.shape[0] else {
      throw MotionError.malformed(
        file: path, place: "clip \(entry.index)", problem: "it is not within the file's frames")
    }
    let range = first..<(first + frames)
    return try MotionClip(
      name: entry.id, skeleton: skeleton, rate: rate,
      rootTranslations: range.map { Vector3(root.values[3 * $0], root.values[3 * $0 + 1], root.values[3 * $0 + 2]) },
      rotations: (first * joints..<(first + frames) * joints).map { index in
        let q = 4 * index
        return Quaternion(
          w: quaternions.values[q], x: quaternions.values[q + 1], y: quaternions.values[q + 2],
          z: quaternions.values[q + 3]
        ).normalized
      })
  }
}
