import GenerativeMetrics
import Simulation

/// The figures of a set of motions beside real ones, as text-to-motion models are measured (Guo et al. 2022), over repeats.
///
/// FID is to the real motions given; the captions of R-precision and the matching score are the motions' own.
public struct GenerativeFigures: Codable, Sendable {
  public var fid: MeanWithInterval
  public var rPrecision1: MeanWithInterval?
  public var rPrecision2: MeanWithInterval?
  public var rPrecision3: MeanWithInterval?
  /// What R-precision@3 is when the ranks are drawn blindly: equal captions count as equal.
  public var chance3: MeanWithInterval?
  public var matchingScore: MeanWithInterval
  public var diversity: MeanWithInterval
  public var multimodality: MeanWithInterval?
  public var motions: Int
}

/// Measures motions by an evaluator, against the real motions of a split.
public struct ModelEvaluation {
  public let evaluator: MotionTextEvaluator
  public let real: [CaptionedMotion]
  public var seed: UInt64
  private let realEmbeddings: Embeddings
  private static let poolSize = 32

  public init(evaluator: MotionTextEvaluator, real: [CaptionedMotion], seed: UInt64) throws {
    self.evaluator = evaluator
    self.real = real
    self.seed = seed
    realEmbeddings = try evaluator.embeddings(real)
  }

  /// The figures of sets that are repeats of each other; the first caption of each motion is what it is held against.
  /// - Parameter groups: several samples for each of some captions, for multimodality.
  /// - Throws: `GenerativeMetricsError` when a set is too small.
  public func figures(of repeats: [[CaptionedMotion]], groups: [[CaptionedMotion]] = []) throws -> GenerativeFigures {
    var fid: [Double] = []
    var retrievals: [Retrieval] = []
    var matching: [Double] = []
    var diversity: [Double] = []
    for (index, motions) in repeats.enumerated() {
      let embeddings = try evaluator.embeddings(motions)
      let set = try evaluator.matched(embeddings, captions: motions.map { $0.captions[0] })
      fid.append(try embeddings.frechetDistance(to: realEmbeddings))
      if motions.count >= Self.poolSize {
        retrievals.append(try set.retrieval(poolSize: Self.poolSize, seed: seed &+ UInt64(index)))
      }
      matching.append(try set.matchingScore())
      diversity.append(try embeddings.diversity(seed: seed &+ UInt64(index)))
    }
    func precision(_ rank: Int) throws -> MeanWithInterval? {
      retrievals.isEmpty ? nil : try MeanWithInterval(retrievals.map { $0.precision[rank - 1] })
    }
    let modes = try groups.map { try evaluator.embeddings($0) }
    return try GenerativeFigures(
      fid: MeanWithInterval(fid), rPrecision1: precision(1), rPrecision2: precision(2), rPrecision3: precision(3),
      chance3: retrievals.isEmpty ? nil : MeanWithInterval(retrievals.map { $0.chance[2] }),
      matchingScore: MeanWithInterval(matching), diversity: MeanWithInterval(diversity),
      multimodality: modes.isEmpty
        ? nil : MeanWithInterval([Embeddings.multimodality(of: modes, seed: seed)]),
      motions: repeats.first?.count ?? 0)
  }

  /// The real motions themselves, a repeat for each draw of captions and pools. Their FID is that of one half from the other, as it would
  /// else be 0: what a perfect model could reach.
  public func realFigures(repeats: Int) throws -> GenerativeFigures {
    var random = SplitMix64(seed: seed)
    var figures = try self.figures(of: (0..<repeats).map { _ in withOneCaption(real, &random) })
    figures.fid = try MeanWithInterval(
      (0..<repeats).map { _ in
        let order = real.indices.shuffled(using: &random)
        let half = order.count / 2
        return try realEmbeddings.rows(order[..<half])
          .frechetDistance(to: realEmbeddings.rows(order[half..<(2 * half)]))
      })
    return figures
  }

  /// The real motions with their frames in random order: what a model scores that knows poses and not motion.
  public func shuffledFigures() throws -> GenerativeFigures {
    var random = SplitMix64(seed: seed &+ 1)
    return try figures(of: [real.map { $0.withShuffledFrames(from: &random) }])
  }

  /// What to ask a model for: for each real motion one of its captions and its length.
  public func requests(repeatIndex: Int, maximumFrames: Int) -> [MotionDiffusionModel.Request] {
    var random = SplitMix64(seed: seed &+ UInt64(repeatIndex) &* 7919)
    return withOneCaption(real, &random).map { motion in
      MotionDiffusionModel.Request(
        caption: motion.captions[0], frames: min(motion.frameCount, maximumFrames), seed: random.next())
    }
  }

  /// For multimodality: `count` requests for each of `captions` captions.
  public func groupRequests(captions: Int, count: Int, maximumFrames: Int) -> [[MotionDiffusionModel.Request]] {
    requests(repeatIndex: 1_000_003, maximumFrames: maximumFrames).prefix(captions).map { request in
      (0..<count).map { index in
        var request = request
        request.seed &+= UInt64(index) &* 104_729
        return request
      }
    }
  }

  private func withOneCaption(_ motions: [CaptionedMotion], _ random: inout SplitMix64) -> [CaptionedMotion] {
    motions.map { motion in
      var result = motion
      result.captions = [motion.captions.randomElement(using: &random) ?? motion.captions[0]]
      return result
    }
  }
}
