import ArgumentParser
import Foundation
import Gaitkeeper
import Testing

@testable import GaitkeeperCLI

/// A folder of clips, some of them broken, corrected by the command.
struct CorrectCommandTests {
  /// A folder that goes away with the test.
  final class Folder {
    let path: String

    init() throws {
      path = NSTemporaryDirectory() + "gaitkeeper-" + UUID().uuidString
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Every file below with its bytes, but for the report's and the summary's measured times.
    func contents(of name: String) throws -> [String: Data] {
      let root = path + "/" + name
      var files: [String: Data] = [:]
      for case let file as String in try #require(FileManager.default.enumerator(atPath: root)) {
        var isDirectory: ObjCBool = false
        _ = FileManager.default.fileExists(atPath: root + "/" + file, isDirectory: &isDirectory)
        if isDirectory.boolValue { continue }
        let data = try #require(FileManager.default.contents(atPath: root + "/" + file))
        files[file] = file == "report.jsonl" || file == "summary.json" ? withoutTimes(data) : data
      }
      return files
    }

    private func withoutTimes(_ data: Data) -> Data {
      var text = String(decoding: data, as: UTF8.self)
      for key in ["wallSeconds", "controlStepsPerSecond", "realTimeFactor", "clipsPerSecond"] {
        let number = try? Regex("\"\(key)\" ?: ?[-+0-9.eE]+")
        if let number { text.replace(number, with: "\"\(key)\":0") }
      }
      return Data(text.utf8)
    }
  }

  /// Short pieces of the sample clips in a tree, and files that are no clips.
  private func makeInputs(in folder: Folder, copies: Int = 3) throws -> (good: Int, broken: Int) {
    let input = folder.path + "/in"
    try FileManager.default.createDirectory(atPath: input + "/sub/deep", withIntermediateDirectories: true)
    var good = 0
    for name in ["walk", "jump", "kick"] {
      let clip = try MotionFormats.standard.read(ResourceLocator().sample(named: name))
      for copy in 0..<copies {
        let piece = try clip.piece(from: 5 * copy, count: 30)
        let place = ["", "/sub", "/sub/deep"][copy % 3]
        try MotionFormats.standard.write(piece, to: "\(input)\(place)/\(name)\(copy).bvh")
        good += 1
      }
    }
    let text = try String(contentsOfFile: input + "/walk0.bvh", encoding: .utf8)
    let broken = [
      "empty.bvh": "", "cut.bvh": String(text.prefix(text.count / 2)), "sub/words.bvh": "hello",
      "nan.bvh": text.replacing("0.0", with: "nan"), "array.npy": "not an array",
    ]
    for (name, text) in broken { try text.write(toFile: input + "/" + name, atomically: true, encoding: .utf8) }
    // No clips, and nobody's business.
    try "notes".write(toFile: input + "/README.md", atomically: true, encoding: .utf8)
    return (good, broken.count)
  }

  /// - Returns: the exit status.
  @discardableResult
  private func run(_ arguments: String...) async throws -> Int32 {
    do {
      var command = try CorrectCommand.parse(arguments)
      try await command.run()
      return 0
    } catch let status as ExitCode {
      return status.rawValue
    }
  }

