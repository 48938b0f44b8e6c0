import ArgumentParser
import Foundation
import Gaitkeeper
import GenerativeMetrics
import MotionDiffusion

struct ModelEvaluateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measure a model's samples for the captions of a data set, beside the real motions.",
    discussion: """
      FID, R-precision in pools of 32, matching score, diversity and multimodality by the project's own evaluator: hold them against each other, \
      not against a paper's. Equal captions count as equal. Corrected samples are those that the simulated body performed; where it fell, the \
      sample stands as it was.
      """)

  @Option(help: "Folder of the model, or 'pretrained'.")
  var model = Pretrained.name

  @OptionGroup var source: MotionDataOptions

  @Option(help: "Which part of the data set: train, val or test.")
  var split = "test"

  @Option(help: "Folder of the evaluator, or 'pretrained'.")
  var evaluator = Pretrained.name

  @Option(help: "Sets of samples, for the confidence intervals.")
  var repeats = 3

  @Option(help: "Seed of the samples.")
  var seed: UInt64 = 0

  @Option(help: "How strongly the text is followed; 1 for as learned. Default: the model's.")
  var guidance: Double?

  @Flag(help: "Correct the first set of samples in the simulator, and measure that too.")
  var correct = false

  @Option(help: "Scene file (YAML) in which they are corrected.")
  var scene: String?

  @Option(help: "Write all figures here, as JSON.")
  var json: String?

  @OptionGroup var deviceOption: DeviceOption

  func validate() throws {
    guard repeats > 0 else { throw ValidationError("--repeats is \(repeats), expected at least 1") }
  }

  private struct Report: Encodable {
    var model: String
    var evaluator: String
    var data: [String]
    var split: String
    var seed: UInt64
    var guidance: Double
    var captions: Int
    var rows: [String: GenerativeFigures] = [:]
    /// Plausibility of the first samples: joints, means over motions.
    var plausibility: [String: PlausibilityMetrics] = [:]
    var correction: CorrectedSamples.Summary?
    /// Seconds of motion made in a second.
    var samplingRealTimeFactor = 0.0
  }

  mutating func run() async throws {
    if let json { try OutputFile.check(json, isNot: source.data[0]) }
    let (library, device) = try deviceOption.load()
    let model = try MotionDiffusionModel(named: self.model, library: library, device: device)
    let evaluator = try MotionTextEvaluator(named: self.evaluator, sharing: model, library: library, device: device)
    let set = try await source.motions(split: split, minimumFrames: model.configuration.minimumFrames)
    let evaluation = try ModelEvaluation(evaluator: evaluator, real: set.motions, seed: seed)
    var report = Report(
      model: self.model, evaluator: self.evaluator, data: source.data, split: split, seed: seed,
      guidance: guidance ?? model.configuration.guidance, captions: set.motions.count)

    report.rows["real"] = try evaluation.realFigures(repeats: repeats)
    report.rows["real, frames shuffled"] = try evaluation.shuffledFigures()
    let samples = try sample(model, evaluation, &report)
    report.plausibility["real"] = try PlausibilityMetrics(set.motions)
    report.plausibility["samples"] = try PlausibilityMetrics(samples)
    if correct {
      let corrected = try await CorrectedSamples(samples, by: MotionCorrector(scene: SceneDescription(file: scene)))
      report.rows["corrected samples"] = try evaluation.figures(of: [corrected.motions])
      report.plausibility["corrected samples"] = try PlausibilityMetrics(corrected.motions)
      report.correction = corrected.summary
    }
    try report.rows["untrained model"] = untrained(model, evaluation)
    print(report: report)
    if let json { try OutputFile.write(json: report, to: json) }
  }

  private func sample(_ model: MotionDiffusionModel, _ evaluation: ModelEvaluation, _ report: inout Report) throws
    -> [CaptionedMotion]
  {
    var options = MotionDiffusionModel.SamplingOptions()
    options.guidance = guidance
    let frames = model.configuration.maximumFrames
    var seconds = 0.0
    var made = 0
    var progress = ProgressReport("sampling")
    let repeats = repeats
    let sets = try (0..<repeats).map { index in
      let requests = evaluation.requests(repeatIndex: index, maximumFrames: frames)
      let start = Date()
      let motions = try model.sample(requests, options: options) {
        progress.update(done: index * requests.count + $0, total: repeats * requests.count)
      }
      seconds += Date().timeIntervalSince(start)
      made += motions.reduce(0) { $0 + $1.frameCount }
      return motions
    }
    progress.finish()
    let groups = evaluation.groupRequests(captions: 16, count: 10, maximumFrames: frames)
    let flat = try model.sample(groups.flatMap { $0 }, options: options)
    let modes = groups.indices.map { Array(flat[($0 * 10)..<(($0 + 1) * 10)]) }
    report.samplingRealTimeFactor = Double(made) / CaptionedMotion.rate / seconds
    report.rows["samples"] = try evaluation.figures(of: sets, groups: modes)
    return sets[0]
  }

  /// The same network with the weights that its training started from.
  private func untrained(_ model: MotionDiffusionModel, _ evaluation: ModelEvaluation) throws -> GenerativeFigures {
    let fresh = try model.untrained()
    let requests = evaluation.requests(repeatIndex: 0, maximumFrames: model.configuration.maximumFrames)
    return try evaluation.figures(of: [fresh.sample(requests)])
  }

  private func print(report: Report) {
    func text(_ value: MeanWithInterval?) -> String {
      guard let value else { return "-" }
      return String(format: "%.3f", value.mean) + (value.interval.map { String(format: " +- %.3f", $0) } ?? "")
    }
    let names = ["real", "samples", "corrected samples", "real, frames shuffled", "untrained model"]
    for name in names {
      guard let row = report.rows[name] else { continue }
      Swift.print(
        "\(name): FID \(text(row.fid)), R-precision \(text(row.rPrecision1)) / \(text(row.rPrecision2)) / "
          + "\(text(row.rPrecision3)) (chance at 3: \(text(row.chance3))), matching \(text(row.matchingScore)), diversity "
          + "\(text(row.diversity)), multimodality \(text(row.multimodality)); \(row.motions) motions")
      if let plausibility = report.plausibility[name] { Swift.print("  \(plausibility.line)") }
    }
    if let summary = report.correction { Swift.print(summary.line) }
    Swift.print(String(format: "Sampling: %.1f times real time", report.samplingRealTimeFactor))
  }
}
