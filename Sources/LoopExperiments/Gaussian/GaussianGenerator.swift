import SelfConsumingLoop

/// A normal distribution that is fitted to samples by maximum likelihood, as a generator of the loop.
public struct GaussianGenerator: SampleGenerator {
  public var model = Gaussian.standard
  public var knownVariance: Double?

  public init(knownVariance: Double? = nil) { self.knownVariance = knownVariance }

  public func prompt(of sample: SIMD2<Double>) {}

  public mutating func fit(_ samples: [TrainingSample<SIMD2<Double>>], plan: FitPlan) {
    var moments = Moments()
    for sample in samples { moments.add(sample.sample) }
    model = moments.fitted(variance: knownVariance)
  }

  public mutating func samples(for prompts: [Void], seed: UInt64) -> [SIMD2<Double>] {
    var random = LoopRandom(seed: seed)
    return prompts.map { model.sample(from: &random) }
  }

  public func save(to folder: String) throws { try RunFiles.write(model, to: folder + "/model.json") }
  public mutating func load(from folder: String) throws {
    model = try RunFiles.read(Gaussian.self, folder + "/model.json")
  }
}

/// Replaces samples by ones of a distribution: the truth, or what a corrector takes for it.
public struct ReplacingCorrector: SampleCorrector {
  public var truth: Gaussian

  public init(truth: Gaussian = .standard) { self.truth = truth }

  public func correct(_ samples: [SIMD2<Double>], seed: UInt64) -> [CorrectionOutcome<SIMD2<Double>>] {
    var random = LoopRandom(seed: seed)
    return samples.map { _ in .corrected(truth.sample(from: &random)) }
  }
}
