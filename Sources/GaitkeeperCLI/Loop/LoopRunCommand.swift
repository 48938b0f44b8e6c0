import ArgumentParser
import Foundation
import Gaitkeeper
import MotionDiffusion
import SelfConsumingLoop
import Torch

struct LoopRunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Train a motion model on its own samples, generation after generation, with and without correction.",
    discussion: """
      The folder keeps each generation's figures, times, training motions and a few samples; a run that was killed goes on with --resume and \
      ends the same. 'gaitkeeper loop report' draws the curves.
      """)

  @Option(help: "The experiment: tiny, cpu, paper, or a file (JSON).")
  var config: String

  @Option(help: "Real samples that are learned from, instead of the configuration's.")
  var realSamples: Int?

  @OptionGroup var source: MotionDataOptions

  @Option(help: "Folder of the run.")
  var output: String

  @Option(help: "Folder of the evaluator, or 'pretrained'.")
  var evaluator = Pretrained.name

  @Option(help: "Seeds to run, instead of the configuration's: several processes may share the work so, a folder each.")
  var seeds: [UInt64] = []

  @Option(help: "Threads of the corrector and of libtorch.")
  var jobs = ProcessInfo.processInfo.activeProcessorCount

  @Option(help: "Scene file (YAML) in which samples are corrected, instead of the configuration's help.")
  var scene: String?

  @Flag(help: "Resume from the folder's checkpoint.")
  var resume = false

  @OptionGroup var deviceOption: DeviceOption

  func validate() throws {
    guard jobs > 0 else { throw ValidationError("--jobs is \(jobs), expected at least 1") }
  }

  /// In the scene that is given; what it does not say is the configuration's.
  private func corrector(_ settings: MotionLoopConfiguration.Rest) throws -> MotionCorrector {
    var description = try SceneDescription(file: scene)
    if scene == nil { try description.capHelp(force: settings.wrenchForce, torque: settings.wrenchForce) }
    var options = MotionCorrector.Options()
    options.onFailure = FailureRemedy(description.onFailure)
    options.quality = settings.quality
    return try MotionCorrector(scene: description.filled(policy: "tracker", options))
  }

  mutating func run() async throws {
    var settings = try MotionLoopConfiguration(named: config)
    if let realSamples { settings.loop.realSamples = realSamples }
    if !seeds.isEmpty { settings.loop.seeds = seeds }
    settings.loop.setup = try settings.setup(data: source.data)
    let (library, device) = try deviceOption.load()
    try library.setThreadCount(jobs)
    let minimum = settings.model.minimumFrames
    let real = try await source.motions(split: "train", minimumFrames: minimum).motions
    try settings.loop.check(available: real.count)
    // The vocabulary and the features' sizes are those of all real motions, for all arms alike.
    let model = try MotionDiffusionModel(
      configuration: settings.model, motions: real, normalisation: source.normalisation(),
      licence: "That of the data, \(source.names)", data: "\(source.names), generations of a loop", library: library,
      device: device)
    let evaluation = try MotionLoopEvaluation(
      evaluator: MotionTextEvaluator(named: evaluator, sharing: model, library: library, device: device),
      test: await source.motions(split: "test", minimumFrames: minimum).motions, settings: settings.rest)
    let corrector = MotionSampleCorrector(corrector: try self.corrector(settings.rest), workers: jobs)
    let loop = try SelfConsumingLoop<MotionGenerator, MotionSampleCorrector>(
      configuration: settings.loop, data: real, corrector: corrector
    ) { generator, generation in try evaluation.figures(of: generator, generation) }

    var sampling = MotionDiffusionModel.SamplingOptions()
    sampling.steps = settings.rest.samplingSteps
    let run = try LoopRun(loop, in: output, resumes: resume) { [sampling] in MotionGenerator(model, options: sampling) }
    try await run.run { Terminal.note($0.line) }
  }
}
