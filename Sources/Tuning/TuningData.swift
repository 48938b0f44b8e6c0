import Correction
import Foundation
import Motion
import MotionData

/// The clips of a search: those that it looks at, and those that it is judged by afterwards.
public struct TuningData: Sendable {
  public struct Part: Sendable {
    /// "train", "val" or "test".
    public var name: String
    public var clips: [MotionClip]

    public init(name: String, clips: [MotionClip]) {
      self.name = name
      self.clips = clips
    }
  }

  /// The last part of its path.
  public var name: String
  /// The searched one first.
  public var parts: [Part]
  /// Files that cannot be read, or that show what a floor alone does not carry: path and why.
  public var leftOut: [String] = []

  public init(name: String, parts: [Part]) {
    self.name = name
    self.parts = parts
  }

  /// Reads a data set with splits (a folder with captions.jsonl), or a folder of motion files, which are one split, train. Clips that
  /// need more than a floor are left out.
  /// - Parameters:
  ///   - split: that is searched.
  ///   - includesTest: whether the test split is among the parts; val is.
  /// - Throws: `TuningError.data`, `MotionError`.
  public init(_ path: String, split: String = "train", includesTest: Bool = false, formats: MotionFormats = .standard)
    throws
  {
    let name = URL(fileURLWithPath: path).standardizedFileURL.lastPathComponent
    guard FileManager.default.fileExists(atPath: path + "/captions.jsonl") else {
      try self.init(files: path, name: name, split: split, includesTest: includesTest, formats: formats)
      return
    }
    let dataset = try MotionDataset(directory: path)
    let judging = includesTest ? ["val", "test"] : ["val"]
    var parts: [Part] = []
    for name in [split] + judging.filter({ $0 != split }) {
      let entries = dataset.entries(split: name).filter { FloorRule.reason($0) == nil }
      if !entries.isEmpty { parts.append(Part(name: name, clips: try dataset.clips(entries))) }
    }
    func problem(_ missing: String) -> TuningError {
      let known = Set(dataset.entries.map(\.split)).sorted().joined(separator: ", ")
      return .data(path: path, problem: "it has no clips in split '\(missing)'; there are \(known)")
    }
    guard parts.first?.name == split else { throw problem(split) }
    if includesTest, !parts.contains(where: { $0.name == "test" }) { throw problem("test") }
    self.init(name: name, parts: parts)
  }

  /// In the order of the files' names.
  private init(files path: String, name: String, split: String, includesTest: Bool, formats: MotionFormats) throws {
    guard split == "train", !includesTest else {
      throw TuningError.data(
        path: path, problem: "it has no captions.jsonl, so all of it is one split, train, and there is no other")
    }
    self.init(name: name, parts: [])
    var clips: [MotionClip] = []
    // Nothing is written here, so that no folder is left out.
    for file in try BatchInputs([path], formats: formats, output: "/dev/null") {
      do {
        let clip = try file.read(formats)
        if let reason = FloorRule.reason(clip) {
          leftOut.append("\(file.name): \(reason)")
        } else {
          clips.append(clip)
        }
      } catch { leftOut.append("\(error)") }
    }
    guard !clips.isEmpty else {
      throw TuningError.data(
        path: path, problem: "it has no motion that could be searched on\(leftOut.first.map { " (\($0))" } ?? "")")
    }
    parts = [Part(name: "train", clips: clips)]
  }

  /// Tells clips apart: a number over all of the searched part's names, rates and values.
  var digest: String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func add(_ value: UInt64) {
      hash = (hash ^ value) &* 0x0000_0100_0000_01B3
      hash ^= hash >> 29
    }
    for clip in parts.first?.clips ?? [] {
      for byte in clip.name.utf8 { add(UInt64(byte)) }
      add(clip.rate.bitPattern)
      for place in clip.rootTranslations { for axis in 0..<3 { add(place[axis].bitPattern) } }
      for frame in 0..<clip.frameCount {
        for joint in 0..<clip.jointCount {
          let q = clip[rotation: frame, joint]
          for value in [q.w, q.x, q.y, q.z] { add(value.bitPattern) }
        }
      }
    }
    return String(hash, radix: 16)
  }
}
