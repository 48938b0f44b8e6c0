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
    /// Of the k-th of K generations, the share k/K is.
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
  public var lambda: Double
  /// Strength of the correction: gamma/(1 + gamma) of the synthetic samples are corrected; infinite for all. At least 0.
  public var gamma: Double
  public var accumulation = Accumulation.none
  /// How generations after the first are fitted. When nil, iterative and real-only arms fine-tune, the others begin anew.
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

extension LoopArm {
  /// How generations after the first are fitted.
  public var start: FitPlan.Start {
    if let training { return training }
    switch kind {
    case .realOnly, .iterativeFineTuning: return .fineTuning
    case .fullySynthetic, .syntheticAugmentation, .freshData: return .anew
    }
  }

  /// The share of the synthetic samples that is corrected, 0 ... 1.
  public var correctedShare: Double { gamma == .infinity ? 1 : gamma / (1 + gamma) }

  /// Synthetic samples of a generation, for n real ones.
  public func syntheticCount(realSamples: Int) -> Int {
    kind == .realOnly ? 0 : Int((lambda * Double(realSamples)).rounded(.down))
  }

  /// All settings in a line.
  public var summary: String {
    "\(kind.rawValue), lambda \(lambda), gamma \(gamma), accumulation \(accumulation.rawValue), \(start.rawValue), "
      + "steps \(steps.map(String.init) ?? "as the run"), on failure \(failures.rawValue), redraws \(redraws)"
  }

  func check() throws {
    func require(_ condition: Bool, _ problem: String) throws {
      if !condition { throw LoopError.setting("arm '\(name)'", problem: problem) }
    }
    let letters = name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."): true
      default: false
      }
    }
    try require(
      letters && !name.isEmpty && !name.hasPrefix(".") && name != RunFolder.firstName,
      "the name is a folder's: letters, digits, '-', '_' and '.', and not '\(RunFolder.firstName)'")
    try require(lambda >= 0 && lambda <= 1e6, "lambda is \(lambda), expected 0 or more")
    try require(gamma >= 0, "gamma is \(gamma), expected 0 or more")
    try require(redraws >= 0, "redraws is \(redraws), expected 0 or more")
    try require((steps ?? 0) >= 0, "steps is \(steps ?? 0), expected 0 or more")
    try require(
      kind != .fullySynthetic || lambda > 0, "lambda is \(lambda), and there is nothing else to learn from")
  }
}
