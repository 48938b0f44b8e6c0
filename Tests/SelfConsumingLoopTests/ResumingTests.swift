import Foundation
import SelfConsumingLoop
import Testing

@Suite struct ResumingTests {
  static let arms: [LoopArm] = {
    var accumulating = LoopArm(name: "accumulating", kind: .syntheticAugmentation, lambda: 1, gamma: 1)
    accumulating.accumulation = .fading
    var marking = LoopArm(name: "marking", kind: .iterativeFineTuning, lambda: 1.5, gamma: .infinity)
    marking.failures = .mark
    return [
      LoopArm(name: "real", kind: .realOnly), accumulating, marking,
      LoopArm(name: "redrawing", kind: .freshData, lambda: 1, gamma: 3),
    ]
  }()
  static var configuration: LoopConfiguration {
    LoopConfiguration(
      realSamples: 10, generations: 3, firstSteps: 100, steps: 7, seeds: [0, 3], arms: arms, keepEvery: 2)
  }
  static let corrector = FakeCorrector { $0.truncatingRemainder(dividingBy: 0.01) < 0.003 }

  /// The corrector and the evaluation count down to a kill as well.
  final class Fuse: @unchecked Sendable {
    // One task at a time has it: a loop calls one thing after the other.
    var left: Int
    init(_ left: Int) { self.left = left }
    func burn() throws {
      left -= 1
      if left < 0 { throw FakeGenerator.Killed() }
    }
  }

  struct BurningGenerator: SampleGenerator {
    var inner = FakeGenerator()
    let fuse: Fuse
    func prompt(of sample: Double) -> Int { inner.prompt(of: sample) }
    mutating func fit(_ samples: [TrainingSample<Double>], plan: FitPlan) throws {
      // A fit in two parts, of which the first is kept in the workspace.
      let workspace = try #require(plan.workspace)
      if !FileManager.default.fileExists(atPath: workspace + "/half") {
        try fuse.burn()
        try Data().write(to: URL(fileURLWithPath: workspace + "/half"))
      }
      try fuse.burn()
      try inner.fit(samples, plan: plan)
    }
    mutating func samples(for prompts: [Int], seed: UInt64) throws -> [Double] {
      try fuse.burn()
      return inner.samples(for: prompts, seed: seed)
    }
    func save(to folder: String) throws {
      try inner.save(to: folder)
      try fuse.burn()
    }
    mutating func load(from folder: String) throws { try inner.load(from: folder) }
  }

  struct BurningCorrector: SampleCorrector {
    let fuse: Fuse
    func correct(_ samples: [Double], seed: UInt64) throws -> [CorrectionOutcome<Double>] {
      try fuse.burn()
      return ResumingTests.corrector.correct(samples, seed: seed)
    }
  }

  func run(in folder: String, fuse: Fuse, resumes: Bool) async throws {
    let loop = try SelfConsumingLoop<BurningGenerator, BurningCorrector>(
      configuration: Self.configuration, data: (0..<40).map(Double.init), corrector: BurningCorrector(fuse: fuse)
    ) { generator, generation in
      try fuse.burn()
      let file = URL(fileURLWithPath: try #require(generation.folder) + "/samples.json")
      try JSONEncoder().encode(generator.inner.samples(for: [1, 2], seed: generation.evaluationSeed)).write(to: file)
      return ["mean": generator.inner.mean]
    }
    try await LoopRun(loop, in: folder, resumes: resumes) { BurningGenerator(fuse: fuse) }.run()
  }

  @Test func aRunThatIsKilledAnywhereEndsWithTheSameBytes() async throws {
    let whole = try TemporaryFolder()
    let fuse = Fuse(.max)
    try await run(in: whole.path, fuse: fuse, resumes: false)
    let expected = try contents(of: whole.path)
    #expect(expected["seed-3/marking/generation-003/generator/mean.json"] != nil)
    let steps = Int.max - fuse.left
    #expect(steps > 100)
    // Killed every few steps, each time to go on.
    for interval in [2, 11, steps - 1] {
      let folder = try TemporaryFolder()
      var kills = 0
      while true {
        do {
          try await run(in: folder.path, fuse: Fuse(interval), resumes: kills > 0)
          break
        } catch is FakeGenerator.Killed {
          kills += 1
          try #require(kills <= 2 * steps, "it comes no further, killed every \(interval) steps")
        }
      }
      #expect(kills >= steps / interval / 2)
      #expect(try contents(of: folder.path) == expected, "killed every \(interval) steps")
    }
  }

  @Test func aRunInAFolderIsTheRunInMemory() async throws {
    let folder = try TemporaryFolder()
    let loop = try FakeLoop(Self.configuration, corrector: Self.corrector)
    try await LoopRun(loop, in: folder.path, resumes: false) { FakeGenerator() }.run()
    for (index, arm) in Self.arms.enumerated() {
      #expect(try await RunFolder(folder.path).records(arm: arm.name, seed: 0) == loop.advanced(3, arm: index).1)
    }
  }

  @Test func moreGenerationsGoOnFromFewer() async throws {
    let whole = try TemporaryFolder()
    let folder = try TemporaryFolder()
    try await LoopRun(FakeLoop(Self.configuration, corrector: Self.corrector), in: whole.path, resumes: false) {
      FakeGenerator()
    }.run()
    var shorter = Self.configuration
    shorter.generations = 2
    for configuration in [shorter, Self.configuration] {
      let loop = try FakeLoop(configuration, corrector: Self.corrector)
      try await LoopRun(loop, in: folder.path, resumes: configuration != shorter) { FakeGenerator() }.run()
    }
    #expect(try contents(of: folder.path) == contents(of: whole.path))
  }

  @Test func progressCountsEveryGenerationOnce() async throws {
    let folder = try TemporaryFolder()
    let loop = try FakeLoop(Self.configuration, corrector: Self.corrector)
    var counts: [Int] = []
    var left: [Double?] = []
    let run = try LoopRun(loop, in: folder.path, resumes: false) { FakeGenerator() }
    try await run.run {
      counts.append($0.done)
      left.append($0.secondsLeft)
      #expect($0.total == 2 * (1 + 4 * 3))
    }
    #expect(counts == Array(1...26))
    #expect(left.last == 0)
    let times = try RunFolder(folder.path).times(arm: "marking", seed: 3)
    #expect(times.count == 4 && times.allSatisfy { $0.total > 0 && $0.total < 10 && $0.overhead >= 0 })
  }
}
