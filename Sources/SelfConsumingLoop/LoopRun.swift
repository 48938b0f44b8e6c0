import Foundation

/// A loop in a folder: all arms over all seeds, from where a run that was killed has come to.
public struct LoopRun<Generator: SampleGenerator, Corrector: SampleCorrector>
where Generator.Sample == Corrector.Sample {
  public typealias Loop = SelfConsumingLoop<Generator, Corrector>

  private let loop: Loop
  private let folder: RunFolder
  private let makeGenerator: () throws -> Generator

  /// - Parameters:
  ///   - path: the run's folder, made when it is not there.
  ///   - resumes: whether to go on from a run in it.
  ///   - makeGenerator: a generator that has learned nothing.
  /// - Throws: `LoopError.runExists`, `.otherRun` when the folder's run is of another configuration, `.file`.
  public init(_ loop: Loop, in path: String, resumes: Bool, makeGenerator: @escaping () throws -> Generator) throws {
    self.loop = loop
    self.makeGenerator = makeGenerator
    folder = RunFolder(path)
    try RunFiles.makeFolder(path)
    if FileManager.default.fileExists(atPath: folder.configurationFile) {
      guard resumes else { throw LoopError.runExists(folder: path) }
      let differences = loop.configuration.differences(from: try folder.configuration())
      guard differences.isEmpty else { throw LoopError.otherRun(folder: path, differences: differences) }
    } else if let other = try? FileManager.default.contentsOfDirectory(atPath: path).sorted().first {
      throw LoopError.file(path, problem: "holds other things, such as '\(other)', and no run")
    }
    try RunFiles.write(loop.configuration, to: folder.configurationFile)
  }

  /// Does what is left to do.
  /// - Parameter report: called after each generation, and after those that are there already.
  public func run(report: (LoopProgress) -> Void = { _ in }) async throws {
    let configuration = loop.configuration
    var progress = LoopProgress(
      total: configuration.seeds.count * (1 + configuration.arms.count * configuration.generations))
    for seed in configuration.seeds {
      if !FileManager.default.fileExists(atPath: folder.first(seed)) {
        var generator = try makeGenerator()
        _ = try await generation(
          as: folder.first(seed), unfinished: folder.first(seed) + "-" + RunFolder.unfinishedName
        ) {
          try await loop.first(&generator, seed: seed, in: $0)
        }
        progress.worked(try times(folder.first(seed)))
      }
      progress.add(try RunFiles.read(LoopRecord.self, folder.first(seed) + "/" + RunFolder.recordName))
      report(progress)
      for arm in configuration.arms { try await run(arm, seed: seed, progress: &progress, report: report) }
    }
  }

  private func run(
    _ arm: LoopArm, seed: UInt64, progress: inout LoopProgress, report: (LoopProgress) -> Void
  ) async throws {
    let done = folder.finished(arm: arm.name, seed: seed)
    if done > 0 { removeState(before: done, arm: arm.name, seed: seed) }
    let events = try EventFile(folder: "\(folder.path)/events/seed-\(seed)/\(arm.name)")
    for (record, times) in zip(
      try folder.records(arm: arm.name, seed: seed), try folder.times(arm: arm.name, seed: seed))
    {
      try events.add(record, times)
      if record.generation > 0 {
        progress.add(record)
        report(progress)
      }
    }
    guard done < loop.configuration.generations else { return }

    var generator = try makeGenerator()
    try generator.load(
      from: folder.generation(done, arm: arm.name, seed: seed) + "/" + RunFolder.generatorName)
    var state = loop.state(of: arm, seed: seed, after: generator)
    state.generation = done
    if arm.accumulation != .none {
      state.batches = try (1..<(done + 1)).map {
        try GenerationFolder.batch(in: folder.generation($0, arm: arm.name, seed: seed), by: generator)
      }
    }
    while state.generation < loop.configuration.generations {
      let name = folder.generation(state.generation + 1, arm: arm.name, seed: seed)
      let record = try await generation(
        as: name, unfinished: folder.arm(arm.name, seed) + "/" + RunFolder.unfinishedName
      ) { try await loop.next(&state, in: $0) }
      removeState(before: state.generation, arm: arm.name, seed: seed)
      let times = try times(name)
      try events.add(record, times)
      progress.worked(times)
      progress.add(record)
      report(progress)
    }
  }

  private func generation(
    as name: String, unfinished: String, _ body: (GenerationFolder) async throws -> LoopRecord
  ) async throws -> LoopRecord {
    let start = ContinuousClock().now
    let folder = try GenerationFolder(path: unfinished)
    let before = folder.times.total
    let record = try await body(folder)
    try folder.finish(record, started: start, before: before, as: name)
    return record
  }

  private func times(_ generation: String) throws -> LoopTimes {
    try RunFiles.read(LoopTimes.self, generation + "/" + RunFolder.timesName)
  }

  /// The state before the last one is not gone on from any more.
  private func removeState(before generation: Int, arm: String, seed: UInt64) {
    let earlier = generation - 1
    let every = loop.configuration.keepEvery
    guard earlier > 0, every == 0 || earlier % every != 0 else { return }
    try? FileManager.default.removeItem(
      atPath: folder.generation(earlier, arm: arm, seed: seed) + "/" + RunFolder.generatorName)
  }
}

/// How far a run has come.
public struct LoopProgress: Sendable {
  /// Generations of all arms and seeds, with the shared first ones.
  public let total: Int
  public private(set) var done = 0
  /// The last one that is done.
  public private(set) var record: LoopRecord?
  /// Nil as long as nothing has been done in this process.
  public var secondsLeft: Double? {
    worked == 0 ? nil : seconds / Double(worked) * Double(total - done)
  }

  private var worked = 0
  private var seconds = 0.0

  init(total: Int) { self.total = total }

  mutating func worked(_ times: LoopTimes) {
    worked += 1
    seconds += times.total
  }

  mutating func add(_ record: LoopRecord) {
    done += 1
    self.record = record
  }
}
