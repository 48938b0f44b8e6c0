/// A generator that learns from its own samples, corrected or not, generation after generation.
///
/// The first generation learns from n real samples, and all arms begin with it. Each one after it draws floor(lambda n)
/// samples from the generator, has gamma/(1 + gamma) of them corrected, mixes them with the real ones as the arm's kind says, and
/// fits the generator to that. `LoopRun` does this in a folder, for all arms and seeds.
public struct SelfConsumingLoop<Generator: SampleGenerator, Corrector: SampleCorrector>
where Generator.Sample == Corrector.Sample {
  public typealias Sample = Generator.Sample

  /// Where an arm is: what there is to go on from.
  public struct State {
    public var arm: LoopArm
    public var seed: UInt64
    /// The last generation that is done.
    public var generation: Int
    public var generator: Generator
    /// The synthetic samples of generations before, that were learned from; only those that will be again.
    public var batches: [[TrainingSample<Sample>]]
  }

  public let configuration: LoopConfiguration
  private let data: [Sample]
  private let corrector: Corrector?
  private let evaluation: LoopEvaluation<Generator>?

  /// - Parameters:
  ///   - data: all real samples that there are; each seed draws its n of them.
  ///   - corrector: needed where an arm has gamma over 0.
  /// - Throws: `LoopError` when a setting is out of range.
  public init(
    configuration: LoopConfiguration, data: [Sample], corrector: Corrector?,
    evaluation: LoopEvaluation<Generator>? = nil
  ) throws {
    try configuration.check(available: data.count)
    if corrector == nil, let arm = configuration.arms.first(where: { $0.gamma > 0 && $0.kind != .realOnly }) {
      throw LoopError.noCorrector(arm: arm.name)
    }
    self.configuration = configuration
    self.data = data
    self.corrector = corrector
    self.evaluation = evaluation
  }

  // MARK: Generations

  /// The first generation, which all arms of a seed begin with: the generator learns from real samples.
  public func first(_ generator: inout Generator, seed: UInt64) async throws -> LoopRecord {
    try await first(&generator, seed: seed, in: nil)
  }

  /// Where an arm stands after the first generation.
  public func state(of arm: LoopArm, seed: UInt64, after first: Generator) -> State {
    State(arm: arm, seed: seed, generation: 0, generator: first, batches: [])
  }

  /// The next generation of an arm.
  /// - Throws: `LoopError`, and what generator, corrector and evaluation throw; the state is as before then, but for the generator.
  public func next(_ state: inout State) async throws -> LoopRecord { try await next(&state, in: nil) }

  func first(_ generator: inout Generator, seed: UInt64, in folder: GenerationFolder?) async throws -> LoopRecord {
    var record = LoopRecord(arm: nil, seed: seed, generation: 0)
    let training = real(seed: seed, block: 0).map { TrainingSample($0, .real) }
    record.count(training)
    let seeds = LoopSeeds(seed: seed, generation: 0)
    try fit(&generator, training, start: .anew, steps: configuration.firstSteps, seeds: seeds, in: folder)
    record.figures = try await figures(
      of: &generator, arm: nil, seed: seed, generation: 0, training: training, in: folder)
    return record
  }

  func next(_ state: inout State, in folder: GenerationFolder?) async throws -> LoopRecord {
    let arm = state.arm
    let generation = state.generation + 1
    var record = LoopRecord(arm: arm.name, seed: state.seed, generation: generation)
    let seeds = LoopSeeds(seed: state.seed, arm: arm.name, generation: generation)

    let batch = try await synthetic(&state, seeds: seeds, record: &record, in: folder)
    if let folder { try folder.write(batch, by: state.generator) }
    let batches = state.batches + [batch]
    let training = mixed(arm: arm, seed: state.seed, generation: generation, batches: batches)
    record.count(training)
    try fit(
      &state.generator, training, start: arm.start, steps: arm.steps ?? configuration.steps, seeds: seeds, in: folder)
    record.figures = try await figures(
      of: &state.generator, arm: arm, seed: state.seed, generation: generation, training: training, in: folder)
    state.generation = generation
    state.batches = arm.accumulation == .none ? [] : batches
    return record
  }

  private func fit(
    _ generator: inout Generator, _ training: [TrainingSample<Sample>], start: FitPlan.Start, steps: Int,
    seeds: LoopSeeds, in folder: GenerationFolder?
  ) throws {
    try folder.fitted(&generator) { generator, workspace in
      try generator.fit(
        training, plan: FitPlan(start: start, steps: steps, seed: seeds.seed("fit"), workspace: workspace))
    }
  }

  private func figures(
    of generator: inout Generator, arm: LoopArm?, seed: UInt64, generation: Int, training: [TrainingSample<Sample>],
    in folder: GenerationFolder?
  ) async throws -> LoopFigures {
    guard let evaluation else { return [:] }
    let evaluated = EvaluatedGeneration(
      arm: arm, seed: seed, generation: generation, training: training, real: real(seed: seed, block: 0),
      // The same for all arms, so that they differ by what they have learned alone.
      evaluationSeed: LoopSeeds(seed: seed, generation: generation).seed("evaluate"),
      folder: try folder?.evaluationFolder())
    let start = ContinuousClock().now
    let figures = try await evaluation(&generator, evaluated)
    folder?.add(.evaluate, since: start)
    return figures
  }

  // MARK: Samples

  /// The n real samples of a generation. Block 0 is everybody's; the others are the fresh ones, which come round again when all of the data has been used.
  private func real(seed: UInt64, block: Int) -> [Sample] {
    var random = LoopRandom(seed: LoopSeeds(seed: seed, generation: 0).seed("real"))
    let order = random.permutation(data.count)
    let n = configuration.realSamples
    return (0..<n).map { data[order[(block * n + $0) % data.count]] }
  }

  private func mixed(
    arm: LoopArm, seed: UInt64, generation: Int, batches: [[TrainingSample<Sample>]]
  ) -> [TrainingSample<Sample>] {
    let real: [Sample] =
      switch arm.kind {
      case .realOnly, .iterativeFineTuning, .syntheticAugmentation: self.real(seed: seed, block: 0)
      case .freshData: self.real(seed: seed, block: generation)
      case .fullySynthetic: []
      }
    let kept = batches.enumerated().flatMap { index, batch in
      arm.accumulation == .fading ? batch.prefix((index + 1) * batch.count / batches.count) : batch[...]
    }
    return real.map { TrainingSample($0, .real) } + kept
  }

  /// Draws the generation's synthetic samples and has the arm's share of them corrected.
  private func synthetic(
    _ state: inout State, seeds: LoopSeeds, record: inout LoopRecord, in folder: GenerationFolder?
  ) async throws -> [TrainingSample<Sample>] {
    let count = state.arm.syntheticCount(realSamples: configuration.realSamples)
    guard count > 0 else { return [] }
    let real = real(seed: state.seed, block: 0)
    var deck = PromptDeck(count: real.count, seed: seeds.seed("prompts"))
    var random = LoopRandom(seed: seeds.seed("share"))
    // On the average over generations the share is exact, also where it is less than one sample.
    let exact = state.arm.correctedShare * Double(count)
    let whole = exact.rounded(.down)
    var toCorrect = Int(whole) + (random.nextUnit() < exact - whole ? 1 : 0)
    var wanted = count
    var corrected: [TrainingSample<Sample>] = []
    var plain: [TrainingSample<Sample>] = []
    var round = 0
    var firstReason = ""
    let tried = toCorrect > 0
    while wanted > 0 {
      let prompts = (0..<wanted).map { _ in state.generator.prompt(of: real[deck.next()]) }
      let drawn = try folder.drawn(round, by: &state.generator) {
        try $0.samples(for: prompts, seed: seeds.seed("sample", round))
      }
      guard drawn.count == wanted else {
        throw LoopError.count("generator", got: drawn.count, expected: wanted)
      }
      record.drawn += wanted
      plain += drawn[toCorrect...].map { TrainingSample($0, .synthetic) }
      wanted = 0
      guard toCorrect > 0, let corrector else { break }
      let outcomes = try await folder.corrected(round, by: state.generator) {
        try await corrector.correct(Array(drawn[..<toCorrect]), seed: seeds.seed("correct", round))
      }
      guard outcomes.count == toCorrect else {
        throw LoopError.count("corrector", got: outcomes.count, expected: toCorrect)
      }
      record.corrections += toCorrect
      for outcome in outcomes {
        switch outcome {
        case .corrected(let sample): corrected.append(TrainingSample(sample, .corrected))
        case .failed(let sample, let reason):
          record.failedCorrections += 1
          record.failures[reason, default: 0] += 1
          if firstReason.isEmpty { firstReason = reason }
          switch state.arm.failures {
          case .redraw: wanted += 1
          case .keep: corrected.append(TrainingSample(sample, .synthetic))
          case .mark: corrected.append(TrainingSample(sample, .failed))
          }
        }
      }
      toCorrect = wanted
      round += 1
      if round > state.arm.redraws { break }
    }
    if tried, record.failedCorrections == record.corrections {
      throw LoopError.nothingCorrected(
        arm: state.arm.name, seed: state.seed, generation: record.generation, tried: record.corrections,
        reason: firstReason)
    }
    // In no order, so that the first ones of them are a fair share of all.
    let batch = corrected + plain
    return random.permutation(batch.count).map { batch[$0] }
  }
}

extension LoopRecord {
  fileprivate mutating func count<Sample>(_ training: [TrainingSample<Sample>]) {
    for sample in training {
      switch sample.origin {
      case .real: real += 1
      case .synthetic: synthetic += 1
      case .corrected: corrected += 1
      case .failed: failed += 1
      }
    }
  }
}

/// Draws the places 0 ..< count without replacement; when all have been drawn, it begins again.
struct PromptDeck {
  private let count: Int
  private var random: LoopRandom
  private var left: [Int] = []

  init(count: Int, seed: UInt64) {
    self.count = count
    random = LoopRandom(seed: seed)
  }

  mutating func next() -> Int {
    if left.isEmpty { left = random.permutation(count) }
    return left.removeLast()
  }
}
