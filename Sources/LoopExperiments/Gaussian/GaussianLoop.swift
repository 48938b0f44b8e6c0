import Foundation
import SelfConsumingLoop

/// The loop of a normal distribution in the plane, fitted by maximum likelihood, and a corrector that replaces samples: what `SelfConsumingLoop`
/// does with `GaussianGenerator`, without its generality, thousands of times as fast.
public struct GaussianLoop: Sendable, Hashable {
  /// How corrected samples are drawn.
  public enum Sampler: String, Sendable, Hashable, Codable, CaseIterable {
    /// The share gamma/(1 + gamma) from the corrector's distribution, the others from the generator's.
    case exact
    /// All by rejection from the mixture of the corrector's distribution and a histogram of the generator's samples: `HistogramCorrector`.
    case histogram
  }

  /// What the real samples are drawn from; both have mean 0.
  public enum Source: String, Sendable, Hashable, Codable {
    /// N(0, I).
    case normal
    /// Both coordinates exponentially distributed, less their mean: no normal distribution fits them.
    case exponential
  }

  public var n = 50
  public var lambda = 0.5
  public var gamma = 0.0
  public var generations = 500
  public var sampler = Sampler.exact
  public var accumulation = LoopArm.Accumulation.none
  public var source = Source.normal
  /// The model's variance, where only the mean is learned; nil for a model that learns both.
  public var knownVariance: Double?
  /// The corrector's idea of the truth; N(0, I) is right.
  public var corrector = Gaussian.standard
  /// Added to the first generation's mean.
  public var displacement = 0.0

  public init() {}

  var arm: LoopArm {
    var arm = LoopArm(
      name: "gaussian", kind: .iterativeFineTuning, lambda: lambda, gamma: sampler == .exact ? gamma : .infinity)
    arm.accumulation = accumulation
    return arm
  }

  /// The real samples of a seed.
  func data(seed: UInt64) -> [SIMD2<Double>] {
    var random = LoopRandom(seed: LoopSeeds(seed: seed, generation: 0).seed("data"))
    return (0..<n).map { _ in
      switch source {
      case .normal: Gaussian.standard.sample(from: &random)
      case .exponential: SIMD2(-log(1 - random.nextUnit()) - 1, -log(1 - random.nextUnit()) - 1)
      }
    }
  }

  /// The fitted distribution of every generation, the first one's with them.
  /// - Parameter each: called with each.
  /// - Throws: `LoopError` when the histogram's rejection finds hardly any sample.
  func run(seed: UInt64, each: (Int, Gaussian) throws -> Void) throws {
    var real = Moments()
    for sample in data(seed: seed) { real.add(sample) }
    var model = real.fitted(variance: knownVariance)
    model.mean += SIMD2(repeating: displacement)
    try each(0, model)
    let arm = arm
    let count = arm.syntheticCount(realSamples: n)
    let exact = arm.correctedShare * Double(count)
    let whole = exact.rounded(.down)
    // Sums over the first k samples of every earlier generation, for accumulation.
    var prefixes: [[Moments]] = []
    for generation in 1..<max(1, generations + 1) {
      let seeds = LoopSeeds(seed: seed, arm: arm.name, generation: generation)
      var share = LoopRandom(seed: seeds.seed("share"))
      let corrected = Int(whole) + (count > 0 && share.nextUnit() < exact - whole ? 1 : 0)
      var random = LoopRandom(seed: seeds.seed("sample"))
      var batch = (0..<count).map { _ in model.sample(from: &random) }
      var correction = LoopRandom(seed: seeds.seed("correct"))
      switch sampler {
      case .exact: for index in 0..<corrected { batch[index] = corrector.sample(from: &correction) }
      case .histogram:
        batch = try HistogramCorrector(gamma: gamma, truth: corrector).replaced(batch, from: &correction)
      }
      var training = real
      if accumulation == .none {
        for sample in batch { training.add(sample) }
      } else {
        var sums = [Moments()]
        for index in share.permutation(count) {
          var sum = sums[sums.count - 1]
          sum.add(batch[index])
          sums.append(sum)
        }
        prefixes.append(sums)
        for (index, sums) in prefixes.enumerated() {
          training = training + sums[accumulation == .all ? count : (index + 1) * count / prefixes.count]
        }
      }
      model = training.fitted(variance: knownVariance)
      try each(generation, model)
    }
  }
}
