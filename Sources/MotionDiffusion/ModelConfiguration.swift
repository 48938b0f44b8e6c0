import Diffusion
import Foundation
import Simulation

/// Every number of a motion diffusion model and its training. A file (JSON) may set some; the rest keep these, which suit two processor
/// cores. MDM's own size is width 512, layers 8, feedForwardWidth 1024, framesPerToken 1, learningRate 1e-4.
public struct ModelConfiguration: NamedSettings, Hashable, Sendable {
  public var seed: UInt64 = 0

  // Network.
  /// Of tokens; a multiple of `heads`.
  public var width = 192
  public var layers = 4
  public var heads = 4
  public var feedForwardWidth = 384
  /// Frames that make up a token: 1 as published, more for speed.
  public var framesPerToken = 4
  public var dropout = 0.1
  /// Longer motions are cut, at random in training; at 20 frames per second.
  public var maximumFrames = 196
  /// Shorter motions are left out of training.
  public var minimumFrames = 20
  /// How captions become vectors: "minilm" for frozen sentence embeddings, "words" for word counts whose meaning is learned.
  public var textEncoder = TextEncoderChoice.minilm

  // Diffusion.
  public var diffusionSteps = 50
  /// Share of the captions that are hidden in training, for guidance.
  public var hiddenCaptionShare = 0.1
  /// How far samples go from what the network makes without the text to what it makes with it, and beyond (Ho and Salimans 2022); 1 for
  /// just with it.
  public var guidance = 2.5
  public var sampler = SamplerChoice.ddpm

  // Training.
  public var batch = 64
  public var learningRate = 5e-4
  /// Steps over which the learning rate rises to that.
  public var warmupSteps = 200
  public var weightDecay = 0.01
  public var gradientNorm = 1.0
  /// Of the running average of weights, which is what samples are made with.
  public var averageDecay = 0.999
  /// Of training: "float32", or "bfloat16" (libtorch 2, and a processor that has it). Samples are made in float32.
  public var precision = Precision.float32
  /// Steps between two checkpoints.
  public var checkpointInterval = 250

  public enum Precision: String, Codable, Sendable, CaseIterable { case float32, bfloat16 }

  public init() {}
}

extension ModelConfiguration {
  /// - Throws: `ModelError` when the file cannot be read, has a setting that is not known, or one is out of range.
  public init(contentsOf path: String) throws {
    guard let data = FileManager.default.contents(atPath: path) else { throw ModelError(path, "it cannot be read") }
    try self.init(json: data, place: path)
  }

  /// - Throws: as `init(contentsOf:)`, with `place` before the problem.
  public init(json data: Data, place path: String) throws {
    do { try self.init(json: data) } catch let problem as ConfigurationProblem {
      throw ModelError(path, problem.description)
    }
    try check(path)
  }

  func check(_ path: String) throws {
    func check(_ condition: Bool, _ problem: String) throws { if !condition { throw ModelError(path, problem) } }
    try check(heads > 0 && width > 0 && width % heads == 0, "width \(width) is not a multiple of heads \(heads)")
    try check((1...64).contains(layers) && feedForwardWidth > 0, "layers or feedForwardWidth is out of range")
    try check((1...64).contains(framesPerToken), "framesPerToken is \(framesPerToken), expected 1 to 64")
    try check(
      minimumFrames >= 2 && maximumFrames >= minimumFrames && maximumFrames <= 10_000,
      "minimumFrames and maximumFrames are \(minimumFrames) and \(maximumFrames), expected 2 to 10000 in that order")
    try check((2...10_000).contains(diffusionSteps), "diffusionSteps is \(diffusionSteps), expected 2 to 10000")
    try check((0..<1).contains(dropout) && (0..<1).contains(hiddenCaptionShare), "a share is not from 0 to under 1")
    try check((0..<1).contains(averageDecay), "averageDecay is \(averageDecay), expected 0 to under 1")
    try check((1...100_000).contains(batch), "batch is \(batch), expected 1 to 100000")
    try check(learningRate > 0 && learningRate.isFinite && gradientNorm > 0, "a rate or norm is not positive")
    try check(weightDecay >= 0 && warmupSteps >= 0 && guidance.isFinite, "a number is negative or not finite")
    try check(checkpointInterval > 0, "checkpointInterval is \(checkpointInterval), expected at least 1")
  }
}