  private func lines(_ path: String) throws -> [[String: Any]] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }

  @Test func brokenClipsAreNamedAndTheOthersCorrected() async throws {
    let folder = try Folder()
    let (good, broken) = try makeInputs(in: folder)
    let output = folder.path + "/out"
    #expect(try await run(folder.path + "/in", "--output", output) == 2)
    let lines = try lines(output + "/report.jsonl")
    #expect(lines.count == good + broken)
    #expect(lines.map { $0["file"] as? String ?? "" } == lines.map { $0["file"] as? String ?? "" }.sorted())
    let skipped = lines.filter { $0["status"] as? String == "unread" }
    #expect(
      Set(skipped.compactMap { $0["file"] as? String })
        == ["array.npy", "cut.bvh", "empty.bvh", "nan.bvh", "sub/words.bvh"])
    for line in skipped {
      #expect((line["error"] as? String ?? "").contains(line["file"] as? String ?? "?"))
      #expect(line["output"] is NSNull)
    }
    for line in lines where line["status"] as? String != "unread" {
      let name = try #require(line["output"] as? String)
      let clip = try MotionFormats.standard.read(output + "/" + name)
      #expect(clip.frameCount == line["outputFrames"] as? Int)
      #expect(line["wallSeconds"] as? Double ?? 0 > 0)
    }
    // Nothing is there but what the report names.
    let names = try folder.contents(of: "out").keys
    #expect(names.count == good + 3)
    let summary = try JSONDecoder().decode(
      BatchSummary.self, from: Data(contentsOf: URL(fileURLWithPath: output + "/summary.json")))
    #expect(summary.clips == good + broken && summary.count(.unread) == broken)
  }

  @Test func theBytesDoNotDependOnTheJobs() async throws {
    let folder = try Folder()
    _ = try makeInputs(in: folder)
    for jobs in ["1", "2", "5"] {
      try await run(folder.path + "/in", "--output", "\(folder.path)/out\(jobs)", "--jobs", jobs)
    }
    let one = try folder.contents(of: "out1")
    #expect(try one == folder.contents(of: "out2"))
    #expect(try one == folder.contents(of: "out5"))
  }

  @Test func aRunThatStoppedGoesOnAndEndsAsOneThatDidNot() async throws {
    let folder = try Folder()
    _ = try makeInputs(in: folder)
    let input = folder.path + "/in"
    let (whole, stopped) = (folder.path + "/whole", folder.path + "/stopped")
    try await run(input, "--output", whole)
    try await run(input, "--output", stopped)
    // As a kill in the middle leaves it: lines are missing, the last one is half written, later clips and half a file are there.
    let report = stopped + "/report.jsonl"
    let lines = try String(contentsOfFile: report, encoding: .utf8).split(separator: "\n")
    let rest = lines.prefix(5).joined(separator: "\n") + "\n" + lines[5].prefix(40)
    try rest.write(toFile: report, atomically: false, encoding: .utf8)
    try FileManager.default.removeItem(atPath: stopped + "/summary.json")
    try FileManager.default.createDirectory(atPath: stopped + "/.partial", withIntermediateDirectories: true)
    try "half".write(toFile: stopped + "/.partial/x.bvh", atomically: false, encoding: .utf8)
    let last = try #require(
      try self.lines(whole + "/report.jsonl").last { $0["output"] is String }?["output"] as? String)
    try FileManager.default.removeItem(atPath: stopped + "/" + last)
    try await run(input, "--output", stopped, "--resume")
    #expect(try folder.contents(of: "whole") == folder.contents(of: "stopped"))
  }

  @Test func whatIsThereIsNotOverwrittenAndOtherSettingsAreRefused() async throws {
    let folder = try Folder()
    _ = try makeInputs(in: folder, copies: 1)
    let input = folder.path + "/in"
    let output = folder.path + "/out"
    try await run(input, "--output", output)
    let before = try folder.contents(of: "out")
    await #expect(throws: CorrectionBatch.Problem.self) { try await run(input, "--output", output) }
    await #expect(throws: CorrectionBatch.Problem.self) {
      try await run(input, "--output", output, "--resume", "--wrench-force", "50")
    }
    #expect(try folder.contents(of: "out") == before)
  }

  @Test func twoInputsForOnePlaceAreRefusedBeforeAnythingIsWritten() async throws {
    let folder = try Folder()
    let sample = try ResourceLocator().sample(named: "walk")
    await #expect(throws: BatchInputs.Problem.self) {
      try await run(sample, sample, "--output", folder.path + "/out")
    }
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/out"))
  }

  @Test func nothingReadableIsAnErrorOfItsOwn() async throws {
    let folder = try Folder()
    try "x".write(toFile: folder.path + "/a.bvh", atomically: true, encoding: .utf8)
    #expect(try await run(folder.path + "/a.bvh", "--output", folder.path + "/out") == 1)
  }

  @Test func aFileWithManyClipsBecomesAFolder() async throws {
    let folder = try Folder()
    let walk = try MotionFormats.standard.read(ResourceLocator().sample(named: "walk")).resampled(to: 20)
    let codec = HumanML3DJointsCodec()
    let array = try NPYArray(bytes: codec.encode(walk), file: "walk")
    let frames = 24
    let values = Array(array.values.prefix(frames * 66))
    let batch = try NPYArray(shape: [2, frames, 22, 3], values: values + values, elementType: .float32)
    let path = folder.path + "/generated.npy"
    try Data(batch.encoded()).write(to: URL(fileURLWithPath: path))
    try await run(path, "--output", folder.path + "/out")
    let lines = try lines(folder.path + "/out/report.jsonl")
    #expect(lines.map { $0["file"] as? String } == ["generated.npy[0]", "generated.npy[1]"])
    let outputs = ["00000", "00001"].map { folder.path + "/out/generated/\($0).npy" }
    let clips = try outputs.map { try MotionFormats.standard.read($0) }
    #expect(clips[0].rotations == clips[1].rotations && clips[0].frameCount == frames)
  }
}

extension MotionClip {
  fileprivate func piece(from start: Int, count: Int) throws -> MotionClip {
    try MotionClip(
      name: name, skeleton: skeleton, rate: rate, rootTranslations: Array(rootTranslations[start..<(start + count)]),
      rotations: Array(rotations[(start * jointCount)..<((start + count) * jointCount)]),
      translations: translations.mapValues { Array($0[start..<(start + count)]) }, convention: convention,
      attributes: attributes)
  }
}
