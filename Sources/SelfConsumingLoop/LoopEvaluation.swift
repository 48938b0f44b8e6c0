/// Figures of a generation by name, such as its distance to the real data.
public typealias LoopFigures = [String: Double]

/// What an evaluation may look at besides the generator itself.
public struct EvaluatedGeneration<Sample: Sendable>: Sendable {
  /// Nil for the first generation, which all arms share.
  public var arm: LoopArm?
  public var seed: UInt64
  public var generation: Int
  /// What this generation has learned from.
  public var training: [TrainingSample<Sample>]
  /// The real samples of the run.
  public var real: [Sample]
  /// To draw samples with.
  public var evaluationSeed: UInt64
  /// A folder for whatever is to be looked at later, such as a few samples; nil in memory. Its files are part of the run.
  public var folder: String?
}

/// Called after each fit. The generator may be sampled from; what it has learned must stay as it is.
public typealias LoopEvaluation<Generator: SampleGenerator> =
  @Sendable (inout Generator, EvaluatedGeneration<Generator.Sample>) async throws -> LoopFigures
