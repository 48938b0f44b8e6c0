/// One way of going round the loop, to be held against others.
public struct LoopArm: Sendable, Hashable, Codable {
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    /// Real samples alone, over and over.
    case realOnly = "real-only"
    /// The real samples and synthetic ones of the last generation, by fine-tuning (Bertrand et al. 2023).
    case iterativeFineTuning = "iterative"
    /// Synthetic samples alone (this and the next two: Alemohammad et al. 2023).
    case fullySynthetic = "fully-synthetic"
    /// The real samples and synthetic ones, anew in each generation.
    case syntheticAugmentation = "augmentation"
    /// Other real samples in each generation, and synthetic ones.
    case freshData = "fresh-data"
  }

  /// What becomes of the synthetic samples of earlier generations.
  public enum Accumulation: String, Sendable, Hashable, Codable, CaseIterable {
    /// Only the last generation's are learned from.
    case none
    /// All are.
    case all
    /// Of the generation that is k-th of K, the first k/K are.
    case fading
  }

  /// What becomes of synthetic samples on which the corrector fails.
  public enum FailurePolicy: String, Sendable, Hashable, Codable, CaseIterable {
    /// They are dropped, and others drawn for other prompts, as often as `redraws` says.
    case redraw
    /// They are learned from as the corrector left them, as if drawn so.
    case keep
    /// The same, with the origin `failed`.
    case mark
  }

  /// The name in folders, tables and figures: letters, digits, '-', '_' and '.'.
  public var name: String
  public var kind: Kind
  /// Synthetic samples for each real one: floor(lambda n) of them are drawn from each generation. At least 0.
  public var lambda = 0.0
  /// Strength of the correction: gamma/(1 + gamma) of the synthetic samples are corrected; infinite for all. At least 0.
  public var gamma = 0.0
  public var accumulation = Accumulation.none
  /// How generations after the first are fitted; as the kind says when nil: iterative and real-only fine-tune, the others begin anew.
  public var training: FitPlan.Start?
  /// Optimisation steps of each generation after the first; the run's when nil.
  public var steps: Int?
  public var failures = FailurePolicy.redraw
  /// How often failed samples are replaced by new ones, at most.
  public var redraws = 3

  public init(name: String, kind: Kind, lambda: Double = 0, gamma: Double = 0) {
    self.name = name
    self.kind = kind
    self.lambda = lambda
    self.gamma = gamma
  }
}
