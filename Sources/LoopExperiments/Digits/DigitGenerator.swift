import Diffusion
import Foundation
import SafeTensors
import SelfConsumingLoop
import Torch

/// A small denoising diffusion model of digits (Ho et al. 2020): a perceptron that predicts the clean picture from a noisy one, its time and its
/// label, with the cosine schedule (Nichol and Dhariwal 2021). Samples come from a running average of the parameters.
public struct DigitGenerator: SampleGenerator {
  /// What does not change.
  public struct Settings: Sendable, Hashable {
    public var width = 256
    public var diffusionSteps = 50
    public var batch = 128
    public var learningRate = 1e-3
    public var averageDecay = 0.995

    public init() {}
  }

  private let library: TorchLibrary
  private let settings: Settings
  private let schedule: CosineSchedule
  private var network: MultilayerPerceptron
  private var average: MovingAverage

  private static let frequencies = 8
  private static let inputs = Digit.pixelCount + 2 * frequencies + 10

  /// - Throws: `TorchError`.
  public init(_ library: TorchLibrary, settings: Settings = Settings()) throws {
    self.library = library
    self.settings = settings
    schedule = CosineSchedule(steps: settings.diffusionSteps, leastShare: 1e-4)
    (network, average) = try Self.network(library, settings, seed: 0)
  }

  private static func network(
    _ library: TorchLibrary, _ settings: Settings, seed: UInt64
  ) throws -> (MultilayerPerceptron, MovingAverage) {
    let network = try MultilayerPerceptron(
      widths: [inputs, settings.width, settings.width, Digit.pixelCount], activation: .silu,
      from: RandomGenerator(library, seed: seed))
    return (network, try MovingAverage(network.parameters))
  }

  public func prompt(of sample: Digit) -> Int { sample.label }

  public mutating func fit(_ samples: [TrainingSample<Digit>], plan: FitPlan) throws {
    if plan.start == .anew { (network, average) = try Self.network(library, settings, seed: plan.seed) }
    guard plan.steps > 0 else { return }
    let generator = try RandomGenerator(library, seed: plan.seed ^ 1)
    let optimiser = try Adam(network.parameters)
    let clean = library.tensor(samples.flatMap(\.sample.pixels), shape: [samples.count, Digit.pixelCount])
    let conditions = labels(samples.map(\.sample.label))
    let times = timeFeatures(Array(0..<schedule.steps))
    let rate = LearningRate.cosine(
      from: settings.learningRate, to: settings.learningRate / 10, steps: plan.steps)
    for step in 0..<plan.steps {
      let rows = generator.integers([settings.batch], in: 0..<samples.count)
      let time = generator.integers([settings.batch], in: 0..<schedule.steps)
      let target = clean.rows(rows)
      let noisy = schedule.noisy(
        target, noise: generator.normal([settings.batch, Digit.pixelCount]), step: time, rank: 2)
      let input = library.concatenated([noisy, times.rows(time), conditions.rows(rows)], axis: 1)
      try optimiser.minimise(
        network(input).meanSquaredError(to: target), learningRate: rate(step), gradientNorm: 1)
      try average.update(decay: settings.averageDecay)
    }
  }

  public mutating func samples(for prompts: [Int], seed: UInt64) throws -> [Digit] {
    guard !prompts.isEmpty else { return [] }
    let count = prompts.count
    let generator = try RandomGenerator(library, seed: seed)
    let conditions = labels(prompts)
    let values: [Float] = try average.withAverages {
      try library.withoutGradients {
        var x = generator.normal([count, Digit.pixelCount])
        for step in (0..<schedule.steps).reversed() {
          let input = library.concatenated(
            [x, timeFeatures([Int](repeating: step, count: count)), conditions], axis: 1)
          let clean = network(input).clamped(min: -1, max: 1)
          x = DDPMSampler().earlier(
            x, start: clean, signalShare: schedule.signalShares[step],
            earlierShare: step > 0 ? schedule.signalShares[step - 1] : 1
          ) { generator.normal([count, Digit.pixelCount]) }
        }
        return try x.values()
      }
    }
    return prompts.enumerated().map { index, label in
      Digit(pixels: Array(values[index * Digit.pixelCount..<(index + 1) * Digit.pixelCount]), label: label)
    }
  }

  public func save(to folder: String) throws {
    var file = try network.parameters.safeTensors()
    for (name, tensor) in try average.averages.safeTensors().tensors { file.tensors["average." + name] = tensor }
    try file.write(to: folder + "/model.safetensors")
  }

  public mutating func load(from folder: String) throws {
    let file = try SafeTensors(contentsOf: folder + "/model.safetensors")
    try network.parameters.load(file, allowsMore: true)
    try average.averages.map { Parameter("average." + $0.name, $0.tensor) }.load(file, allowsMore: true)
  }

  /// (count, 10), one for the label.
  private func labels(_ labels: [Int]) -> Tensor {
    library.tensor(
      labels.flatMap { label in (0..<10).map { $0 == label ? 1 : 0 as Float } }, shape: [labels.count, 10])
  }

  /// (count, 2 frequencies): sines and cosines of the time.
  private func timeFeatures(_ steps: [Int]) -> Tensor {
    let values = steps.flatMap { step -> [Float] in
      let time = Double(step + 1) / Double(schedule.steps)
      return (0..<Self.frequencies).flatMap { (index: Int) -> [Float] in
        let angle = time * .pi * pow(2, Double(index)) / 4
        return [Float(sin(angle)), Float(cos(angle))]
      }
    }
    return library.tensor(values, shape: [steps.count, 2 * Self.frequencies])
  }
}
