import Foundation
import SelfConsumingLoop
import Testing

@Suite struct LoopErrorTests {
  @Test func settingsOutOfRangeAreNamed() async throws {
    func problem(_ change: (inout LoopConfiguration) -> Void) async -> String {
      var configuration = LoopConfiguration.small(LoopArm(name: "a", kind: .iterativeFineTuning, lambda: 1))
      change(&configuration)
      return await message { _ = try FakeLoop(configuration) }
    }
    #expect(await problem { $0.realSamples = 41 } == "realSamples is 41, but the data has only 40 samples")
    #expect(await problem { $0.realSamples = 40 } == "")
    #expect(await problem { $0.realSamples = 0 } == "realSamples is 0, expected at least 1")
    #expect(await problem { $0.arms[0].lambda = -0.5 } == "arm 'a' lambda is -0.5, expected 0 or more")
    #expect(await problem { $0.arms[0].lambda = .nan } == "arm 'a' lambda is nan, expected 0 or more")
    #expect(await problem { $0.arms[0].gamma = -1 } == "arm 'a' gamma is -1.0, expected 0 or more")
    #expect(await problem { $0.arms[0].name = "../a" }.hasPrefix("arm '../a' the name is a folder's"))
    #expect(await problem { $0.arms[0].name = "first" }.hasPrefix("arm 'first' the name is a folder's"))
    #expect(await problem { $0.arms.append($0.arms[0]) } == "arms has two of one name")
    #expect(await problem { $0.seeds = [] } == "seeds is empty, expected at least one")
    #expect(await problem { $0.generations = -1 } == "generations is -1, expected 0 or more")
  }

  @Test func anArmThatCorrectsNeedsACorrector() async throws {
    let arm = LoopArm(name: "a", kind: .iterativeFineTuning, lambda: 1, gamma: 1)
    #expect(
      await message { _ = try FakeLoop(.small(arm), corrector: nil) }
        == "arm 'a' has gamma over 0, and there is no corrector")
  }

  @Test func aCorrectorThatFailsOnEverySampleEndsTheRunAndWhatIsDoneIsKept() async throws {
    let folder = try TemporaryFolder()
    let good = LoopArm(name: "good", kind: .iterativeFineTuning, lambda: 1)
    let bad = LoopArm(name: "bad", kind: .iterativeFineTuning, lambda: 1, gamma: 1)
    let loop = try FakeLoop(.small(good, bad), corrector: FakeCorrector { _ in true })
    let text = await message {
      try await LoopRun(loop, in: folder.path, resumes: false) { FakeGenerator() }.run()
    }
    #expect(
      text
        == "arm 'bad', seed 0, generation 1: none of the 20 samples that were to be corrected was (the first: fell); "
        + "what was done before is kept")
    #expect(try RunFolder(folder.path).records(arm: "good", seed: 0).count == 5)
    #expect(try RunFolder(folder.path).records(arm: "bad", seed: 0).count == 1)
  }

  @Test func aCorrectorThatGivesTooFewResultsIsFound() async throws {
    struct Short: SampleCorrector {
      func correct(_ samples: [Double], seed: UInt64) -> [CorrectionOutcome<Double>] { [] }
    }
    let arm = LoopArm(name: "a", kind: .iterativeFineTuning, lambda: 1, gamma: 1)
    let loop = try SelfConsumingLoop<FakeGenerator, Short>(
      configuration: .small(arm), data: (0..<40).map(Double.init), corrector: Short())
    var generator = FakeGenerator()
    _ = try await loop.first(&generator, seed: 0)
    var state = loop.state(of: arm, seed: 0, after: generator)
    #expect(await message { _ = try await loop.next(&state) } == "the corrector gave 0 samples, expected 5")
  }

  @Test func aFolderOfAnotherRunIsRefusedWithWhatDiffers() async throws {
    let folder = try TemporaryFolder()
    let arm = LoopArm(name: "a", kind: .iterativeFineTuning, lambda: 1)
    var configuration = LoopConfiguration.small(arm)
    configuration.setup = ["data": "walks"]
    _ = try LoopRun(FakeLoop(configuration), in: folder.path, resumes: false) { FakeGenerator() }
    #expect(
      await message { _ = try LoopRun(FakeLoop(configuration), in: folder.path, resumes: false) { FakeGenerator() } }
        == "\(folder.path): holds a run already; --resume goes on from it")
    configuration.realSamples = 12
    configuration.arms[0].gamma = .infinity
    configuration.setup = ["data": "runs"]
    let text = await message {
      _ = try LoopRun(FakeLoop(configuration), in: folder.path, resumes: true) { FakeGenerator() }
    }
    #expect(text.contains("realSamples is 10 there and 12 here"))
    #expect(text.contains("gamma 0.0") && text.contains("gamma inf"))
    #expect(text.contains("data is walks there and runs here"))
    // And the folder is as it was.
    #expect(try RunFolder(folder.path).configuration().realSamples == 10)
  }

  @Test func aFolderWithOtherThingsOrNoRunIsRefused() async throws {
    let folder = try TemporaryFolder()
    try Data().write(to: URL(fileURLWithPath: folder.path + "/thesis.tex"))
    let loop = try FakeLoop(.small(LoopArm(name: "a", kind: .realOnly)))
    #expect(
      await message { _ = try LoopRun(loop, in: folder.path, resumes: true) { FakeGenerator() } }
        == "\(folder.path): holds other things, such as 'thesis.tex', and no run")
    #expect(
      await message { _ = try RunFolder(folder.path).configuration() }
        == "\(folder.path): is no run of the loop: it has no configuration.json")
  }

  @Test func aDiskThatCannotBeWrittenEndsTheRunInOneLine() async throws {
    let folder = try TemporaryFolder()
    let loop = try FakeLoop(.small(LoopArm(name: "a", kind: .realOnly)))
    let run = try LoopRun(loop, in: folder.path, resumes: false) { FakeGenerator() }
    // A file where a folder has to be stands for a disk that refuses.
    try Data().write(to: URL(fileURLWithPath: folder.path + "/events"))
    let text = await message { try await run.run() }
    #expect(text.hasPrefix("\(folder.path)/events/seed-0/a: the folder cannot be made"))
    #expect(!text.contains("\n"))
    try FileManager.default.removeItem(atPath: folder.path + "/events")
    try await LoopRun(loop, in: folder.path, resumes: true) { FakeGenerator() }.run()
    #expect(try RunFolder(folder.path).records(arm: "a", seed: 0).count == 5)
  }
}
