import Foundation
import GenerativeMetrics
import Motion
import Simulation
import Torch

/// Trains an evaluator on real motions: captions and motions are drawn together where they belong together and apart where not (the
/// contrastive loss of van den Oord et al. 2018, in both directions, as in TMR, Petrovich et al. 2023), and a linear layer has to tell each
/// feature's mean, deviation and roughness over time from a motion's vector, also of motions with noise on them or with their frames in random
/// order, so that the vectors tell well from badly made motions too.
public enum EvaluatorTrainer {
  /// - Parameters:
  ///   - test: motions of another split, for the card's figures.
  ///   - report: called after each step with the step and the loss.
  public static func train(
    _ configuration: EvaluatorConfiguration, motions: [CaptionedMotion], test: [CaptionedMotion], licence: String,
    data: String, library: TorchLibrary, device: Device = .cpu, report: (Int, Double) -> Void = { _, _ in }
  ) throws -> MotionTextEvaluator {
    guard motions.count >= configuration.batch else {
      throw ModelError("evaluator", "\(motions.count) motions are fewer than a batch of \(configuration.batch)")
    }
    let evaluator = try MotionTextEvaluator(
      card: MotionTextEvaluator.Card(configuration: configuration, licence: licence, data: data),
      normalisation: FeatureNormalisation(motions), sentences: nil, library: library, device: device)
    let generator = try RandomGenerator(library, seed: configuration.seed &+ 1, device: device)
    let statistics = try Linear(
      configuration.embeddingWidth, 3 * HumanML3DFeatures.count, from: generator)
    let parameters = evaluator.parameters + statistics.parameters(under: "statistics")
    let optimiser = try Adam(parameters, settings: Adam.Settings(weightDecay: configuration.weightDecay))
    let rate = LearningRate.warmup(
      steps: 100, then: LearningRate.cosine(from: configuration.learningRate, steps: configuration.steps))
    var order = BatchOrder(
      frameCounts: motions.map { min($0.frameCount, configuration.maximumFrames) }, batch: configuration.batch,
      seed: configuration.seed)
    var random = SplitMix64(seed: configuration.seed &+ 2)
    for step in 0..<configuration.steps {
      let chosen = order.indices(step: step).map { motions[$0] }
      let captions = chosen.map { $0.captions.randomElement(using: &random) ?? "" }
      let batch = evaluator.batch(chosen)
      let sentences = try evaluator.sentenceTensor(captions)
      let vectors = evaluator.motionEncoder(
        batch.features, tokenMask: batch.tokenMask, dropoutFrom: generator)
      let damaged = evaluator.batch(
        chosen.map { motion in
          Double.random(in: 0..<1, using: &random) < configuration.shuffledShare
            ? motion.withShuffledFrames(from: &random) : motion
        })
      let amounts = generator.uniform([chosen.count, 1, 1]) * configuration.noise
      let noisy = (damaged.features + generator.normal(try batch.features.shape) * amounts) * batch.frameMask
      let noisyVectors = evaluator.motionEncoder(noisy, tokenMask: batch.tokenMask, dropoutFrom: generator)
      let told =
        statistics(vectors).meanSquaredError(to: Self.statistics(of: batch.features, mask: batch.frameMask))
        + statistics(noisyVectors).meanSquaredError(to: Self.statistics(of: noisy, mask: batch.frameMask))
      let loss =
        try contrast(
          vectors, evaluator.textEncoder(sentences), sentences: sentences, captions: captions, configuration)
        + told * configuration.statisticsWeight
      report(step + 1, try optimiser.minimise(loss, learningRate: rate(step), gradientNorm: 1))
    }
    evaluator.card.figures = try figures(of: evaluator, test)
    return evaluator
  }

  /// Each feature's mean, deviation and mean size of its second difference over a motion's frames: (batch, 3 x 263).
  private static func statistics(of x: Tensor, mask: Tensor) -> Tensor {
    Tensor.attempt(x.library) {
      let count = mask.sum(1)
      let mean = x.sum(1) / count
      let variance = ((x - mean.expandedAxis(1)) * mask).squared().sum(1) / count
      let frames = try x.size(1)
      let second =
        x.sliced(2..<frames, axis: 1) - x.sliced(1..<(frames - 1), axis: 1) * 2 + x.sliced(0..<(frames - 2), axis: 1)
      let roughness = (second * mask.sliced(2..<frames, axis: 1)).magnitude().sum(1) / count
      return x.library.concatenated([mean, (variance + 1e-6).squareRoot(), roughness], axis: 1)
    }
  }

  private static func contrast(
    _ motion: Tensor, _ text: Tensor, sentences: Tensor, captions: [String], _ configuration: EvaluatorConfiguration
  ) throws -> Tensor {
    let library = motion.library
    func unit(_ x: Tensor) -> Tensor { x / (x.squared().sum(-1, keepsAxes: true) + 1e-12).squareRoot() }
    let scores = unit(text).matmul(unit(motion).transposed(0, 1)) / configuration.temperature
    // Equal captions are right answers of each other; like ones are no wrong ones.
    let equal = library.tensor(
      captions.flatMap { one in captions.map { $0 == one ? Float(1) : 0 } }, shape: [captions.count, captions.count]
    ).to(try motion.device)
    let like = (sentences.matmul(sentences.transposed(0, 1)) .>= configuration.likeCaptions).to(.float32)
    let left = ((like - equal) .<= 0.5)
    let masked = scores.filled(where: .!left, with: -1e4)
    let wanted = equal / equal.sum(-1, keepsAxes: true)
    let one = (masked.logSoftmax(axis: -1) * wanted).sum(-1).mean()
    let other = (masked.transposed(0, 1).logSoftmax(axis: -1) * wanted).sum(-1).mean()
    return (one + other) * -0.5
  }

  private static func figures(of evaluator: MotionTextEvaluator, _ test: [CaptionedMotion]) throws -> [String: Double] {
    guard test.count >= 64 else { return [:] }
    let embeddings = try evaluator.embeddings(test)
    let retrieval = try evaluator.matched(embeddings, captions: test.map { $0.captions[0] }).retrieval(seed: 0)
    let halves = try [0, 1].map { half in try embeddings.rows(test.indices.filter { $0 % 2 == half }) }
    var figures = ["FID of one half of the test motions from the other": try halves[0].frechetDistance(to: halves[1])]
    for (rank, value) in retrieval.precision.enumerated() { figures["R-precision@\(rank + 1)"] = value }
    for (rank, value) in retrieval.chance.enumerated() { figures["R-precision@\(rank + 1) by chance"] = value }
    return figures
  }
}
