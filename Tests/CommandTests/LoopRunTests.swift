import Foundation
import Gaitkeeper
import MotionDiffusion
import TextEncoding
import Testing
import Torch

@testable import GaitkeeperCLI

private let isSetUp = (try? TorchLibrary.load()) != nil && (try? MiniLMFolder.find()) != nil

/// `loop run` on a few made-up motions.
@Suite(.enabled(if: isSetUp, "libtorch or the text encoder is not set up: Scripts/setup-learning, Scripts/setup-text"))
struct LoopRunTests {
  private struct Setting {
    let folder: String
    let data: String

    /// A data set as HumanML3D's: windows of the project's own sample clips.
    init() throws {
      folder = FileManager.default.temporaryDirectory.path + "/\(UUID())"
      data = folder + "/data"
      for name in ["new_joint_vecs", "texts"] {
        try FileManager.default.createDirectory(atPath: "\(data)/\(name)", withIntermediateDirectories: true)
      }
      var lists: [String: [String]] = [:]
      for (name, caption) in [("walk", "a person walks"), ("kick", "a person kicks"), ("jump", "a person jumps")] {
        let clip = try MotionFormats.standard.read("\(BenchTests.home)/humanoids/smpl/samples/\(name).bvh")
        let motion = try CaptionedMotion(clip: clip, captions: [caption])
        let width = HumanML3DFeatures.count
        for start in 0..<(motion.frameCount - 24) {
          let id = "\(name)\(start)"
          let values = motion.features[(start * width)..<((start + 24) * width)].map(Double.init)
          let array = try NPYArray(shape: [24, width], values: values, elementType: .float32)
          try Data(array.encoded()).write(to: URL(fileURLWithPath: "\(data)/new_joint_vecs/\(id).npy"))
          try Data("\(caption)#x#0.0#0.0\n".utf8).write(to: URL(fileURLWithPath: "\(data)/texts/\(id).txt"))
          lists[start % 2 == 0 ? "train" : "test", default: []].append(id)
        }
      }
      for (split, ids) in lists {
        try Data(ids.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: "\(data)/\(split).txt"))
      }
    }

    func remove() { try? FileManager.default.removeItem(atPath: folder) }

    func run(_ output: String, config: String = "tiny", _ more: [String] = []) async throws {
      var command = try LoopRunCommand.parse(
        ["--config", config, "--data", data, "--output", "\(folder)/\(output)"] + more)
      try await command.run()
    }

    func message(_ output: String, config: String = "tiny", _ more: [String] = []) async -> String {
      do {
        try await run(output, config: config, more)
        return ""
      } catch { return "\(error)" }
    }
  }

  @Test("A run that was stopped after a generation ends with the bytes of one that was not")
  func resumes() async throws {
    let setting = try Setting()
    defer { setting.remove() }
    let tiny = try String(
      contentsOfFile: BenchTests.home + "/Sources/GaitkeeperCLI/Loop/Configurations/tiny.json", encoding: .utf8)
    let shorter = setting.folder + "/shorter.json"
    try tiny.replacing("\"generations\": 2", with: "\"generations\": 1")
      .write(toFile: shorter, atomically: true, encoding: .utf8)
    try await setting.run("whole")
    try await setting.run("parts", config: shorter)
    try await setting.run("parts", ["--resume"])
    for arm in ["real-only", "iterative", "corrected"] {
      for file in [
        "record.json", "synthetic.samples", "generator/weights.safetensors", "evaluation/samples.safetensors",
      ] {
        let path = "seed-0/\(arm)/generation-002/\(file)"
        let whole = FileManager.default.contents(atPath: "\(setting.folder)/whole/\(path)")
        #expect(whole == FileManager.default.contents(atPath: "\(setting.folder)/parts/\(path)"), "\(path)")
        #expect(whole != nil || (arm == "real-only" && file == "synthetic.samples"), "\(path)")
      }
    }

    // What is wrong with a run is said, and what is there is kept.
    #expect(await setting.message("whole").contains("--resume"))
    #expect(
      await setting.message("whole", ["--resume", "--real-samples", "9"]).contains("realSamples is 8 there and 9 here"))
    #expect(await setting.message("other", ["--real-samples", "9999"]).contains("the data has only"))
    #expect(!FileManager.default.fileExists(atPath: setting.folder + "/other"))
    #expect(await setting.message("other", config: "huge").contains("huge: it cannot be read"))
    let negative = setting.folder + "/negative.json"
    try tiny.replacing("\"lambda\": 0.5,", with: "\"lambda\": -0.5,")
      .write(toFile: negative, atomically: true, encoding: .utf8)
    #expect(await setting.message("other", config: negative).contains("lambda is -0.5"))
  }

  @Test("The configurations that come with the command can be read", arguments: ["tiny", "cpu", "paper"])
  func configurations(name: String) throws {
    let configuration = try MotionLoopConfiguration(named: name)
    try configuration.loop.check(available: 100)
    #expect(configuration.loop.arms.contains { $0.gamma == .infinity })
  }
}
