/// What a generation was like. It holds no times, so that a run that was killed leaves the same bytes as one that was not.
public struct LoopRecord: Sendable, Hashable, Codable {
  /// Nil for the first generation, which all arms share.
  public var arm: String?
  public var seed: UInt64
  public var generation: Int
  /// Samples that were learned from, by origin.
  public var real = 0
  public var synthetic = 0
  public var corrected = 0
  public var failed = 0
  /// Synthetic samples that were drawn for this generation, failed ones and those in their place with them.
  public var drawn = 0
  /// Corrections that were tried, and of them those that failed, in all and by reason.
  public var corrections = 0
  public var failedCorrections = 0
  public var failures: [String: Int] = [:]
  public var figures: LoopFigures = [:]

  public var failedShare: Double { corrections == 0 ? 0 : Double(failedCorrections) / Double(corrections) }
}

/// Wall seconds of a generation.
public struct LoopTimes: Sendable, Hashable, Codable {
  public var sample = 0.0
  public var correct = 0.0
  public var fit = 0.0
  public var evaluate = 0.0
  /// What the loop itself takes: mixing, reading and writing.
  public var overhead = 0.0

  public init() {}

  public var total: Double { sample + correct + fit + evaluate + overhead }
}

/// What a generation does, in this order.
public enum LoopStage: String, Sendable, Codable, CaseIterable {
  case sample, correct, fit, evaluate, overhead
}

extension LoopTimes {
  public internal(set) subscript(stage: LoopStage) -> Double {
    get { self[keyPath: Self.path(stage)] }
    set { self[keyPath: Self.path(stage)] = newValue }
  }

  private static func path(_ stage: LoopStage) -> WritableKeyPath<LoopTimes, Double> {
    switch stage {
    case .sample: \.sample
    case .correct: \.correct
    case .fit: \.fit
    case .evaluate: \.evaluate
    case .overhead: \.overhead
    }
  }
}
