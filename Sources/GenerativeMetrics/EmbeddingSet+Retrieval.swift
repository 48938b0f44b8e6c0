import Simulation

/// How well captions find their motions.
public struct Retrieval: Codable, Hashable, Sendable {
  /// R-precision@1, @2, @3: the share of captions with a motion of theirs among the nearest one, two or three of the pool.
  public var precision: [Double]
  /// What the same pools give when the nearest are drawn blindly. 1/32, 2/32 and 3/32 only where no two captions of a pool
  /// are equal.
  public var chance: [Double]
  /// Of `poolSize` each.
  public var pools: Int
  public var poolSize: Int
}

extension EmbeddingSet {
  /// R-precision (Guo et al. 2022): the set is shuffled and cut into pools of `poolSize`, and what is left over is left out;
  /// each caption ranks the motions of its pool by Euclidean distance.
  ///
  /// Equal captions are one caption: any motion of the pool whose caption is the same string is a match, since nothing tells
  /// them apart. The pools are not chosen to avoid equal captions, which would weigh rare captions more than the data do; so
  /// captions that are often there are found more easily, and `chance` says how easily. Motions at exactly the same distance
  /// count as in random order: a caption gets the probability that one of its matches is among the first. So motions that are
  /// all the same score chance, not what the order of rows gives them.
  ///
  /// Sets of equal captions in equal order have the same pools for the same seed, as real and generated ones may.
  /// - Throws: `GenerativeMetricsError` when the set does not fill one pool, or a pool has fewer than 3.
  public func retrieval(poolSize: Int = 32, seed: UInt64) throws -> Retrieval {
    let ranks = 1...3
    guard poolSize >= ranks.upperBound else {
      throw GenerativeMetricsError.tooFew(
        figure: "R-precision", what: "motions in a pool", count: poolSize, expected: ranks.upperBound)
    }
    try text.checkCount("R-precision", atLeast: poolSize)
    var random = SplitMix64(seed: seed)
    let order = Array(captions.indices).shuffled(using: &random)
    let pools = order.count / poolSize
    var precision = ranks.map { _ in 0.0 }
    var chance = precision
    for pool in 0..<pools {
      let rows = order[pool * poolSize..<(pool + 1) * poolSize]
      for row in rows {
        let distances = rows.map { text.distance(from: row, to: $0, of: motion) }
        let matches = rows.map { captions[$0] == captions[row] }
        let nearest = zip(distances, matches).lazy.filter(\.1).map(\.0).min() ?? .infinity
        let nearer = distances.count { $0 < nearest }
        let tied = zip(distances, matches).filter { $0.0 == nearest }.map(\.1)
        let tiedMatches = tied.count { $0 }
        let matchCount = matches.count { $0 }
        for (place, rank) in ranks.enumerated() {
          precision[place] += probability(
            ofDrawingOneOf: tiedMatches, among: tied.count, draws: rank - nearer)
          chance[place] += probability(ofDrawingOneOf: matchCount, among: poolSize, draws: rank)
        }
      }
    }
    let ranked = Double(pools * poolSize)
    return Retrieval(
      precision: precision.map { $0 / ranked }, chance: chance.map { $0 / ranked }, pools: pools, poolSize: poolSize
    )
  }
}

/// That at least one of `matches` is among `draws` of `count`, without replacement.
private func probability(ofDrawingOneOf matches: Int, among count: Int, draws: Int) -> Double {
  var none = 1.0
  for drawn in 0..<max(0, min(draws, count)) { none *= max(0, Double(count - matches - drawn)) / Double(count - drawn) }
  return 1 - none
}
