import Foundation
import Testing

@testable import Motion

@Suite struct DeepMimicTests {
  /// A body at (1, 2, 3) whose right knee is bent by a right angle and whose chest is turned about y.
  static func row(duration: Double = 0.05, knee: Double = -.pi / 2) -> [Double] {
    let turn = Quaternion(angle: 0.4, axis: .unitY)
    return [duration, 1, 2, 3, 1, 0, 0, 0] + [turn.w, turn.x, turn.y, turn.z]
      // Neck; right hip, knee, ankle, shoulder, elbow; the same on the left.
      + [1, 0, 0, 0] + [1, 0, 0, 0, knee, 1, 0, 0, 0, 1, 0, 0, 0, 0.3]
      + [1, 0, 0, 0, -0.2, 1, 0, 0, 0, 1, 0, 0, 0, 0.5]
  }

  static func text(_ rows: [[Double]], loop: String = "wrap") throws -> [UInt8] {
    let frames = String(data: try JSONEncoder().encode(rows), encoding: .utf8) ?? ""
    return Array("{\"Loop\": \"\(loop)\", \"Frames\": \(frames)}".utf8)
  }

  /// The body faces +X: a bent knee takes the ankle behind it, and the right hip is at +Z.
  @Test func aBentKneeTakesTheFootBehind() throws {
    let clip = try DeepMimicCodec().decode(Self.text([Self.row(), Self.row()]), file: "a.txt", options: .init())
    #expect(clip.frameCount == 2 && abs(clip.rate - 20) < 1e-9)
    let pose = clip.pose(at: 1)
    func place(_ name: String) throws -> Vector3 { pose.positions[try #require(clip.skeleton.index(named: name))] }
    let knee = try place("right_knee")
    #expect(try (place("right_hip") - Vector3(1, 2, 3.084887)).length < 1e-9)
    #expect((knee - Vector3(1, 2 - 0.421546, 3.084887)).length < 1e-9)
    #expect(try (place("right_ankle") - (knee - Vector3(0.40987, 0, 0))).length < 1e-9)
    // The chest's turn about y takes the right shoulder, at +Z, forward.
    #expect(try place("right_shoulder").x > place("left_shoulder").x + 0.1)
  }

  @Test func whatIsWrittenIsWhatWasRead() throws {
    let codec = DeepMimicCodec()
    let rows = [Self.row(), Self.row(knee: -0.7), Self.row(knee: -1.1)]
    let clip = try codec.decode(Self.text(rows), file: "a.txt", options: .init())
    let again = try codec.decode(codec.encode(clip), file: "a.txt", options: .init())
    #expect(again.attributes["loop"] == .text("wrap"))
    for frame in 0..<clip.frameCount {
      #expect((again.rootTranslations[frame] - clip.rootTranslations[frame]).length < 1e-12)
      for joint in 0..<clip.jointCount {
        #expect((again[rotation: frame, joint].inverse * clip[rotation: frame, joint]).angle < 1e-7)
      }
    }
    #expect(try MotionFormats.standard.codec(forReading: Self.text(rows), fileExtension: "txt").name == codec.name)
  }

  /// Captions lie beside motions: of a folder's texts only DeepMimic's are taken; of other endings all, so that broken ones are named.
  @Test func aFoldersOtherTextsAreNoMotions() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (name, bytes) in try [
      ("walk.txt", Array("a person walks".utf8)), ("empty.txt", []), ("run.txt", Self.text([Self.row()])),
      ("broken.bvh", [7]), ("notes.md", [7]),
    ] { try Data(bytes).write(to: folder.appendingPathComponent(name)) }
    func takes(_ name: String) -> Bool { MotionFormats.standard.takes(folder.appendingPathComponent(name).path) }
    #expect(takes("run.txt") && takes("broken.bvh"))
    #expect(!takes("walk.txt") && !takes("empty.txt") && !takes("notes.md") && !takes("none.txt"))
  }

  @Test func whatItCannotHoldIsNotWritten() throws {
    let codec = DeepMimicCodec()
    var clip = try codec.decode(Self.text([Self.row(), Self.row()]), file: "a.txt", options: .init())
    let knee = try #require(clip.skeleton.index(named: "left_knee"))
    clip[rotation: 1, knee] = Quaternion(angle: 0.1, axis: .unitX)
    #expect { try codec.encode(clip) } throws: { "\($0)".contains("frame 1: left_knee turns about another axis") }
    let other = try MotionClip(
      name: "b", skeleton: SMPLSkeleton.skeleton(jointCount: 22), rate: 30, rootTranslations: [.zero],
      rotations: Array(repeating: .identity, count: 22))
    #expect { try codec.encode(other) } throws: { "\($0)".contains("only motions of DeepMimic's humanoid") }
  }

  @Test func whatIsWrongIsNamedWithItsPlace() throws {
    func problem(_ bytes: [UInt8]) -> String {
      do {
        _ = try DeepMimicCodec().decode(bytes, file: "a.txt", options: .init())
        return ""
      } catch { return "\(error)" }
    }
    #expect(problem(Array("{\"Frames\": 3}".utf8)).contains("a.txt: it is not a DeepMimic motion"))
    #expect(try problem(Self.text([])).contains("it has no frames"))
    #expect(try problem(Self.text([Self.row(), [1, 2]])).contains("frame 1: it has 2 numbers, expected 44"))
    #expect(try problem(Self.text([Self.row(duration: 0), Self.row()])).contains("frame 0: it lasts 0.0 s"))
    #expect(
      try problem(Self.text([Self.row(), Self.row(duration: 0.1), Self.row()])).contains("frame 1: it lasts 0.1 s"))
    var row = Self.row()
    row[4] = 2
    #expect(try problem(Self.text([row])).contains("frame 0: a rotation is not one"))
  }
}
