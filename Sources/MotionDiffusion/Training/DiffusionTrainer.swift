import Diffusion
import Foundation
import SafeTensors
import Simulation
import Torch

/// Trains a model on motions: each step hides a batch of motions under noise, and the network learns to say what they were (Tevet et al.
/// 2023, equation 2), over the frames that are real.
///
/// A step's motions, captions and noise follow from the seed and the step's number alone, so that a run that goes on is as one that never
/// stopped.
public final class DiffusionTrainer {
  public let model: MotionDiffusionModel
  /// Steps taken since the trainer's beginning.
  public private(set) var step = 0
  private let motions: [CaptionedMotion]
  private let rows: [[Float]]
  private let optimiser: Adam
  private let average: MovingAverage
  private let seed: UInt64
  private var order: BatchOrder
  private let rate: LearningRate.Schedule

  /// - Parameters:
  ///   - seed: of the motions' order and the noise; nil takes the configuration's.
  /// - Throws: `ModelError` when there is nothing to learn from, and failures of libtorch.
  public init(model: MotionDiffusionModel, motions: [CaptionedMotion], seed: UInt64? = nil) throws {
    guard !motions.isEmpty else { throw ModelError("training", "there are no motions") }
    let configuration = model.configuration
    self.model = model
    self.motions = motions
    self.seed = seed ?? configuration.seed
    rows = motions.map { model.normalisation.normalised($0.features) }
    optimiser = try Adam(model.network.parameters, settings: Adam.Settings(weightDecay: configuration.weightDecay))
    average = try MovingAverage(model.network.parameters)
    order = BatchOrder(
      frameCounts: motions.map { min($0.frameCount, configuration.maximumFrames) }, batch: configuration.batch,
      seed: self.seed)
    rate = LearningRate.warmup(
      steps: configuration.warmupSteps, then: LearningRate.constant(configuration.learningRate))
  }

  /// Takes one step.
  /// - Returns: the loss: mean squared error of the normalised features.
  /// - Throws: `TorchError.nonFinite` when the loss is not finite; nothing has changed then.
  public func train() throws -> Double {
    let value = try optimiser.minimise(
      loss(), learningRate: rate(step), gradientNorm: model.configuration.gradientNorm)
    step += 1
    // Shorter at the beginning, so that the first weights are soon forgotten.
    try average.update(decay: min(model.configuration.averageDecay, Double(step) / Double(step + 10)))
    return value
  }

  private func loss() throws -> Tensor {
    let library = model.library
    let configuration = model.configuration
    let stepSeed = seed &+ UInt64(step) &* 0x9E37_79B9_7F4A_7C15
    var random = SplitMix64(seed: stepSeed)
    let generator = try RandomGenerator(library, seed: random.next(), device: model.device)
    let indices = order.indices(step: step)
    let captions = indices.map { motions[$0].captions.randomElement(using: &random) ?? "" }
    let batch = MotionBatch(
      rows: indices.map { part(of: rows[$0], from: &random) }, framesPerToken: configuration.framesPerToken,
      library: library, device: model.device)
    let diffusionStep = generator.integers([indices.count], in: 0..<configuration.diffusionSteps)
    let noise = generator.normal(try batch.features.shape) * batch.frameMask
    let shown = (generator.uniform([indices.count, 1]) .>= configuration.hiddenCaptionShare).to(.float32)
    let predicted = model.network(
      model.schedule.noisy(batch.features, noise: noise, step: diffusionStep), step: diffusionStep,
      text: try model.textTensor(captions) * shown, tokenMask: batch.tokenMask, precision: model.precision,
      dropoutFrom: generator)
    let errors = ((predicted - batch.features).squared() * batch.frameMask).sum()
    return errors / Double(batch.frameCounts.reduce(0, +) * model.normalisation.mean.count)
  }

  /// The rows of at most so many frames as the model makes, from a random place.
  private func part(of rows: [Float], from random: inout SplitMix64) -> [Float] {
    let width = model.normalisation.mean.count
    let spare = rows.count / width - model.configuration.maximumFrames
    guard spare > 0 else { return rows }
    let start = Int.random(in: 0...spare, using: &random)
    return Array(rows[(start * width)..<((start + model.configuration.maximumFrames) * width)])
  }

  /// Runs `body` with the averaged weights in the model.
  public func withAverages<Result>(_ body: () throws -> Result) throws -> Result { try average.withAverages(body) }

  /// Leaves the averaged weights in the model. Training that goes on starts from them.
  public func adoptAverages() throws {
    for (parameter, average) in zip(model.network.parameters, average.averages) {
      try model.library.withoutGradients { try parameter.tensor.copy(from: average.tensor) }
    }
  }

  // MARK: Going on

  /// What training goes on from.
  func state() throws -> (network: SafeTensors, average: SafeTensors, optimiser: SafeTensors) {
    (try model.network.parameters.safeTensors(), try average.averages.safeTensors(), try optimiser.state())
  }

  func restore(network: SafeTensors, average saved: SafeTensors, optimiser state: SafeTensors, step: Int) throws {
    try model.network.parameters.load(network)
    try average.averages.load(saved)
    try optimiser.restore(state)
    self.step = step
  }
}
