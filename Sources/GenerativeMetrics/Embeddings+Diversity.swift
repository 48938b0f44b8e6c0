import Simulation

extension Embeddings {
  /// The mean Euclidean distance of pairs of different rows, drawn at random (Guo et al. 2020, there 300 pairs).
  /// - Throws: `GenerativeMetricsError` when there are fewer than 2 rows or no pairs are asked for.
  public func diversity(pairs: Int = 300, seed: UInt64) throws -> Double {
    var random = SplitMix64(seed: seed)
    return try meanDistance(figure: "diversity", pairs: pairs, from: &random)
  }

  /// How much motions of one caption differ: the mean over captions of the mean Euclidean distance of pairs of different
  /// samples, drawn at random (Guo et al. 2020, there 100 captions with 30 samples and 10 pairs each).
  /// - Parameter groups: for each caption, the embeddings of its samples.
  /// - Throws: `GenerativeMetricsError` when there are no groups, one has fewer than 2 rows, or no pairs are asked for.
  public static func multimodality(of groups: [Embeddings], pairs: Int = 10, seed: UInt64) throws -> Double {
    guard !groups.isEmpty else {
      throw GenerativeMetricsError.tooFew(figure: "multimodality", what: "captions", count: 0, expected: 1)
    }
    var random = SplitMix64(seed: seed)
    var sum = 0.0
    for group in groups { sum += try group.meanDistance(figure: "multimodality", pairs: pairs, from: &random) }
    return sum / Double(groups.count)
  }

  private func meanDistance(figure: String, pairs: Int, from random: inout SplitMix64) throws -> Double {
    try checkCount(figure, atLeast: 2)
    guard pairs > 0 else {
      throw GenerativeMetricsError.tooFew(figure: figure, what: "pairs", count: pairs, expected: 1)
    }
    var sum = 0.0
    for _ in 0..<pairs {
      let one = Int.random(in: 0..<count, using: &random)
      let step = Int.random(in: 1..<count, using: &random)
      sum += distance(from: one, to: (one + step) % count, of: self)
    }
    return sum / Double(pairs)
  }
}
