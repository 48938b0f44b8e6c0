import Foundation
import Testing

@testable import Motion
@testable import MotionData

@Suite struct MotionDatasetTests {
  /// A set of two clips, of 3 and of 2 frames, on a skeleton of two joints.
  static func folder(_ change: (inout [String: String]) -> Void = { _ in }) throws -> String {
    let root: [Double] = (0..<5).flatMap { [Double($0), 1, 0] }
    let turns: [Double] = (0..<5).flatMap { (frame: Int) -> [Double] in
      let q = Quaternion(angle: 0.1 * Double(frame), axis: .unitY)
      return [1.0, 0, 0, 0, q.w, q.x, q.y, q.z]
    }
    let archive = try NPZArchive.encoded([
      ("root", NPYArray(shape: [5, 3], values: root)), ("quat", NPYArray(shape: [5, 2, 4], values: turns)),
      ("start", NPYArray(shape: [2], values: [0, 3])), ("count", NPYArray(shape: [2], values: [3, 2])),
      ("fps", NPYArray(30)),
    ])
    func line(_ id: String, _ split: String, _ index: Int, _ frames: Int, _ caption: String) -> String {
      #"{"id": "\#(id)", "split": "\#(split)", "subject": 7, "frames": \#(frames), "captions": ["\#(caption)"], "#
        + #""npz": "train-00.npz", "npz_index": \#(index)}"#
    }
    var texts = [
      "captions.jsonl": line("a", "train", 0, 3, "a person walks") + "\n" + line("b", "test", 1, 2, "climbs a ladder")
        + "\n",
      "skeletons.json":
        #"{"joints": ["Hips", "Head"], "parents": [-1, 0], "subjects": {"7": {"offsets": [[0,0,0],[0,0.5,0]]}}}"#,
    ]
    change(&texts)
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (name, text) in texts { try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/" + name)) }
    try Data(archive).write(to: URL(fileURLWithPath: folder + "/train-00.npz"))
    return folder
  }

  @Test func clipsAreTheirFramesOfTheArchive() throws {
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let set = try MotionDataset(directory: folder)
    #expect(set.entries.map(\.id) == ["a", "b"])
    #expect(set.entries(split: "test").map(\.id) == ["b"])
    // In the order asked for.
    let clips = try set.clips(set.entries.reversed())
    #expect(clips.map(\.frameCount) == [2, 3])
    #expect(clips[0].rate == 30)
    #expect(clips[0].rootTranslations.map(\.x) == [3, 4])
    #expect(abs(clips[0][rotation: 1, 1].angle - 0.4) < 1e-9)
    #expect(clips[1].skeleton.joints[1].offset == Vector3(0, 0.5, 0))
  }

  @Test func whatIsWrongIsNamedWithItsPlace() throws {
    func problem(_ change: (inout [String: String]) -> Void) throws -> String {
      let folder = try Self.folder(change)
      defer { try? FileManager.default.removeItem(atPath: folder) }
      do {
        let set = try MotionDataset(directory: folder)
        _ = try set.clips(set.entries)
        return ""
      } catch { return "\(error)" }
    }
    #expect(try problem { _ in } == "")
    let cut = try problem { $0["captions.jsonl"]?.removeLast(20) }
    #expect(cut.contains("captions.jsonl") && cut.contains("line 2"))
    let parents = try problem { $0["skeletons.json"] = #"{"joints": ["Hips"], "parents": [], "subjects": {}}"# }
    #expect(parents.contains("skeletons.json"))
    let subject = try problem { $0["skeletons.json"] = $0["skeletons.json"]?.replacing("\"7\"", with: "\"8\"") }
    #expect(subject.contains("no subject 7"))
    let index = try problem { $0["captions.jsonl"] = $0["captions.jsonl"]?.replacing("index\": 1", with: "index\": 9") }
    #expect(index.contains("clip 9"))
    let archive = try problem {
      $0["captions.jsonl"] = $0["captions.jsonl"]?.replacing("train-00", with: "train-77")
    }
    #expect(archive.contains("train-77.npz"))
    #expect(throws: MotionError.self) { try MotionDataset(directory: "/nowhere") }
  }

  @Test func clipsThatNeedMoreThanAFloorAreLeftOutByTheirWords() throws {
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let set = try MotionDataset(directory: folder)
    #expect(FloorRule.reason(set.entries[0]) == nil)
    #expect(FloorRule.reason(set.entries[1]) == "climbs")
  }

  /// Two seconds of a body a metre tall at the hips that do as told; the feet are under them.
  static func body(hips: (Double) -> Double, feet: (Double) -> Double) throws -> MotionClip {
    let skeleton = try Skeleton(joints: [
      .init(name: "Hips", parent: nil, offset: .zero), .init(name: "Foot", parent: 0, offset: .zero),
    ])
    let times = (0..<60).map { Double($0) / 30 }
    return try MotionClip(
      name: "body", skeleton: skeleton, rate: 30, rootTranslations: times.map { Vector3(0, hips($0), 0) },
      rotations: Array(repeating: .identity, count: 120),
      translations: [1: times.map { Vector3(0, feet($0) - hips($0), 0) }])
  }

  @Test func bodiesThatLieOrHangNeedMoreThanAFloor() throws {
    // It stands; jumps 40 cm; rolls in half a second; lies down; hangs from a bar.
    #expect(try FloorRule.reason(Self.body(hips: { _ in 1 }, feet: { _ in 0 })) == nil)
    let jump = { (time: Double) in abs(time - 1) < 0.28 ? 0.4 - 4.9 * (time - 1) * (time - 1) : 0 }
    #expect(try FloorRule.reason(Self.body(hips: { 1 + jump($0) }, feet: jump)) == nil)
    #expect(try FloorRule.reason(Self.body(hips: { abs($0 - 1) < 0.25 ? 0.2 : 1 }, feet: { _ in 0 })) == nil)
    #expect(try FloorRule.reason(Self.body(hips: { $0 > 0.5 ? 0.2 : 1 }, feet: { _ in 0 })) == "it lies")
    #expect(try FloorRule.reason(Self.body(hips: { $0 > 0.8 ? 1.5 : 1 }, feet: { $0 > 0.8 ? 0.5 : 0 })) == "it hangs")
  }
}
