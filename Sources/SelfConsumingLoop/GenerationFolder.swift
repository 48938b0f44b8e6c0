import Foundation

/// A generation while it is under way: each stage that is done is kept in a folder, so that it is not done again after the
/// process was killed. When all is done the folder gets its name; before that, it is `unfinished`.
final class GenerationFolder {
  let path: String
  private(set) var times: LoopTimes

  /// Makes the folder, or goes on in one that is there.
  init(path: String) throws {
    self.path = path
    try RunFiles.makeFolder(path)
    times = (try? RunFiles.read(LoopTimes.self, path + "/" + RunFolder.timesName)) ?? LoopTimes()
  }

  func add(_ stage: LoopStage, since start: ContinuousClock.Instant) {
    times[stage] += (ContinuousClock().now - start).seconds
    // The times are worth no more than the stage: where they cannot be written, neither can what follows.
    try? RunFiles.write(times, to: path + "/" + RunFolder.timesName)
  }

  func evaluationFolder() throws -> String {
    let folder = path + "/evaluation"
    try? FileManager.default.removeItem(atPath: folder)
    try RunFiles.makeFolder(folder)
    return folder
  }

  /// The synthetic samples and their origins, to be learned from again.
  func write<Generator: SampleGenerator>(
    _ batch: [TrainingSample<Generator.Sample>], by generator: Generator
  ) throws {
    guard !batch.isEmpty else { return }
    try RunFiles.write(generator.encoded(batch.map(\.sample)), to: path + "/synthetic.samples")
    try RunFiles.write(batch.map(\.origin), to: path + "/synthetic.json")
  }

  static func batch<Generator: SampleGenerator>(
    in path: String, by generator: Generator
  ) throws -> [TrainingSample<Generator.Sample>] {
    let file = path + "/synthetic.samples"
    guard FileManager.default.fileExists(atPath: file) else { return [] }
    let samples = try generator.decoded(RunFiles.read(file))
    let origins = try RunFiles.read([TrainingSample<Generator.Sample>.Origin].self, path + "/synthetic.json")
    guard samples.count == origins.count else {
      throw LoopError.file(file, problem: "has \(samples.count) samples, expected \(origins.count)")
    }
    return zip(samples, origins).map { TrainingSample($0, $1) }
  }

  /// Writes what is left and gives the folder its name.
  func finish(_ record: LoopRecord, started: ContinuousClock.Instant, before: Double, as name: String) throws {
    for file in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    where file == Self.workspaceName || file.hasPrefix(Self.roundPrefix) {
      try? FileManager.default.removeItem(atPath: path + "/" + file)
    }
    try RunFiles.write(record, to: path + "/" + RunFolder.recordName)
    // What of this process's time went into no stage.
    times.overhead += max(0, (ContinuousClock().now - started).seconds - (times.total - before))
    try RunFiles.write(times, to: path + "/" + RunFolder.timesName)
    try RunFiles.rename(path, to: name)
  }

  static let workspaceName = "fit"
  static let roundPrefix = "round-"
}

// Without a folder a stage is done, and nothing is kept.
extension GenerationFolder? {
  func drawn<Generator: SampleGenerator>(
    _ round: Int, by generator: inout Generator, _ draw: (inout Generator) throws -> [Generator.Sample]
  ) throws -> [Generator.Sample] {
    guard let self else { return try draw(&generator) }
    let file = "\(self.path)/\(GenerationFolder.roundPrefix)\(round).drawn"
    if FileManager.default.fileExists(atPath: file) { return try generator.decoded(RunFiles.read(file)) }
    let start = ContinuousClock().now
    let samples = try draw(&generator)
    self.add(.sample, since: start)
    try RunFiles.write(generator.encoded(samples), to: file)
    return samples
  }

  func corrected<Generator: SampleGenerator>(
    _ round: Int, by generator: Generator,
    _ correct: () async throws -> [CorrectionOutcome<Generator.Sample>]
  ) async throws -> [CorrectionOutcome<Generator.Sample>] {
    guard let self else { return try await correct() }
    let file = "\(self.path)/\(GenerationFolder.roundPrefix)\(round).corrected"
    let reasonsFile = "\(self.path)/\(GenerationFolder.roundPrefix)\(round).json"
    // The reasons are written last.
    if FileManager.default.fileExists(atPath: reasonsFile) {
      let samples = try generator.decoded(RunFiles.read(file))
      let reasons = try RunFiles.read([String?].self, reasonsFile)
      guard samples.count == reasons.count else {
        throw LoopError.file(file, problem: "has \(samples.count) samples, expected \(reasons.count)")
      }
      return zip(samples, reasons).map { sample, reason in
        reason.map { .failed(sample, reason: $0) } ?? .corrected(sample)
      }
    }
    let start = ContinuousClock().now
    let outcomes = try await correct()
    self.add(.correct, since: start)
    try RunFiles.write(generator.encoded(outcomes.map(\.sample)), to: file)
    try RunFiles.write(outcomes.map(\.reason), to: reasonsFile)
    return outcomes
  }

  /// Fits, or loads what was fitted before the process was killed.
  func fitted<Generator: SampleGenerator>(
    _ generator: inout Generator, _ fit: (inout Generator, String?) throws -> Void
  ) throws {
    guard let self else { return try fit(&generator, nil) }
    let folder = self.path + "/" + RunFolder.generatorName
    if FileManager.default.fileExists(atPath: folder) { return try generator.load(from: folder) }
    let workspace = "\(self.path)/\(GenerationFolder.workspaceName)"
    try RunFiles.makeFolder(workspace)
    let start = ContinuousClock().now
    try fit(&generator, workspace)
    self.add(.fit, since: start)
    let unfinished = folder + ".unfinished"
    try? FileManager.default.removeItem(atPath: unfinished)
    try RunFiles.makeFolder(unfinished)
    try generator.save(to: unfinished)
    try RunFiles.rename(unfinished, to: folder)
  }
}

extension CorrectionOutcome {
  fileprivate var sample: Sample {
    switch self {
    case .corrected(let sample), .failed(let sample, _): sample
    }
  }

  fileprivate var reason: String? {
    switch self {
    case .corrected: nil
    case .failed(_, let reason): reason
    }
  }
}
