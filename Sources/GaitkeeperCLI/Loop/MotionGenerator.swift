import Foundation
import Gaitkeeper
import MotionDiffusion
import SelfConsumingLoop

/// The motion diffusion model as the loop's generator.
struct MotionGenerator: SampleGenerator {
  struct Prompt: Sendable {
    var caption: String
    var frames: Int
  }

  private var model: MotionDiffusionModel
  private let options: MotionDiffusionModel.SamplingOptions

  /// - Parameter model: what it starts from; its weights are changed.
  init(_ model: MotionDiffusionModel, options: MotionDiffusionModel.SamplingOptions) {
    self.model = model
    self.options = options
  }

  /// Several captions are of one motion: the first.
  func prompt(of sample: CaptionedMotion) -> Prompt {
    Prompt(
      caption: sample.captions[0],
      frames: min(max(sample.frameCount, model.configuration.minimumFrames), model.configuration.maximumFrames))
  }

  mutating func fit(_ samples: [TrainingSample<CaptionedMotion>], plan: FitPlan) throws {
    // Other arms may hold the same model: this one's changes are its own.
    model = plan.start == .anew ? try model.untrained(seed: plan.seed) : try model.copied()
    let trainer = try DiffusionTrainer(model: model, motions: samples.map(\.sample), seed: plan.seed)
    let checkpoint = plan.workspace.map { TrainingCheckpoint(directory: $0) }
    if let checkpoint, checkpoint.exists { _ = try checkpoint.restore(trainer) }
    while trainer.step < plan.steps {
      _ = try trainer.train()
      if let checkpoint, trainer.step < plan.steps, trainer.step % model.configuration.checkpointInterval == 0 {
        try checkpoint.save(trainer, seconds: 0)
      }
    }
    try trainer.adoptAverages()
  }

  mutating func samples(for prompts: [Prompt], seed: UInt64) throws -> [CaptionedMotion] {
    var random = SplitMix64(seed: seed)
    return try samples(
      prompts.map {
        MotionDiffusionModel.Request(caption: $0.caption, frames: $0.frames, seed: random.next())
      })
  }

  func samples(_ requests: [MotionDiffusionModel.Request]) throws -> [CaptionedMotion] {
    try model.sample(requests, options: options)
  }

  var maximumFrames: Int { model.configuration.maximumFrames }

  func save(to folder: String) throws { try model.write(to: folder) }

  mutating func load(from folder: String) throws {
    model = try MotionDiffusionModel(directory: folder, library: model.library, device: model.device)
  }

  func encoded(_ samples: [CaptionedMotion]) throws -> Data { try samples.encoded() }
  func decoded(_ data: Data) throws -> [CaptionedMotion] { try [CaptionedMotion](encoded: data) }
}
