import Foundation

/// A generative model, as the loop sees it: it learns from samples and draws new ones.
///
/// All its randomness comes from the seeds it is handed, so that a run that was killed ends with the same bytes.
public protocol SampleGenerator {
  associatedtype Sample: Sendable
  /// What a sample is drawn for, such as a caption and a length; `Void` where there is nothing.
  associatedtype Prompt: Sendable

  /// What a sample like this one is asked for by. The loop takes the prompts of its training samples, without replacement.
  func prompt(of sample: Sample) -> Prompt

  /// Learns from samples, in the order and manner that the plan says.
  mutating func fit(_ samples: [TrainingSample<Sample>], plan: FitPlan) throws

  /// One sample for each prompt, in order.
  mutating func samples(for prompts: [Prompt], seed: UInt64) throws -> [Sample]

  /// Writes what has been learned into a folder that is there and empty.
  func save(to folder: String) throws

  /// Goes on from what `save` wrote: fitting from there gives the same bytes as if nothing had been in between.
  mutating func load(from folder: String) throws

  /// A file's bytes for samples, and the samples in them. Where samples are Codable this is there already, as JSON.
  func encoded(_ samples: [Sample]) throws -> Data
  func decoded(_ data: Data) throws -> [Sample]
}

/// How to fit.
public struct FitPlan: Sendable {
  public enum Start: String, Sendable, Codable, CaseIterable {
    /// From what has been learned so far.
    case fineTuning
    /// From the beginning, with parameters from the plan's seed.
    case anew
  }

  public var start: Start
  /// Optimisation steps, where the generator has such.
  public var steps: Int
  public var seed: UInt64
  /// A folder in which a long fit may keep what it needs to go on after it was killed; nil in memory. What lies there at
  /// the beginning is of this very fit. It is removed with the fit's end.
  public var workspace: String?

  public init(start: Start, steps: Int, seed: UInt64, workspace: String? = nil) {
    self.start = start
    self.steps = steps
    self.seed = seed
    self.workspace = workspace
  }
}

/// A sample to learn from.
public struct TrainingSample<Sample: Sendable>: Sendable {
  public enum Origin: String, Sendable, Codable {
    case real
    /// As the generator drew it.
    case synthetic
    /// Drawn, then corrected.
    case corrected
    /// Drawn, and the corrector failed on it: only where failures are to be marked. A generator may give it less weight.
    case failed
  }

  public var sample: Sample
  public var origin: Origin

  public init(_ sample: Sample, _ origin: Origin) {
    self.sample = sample
    self.origin = origin
  }
}

extension SampleGenerator where Sample: Codable {
  public func encoded(_ samples: [Sample]) throws -> Data { try JSONEncoder().encode(samples) }
  public func decoded(_ data: Data) throws -> [Sample] { try JSONDecoder().decode([Sample].self, from: data) }
}
