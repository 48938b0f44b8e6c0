/// Every number of an evaluator and its training.
public struct EvaluatorConfiguration: Codable, Hashable, Sendable {
  public var seed: UInt64 = 0
  /// Of tokens; the layers are those of the model's network.
  public var width = 128
  public var layers = 2
  public var heads = 4
  public var feedForwardWidth = 256
  public var framesPerToken = 4
  /// Of the vectors of texts and motions.
  public var embeddingWidth = 64
  public var maximumFrames = 196
  public var minimumFrames = 20
  public var dropout = 0.1
  public var batch = 128
  public var steps = 1500
  public var learningRate = 5e-4
  public var weightDecay = 0.01
  /// Of the contrastive loss.
  public var temperature = 0.1
  /// Captions whose sentence embeddings have at least this cosine are not held against each other.
  public var likeCaptions = 0.8
  /// Of the loss in telling a motion's statistics.
  public var statisticsWeight = 1.0
  /// The greatest deviation of the noise on the motions whose statistics are to be told, in deviations of the features.
  public var noise = 0.5
  /// The share of those motions whose frames are in random order.
  public var shuffledShare = 0.25

  public init() {}
}
