import Foundation
import Gaitkeeper
import GenerativeMetrics
import MotionDiffusion
import SelfConsumingLoop
import Synchronization

/// Measures a generation of the motion loop: its samples for test captions, by the evaluator and by plausibility.
///
/// Generations are measured one after another, by whichever thread has come to it.
final class MotionLoopEvaluation: Sendable {
  // libtorch's tensors are used by one thread at a time: the lock sees to that.
  private struct Work: @unchecked Sendable {
    let evaluation: ModelEvaluation
  }

  private let work: Mutex<Work>
  private let settings: MotionLoopConfiguration.Rest
  /// Samples whose motion is kept to be looked at: for the same captions and from the same noise in every generation of every arm.
  private static let keptSamples = 4
  static let keptFile = "samples.safetensors"

  init(evaluator: MotionTextEvaluator, test: [CaptionedMotion], settings: MotionLoopConfiguration.Rest) throws {
    work = Mutex(Work(evaluation: try ModelEvaluation(evaluator: evaluator, real: test, seed: 0)))
    self.settings = settings
  }

  func figures(of generator: MotionGenerator, _ generation: EvaluatedGeneration<CaptionedMotion>) throws -> LoopFigures
  {
    try work.withLock { work in
      var evaluation = work.evaluation
      evaluation.seed = generation.evaluationSeed
      var random = SplitMix64(seed: generation.evaluationSeed)
      let requests = Array(
        evaluation.requests(repeatIndex: 0, maximumFrames: generator.maximumFrames).shuffled(using: &random)
          .prefix(settings.evaluationSamples))
      let samples = try generator.samples(requests)
      let groups = evaluation.groupRequests(
        captions: settings.evaluationCaptions, count: settings.samplesPerCaption,
        maximumFrames: generator.maximumFrames)
      let modes = try generator.samples(groups.flatMap { $0 })
      let count = settings.samplesPerCaption
      let figures = try evaluation.figures(
        of: [samples], groups: groups.indices.map { Array(modes[($0 * count)..<(($0 + 1) * count)]) })
      if let folder = generation.folder {
        evaluation.seed = generation.seed
        let shown = evaluation.requests(repeatIndex: 0, maximumFrames: generator.maximumFrames)
        var random = SplitMix64(seed: generation.seed)
        let motions = try generator.samples(Array(shown.shuffled(using: &random).prefix(Self.keptSamples)))
        try OutputFile.write(motions.encoded(), to: "\(folder)/\(Self.keptFile)")
      }
      let plausibility = try PlausibilityMetrics(samples)
      let learned = try PlausibilityMetrics(generation.training.filter { $0.origin != .real }.map(\.sample))
      var result: LoopFigures = [
        "FID": figures.fid.mean, "matching score": figures.matchingScore.mean, "diversity": figures.diversity.mean,
        "Phys-Err mm": plausibility.physErrMM, "penetrate mm": plausibility.penetrateMM,
        "float mm": plausibility.floatMM, "skate mm/frame": plausibility.skateMMPerFrame, "jerk": plausibility.jerk,
        "foot skating ratio": plausibility.footSkatingRatio,
      ]
      result["R-precision@1"] = figures.rPrecision1?.mean
      result["R-precision@2"] = figures.rPrecision2?.mean
      result["R-precision@3"] = figures.rPrecision3?.mean
      result["multimodality"] = figures.multimodality?.mean
      if generation.training.contains(where: { $0.origin != .real }) {
        result["Phys-Err mm of synthetic training motions"] = learned.physErrMM
      }
      return result
    }
  }
}
