import Foundation
import SelfConsumingLoop

/// Samples are numbers. It learns their mean, and draws the mean plus a random number within half of it; fine-tuning goes half the way.
struct FakeGenerator: SampleGenerator {
  struct Killed: Error {}

  var mean = 0.0
  /// What it was asked for: prompts, and what it learned from.
  var prompts: [[Int]] = []
  var fits: [(samples: [TrainingSample<Double>], plan: FitPlan)] = []
  /// Fits before one that is killed in its middle, once.
  var fitsToLive = Int.max

  func prompt(of sample: Double) -> Int { Int(sample) }

  mutating func fit(_ samples: [TrainingSample<Double>], plan: FitPlan) throws {
    fits.append((samples, plan))
    if fits.count > fitsToLive { throw Killed() }
    let average = samples.reduce(0) { $0 + $1.sample } / Double(samples.count)
    var random = LoopRandom(seed: plan.seed)
    let noise = random.nextUnit() * 1e-3
    mean = plan.start == .anew ? average + noise : (mean + average) / 2 + noise
  }

  mutating func samples(for prompts: [Int], seed: UInt64) -> [Double] {
    self.prompts.append(prompts)
    var random = LoopRandom(seed: seed)
    return prompts.map { _ in mean * (0.75 + random.nextUnit() / 2) }
  }

  func save(to folder: String) throws {
    try JSONEncoder().encode([mean]).write(to: URL(fileURLWithPath: folder + "/mean.json"))
  }

  mutating func load(from folder: String) throws {
    let data = try Data(contentsOf: URL(fileURLWithPath: folder + "/mean.json"))
    mean = try JSONDecoder().decode([Double].self, from: data)[0]
  }
}

/// Samples become 1000; those for which `fails` holds do not.
struct FakeCorrector: SampleCorrector {
  var fails: @Sendable (Double) -> Bool = { _ in false }

  func correct(_ samples: [Double], seed: UInt64) -> [CorrectionOutcome<Double>] {
    samples.map { fails($0) ? .failed($0, reason: "fell") : .corrected(1000) }
  }
}

typealias FakeLoop = SelfConsumingLoop<FakeGenerator, FakeCorrector>

extension LoopConfiguration {
  /// n = 10, one seed.
  static func small(_ arms: LoopArm..., generations: Int = 4) -> LoopConfiguration {
    LoopConfiguration(realSamples: 10, generations: generations, firstSteps: 100, steps: 7, arms: arms)
  }
}

extension FakeLoop {
  /// Of the data 0 ..< 40.
  init(_ configuration: LoopConfiguration, corrector: FakeCorrector? = FakeCorrector()) throws {
    try self.init(
      configuration: configuration, data: (0..<40).map(Double.init), corrector: corrector,
      evaluation: { generator, _ in ["mean": generator.mean] })
  }

  /// An arm's state after some generations in memory, with all records.
  func advanced(_ generations: Int, arm: Int = 0) async throws -> (State, [LoopRecord]) {
    var generator = FakeGenerator()
    var records = [try await first(&generator, seed: 0)]
    var state = state(of: configuration.arms[arm], seed: 0, after: generator)
    for _ in 0..<generations { records.append(try await next(&state)) }
    return (state, records)
  }
}

/// All files under a folder by their path in it, but for times and events.
func contents(of folder: String) throws -> [String: Data] {
  var result: [String: Data] = [:]
  for path in try FileManager.default.subpathsOfDirectory(atPath: folder)
  where !path.hasPrefix("events/") && !path.hasSuffix("times.json") {
    // Folders too, as a name without bytes.
    result[path] = FileManager.default.contents(atPath: folder + "/" + path) ?? Data()
  }
  return result
}

/// A folder that goes away with the test.
final class TemporaryFolder {
  let path = FileManager.default.temporaryDirectory.path + "/loop-\(UUID().uuidString)"
  init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
  deinit { try? FileManager.default.removeItem(atPath: path) }
}

func message(_ body: () async throws -> Void) async -> String {
  do {
    try await body()
    return ""
  } catch {
    return "\(error)"
  }
}
