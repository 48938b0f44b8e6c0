import TestSupport
import Testing

@testable import GenerativeMetrics

@Suite struct RetrievalTests {
  /// Embeddings of width 1.
  static func set(_ captions: [String], text: [Double], motion: [Double]) throws -> EmbeddingSet {
    try EmbeddingSet(
      captions: captions, text: Embeddings(values: text, width: 1), motion: Embeddings(values: motion, width: 1))
  }

  static func isClose(_ a: [Double], _ b: [Double]) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) < 4e-15 }
  }

  /// The captions' own motions are the nearest, the second and the second.
  @Test func ranksAreThoseByHand() throws {
    let set = try Self.set(["a", "b", "c"], text: [0, 10, 20], motion: [1, 12, 11])
    let result = try set.retrieval(poolSize: 3, seed: 1)
    #expect(Self.isClose(result.precision, [1.0 / 3, 1, 1]))
    #expect(Self.isClose(result.chance, [1.0 / 3, 2.0 / 3, 1]))
    #expect(result.pools == 1 && result.poolSize == 3)
    // (1 + 2 + 9) / 3.
    #expect(try set.matchingScore() == 4)
  }

  /// As before, but the second and the third find each other's motion, which is their own. Blindly, each of the two finds one
  /// of two in three.
  @Test func equalCaptionsCountAsEqual() throws {
    let result = try Self.set(["a", "b", "b"], text: [0, 10, 20], motion: [1, 12, 11]).retrieval(poolSize: 3, seed: 1)
    #expect(Self.isClose(result.precision, [1, 1, 1]))
    #expect(Self.isClose(result.chance, [5.0 / 9, 8.0 / 9, 1]))
  }

  /// In a pool of four, "a" is found blindly with 1/2, 5/6 and 1, "b" and "c" with 1/4, 1/2 and 3/4.
  @Test func motionsThatAreAllTheSameScoreChance() throws {
    let set = try Self.set(["a", "b", "a", "c"], text: [1, 2, 3, 4], motion: [7, 7, 7, 7])
    let result = try set.retrieval(poolSize: 4, seed: 3)
    #expect(Self.isClose(result.chance, [3.0 / 8, 2.0 / 3, 7.0 / 8]))
    #expect(Self.isClose(result.precision, result.chance))
  }

  /// The first caption's motion is as far as the second's, and the third's is nearer: 0, 1/2, 1. The others find their own
  /// first.
  @Test func motionsAtOneDistanceCountAsInRandomOrder() throws {
    let set = try Self.set(["a", "b", "c"], text: [0, -1.5, 0.5], motion: [1, -1, 0.5])
    let result = try set.retrieval(poolSize: 3, seed: 1)
    #expect(Self.isClose(result.precision, [2.0 / 3, 2.5 / 3, 1]))
  }

  /// 100 pools of 32 of embeddings that know nothing: the standard error at 3 is sqrt(3 / 32 (1 - 3 / 32) / 3200) = 0.005.
  @Test func embeddingsThatKnowNothingScoreChance() throws {
    let count = 3210
    let text = (0..<count).map { Double($0 * 7919 % 3217) }
    let motion = (0..<count).map { Double($0 * $0 % 3221) }
    let set = try Self.set((0..<count).map(String.init), text: text, motion: motion)
    let result = try set.retrieval(seed: 5)
    #expect(result.pools == 100 && result.poolSize == 32)
    #expect(Self.isClose(result.chance, [1.0 / 32, 2.0 / 32, 3.0 / 32]))
    for (precision, chance) in zip(result.precision, result.chance) { #expect(abs(precision - chance) < 0.02) }
    #expect(try set.retrieval(seed: 5) == result)
    #expect(try set.retrieval(seed: 6) != result)
    // And those that know all, everything.
    #expect(try Self.set(set.captions, text: text, motion: text).retrieval(seed: 5).precision == [1, 1, 1])
  }

  @Test func whatDoesNotFillAPoolIsRefused() throws {
    let set = try Self.set(["a", "b", "c"], text: [0, 1, 2], motion: [0, 1, 2])
    #expect(message { _ = try set.retrieval(seed: 1) } == "R-precision: there are 3 embeddings, expected at least 32")
    #expect(
      message { _ = try set.retrieval(poolSize: 2, seed: 1) }
        == "R-precision: there are 2 motions in a pool, expected at least 3")
    #expect(
      message { _ = try Self.set(["a"], text: [0, 1], motion: [0, 1]) }
        == "1 captions, 2 embeddings of texts and 2 of motions do not belong together")
    #expect(throws: GenerativeMetricsError.self) { try Self.set([], text: [], motion: []).matchingScore() }
  }
}
