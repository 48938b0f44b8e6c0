import Foundation
import TestSupport
import Testing

@testable import GenerativeMetrics

@Suite struct DiversityTests {
  /// The three pairs of different rows are 1, 2 and 3 apart: their mean is 2, its standard error after 20,000 draws
  /// sqrt(2/3) / sqrt(20,000) = 0.006. Rows paired with themselves would bring it to 4/3.
  @Test func diversityIsTheMeanDistanceOfDifferentRows() throws {
    let set = try Embeddings(values: [0, 1, 3], width: 1)
    #expect(abs(try set.diversity(pairs: 20_000, seed: 2) - 2) < 0.025)
    #expect(try set.diversity(pairs: 50, seed: 2) == set.diversity(pairs: 50, seed: 2))
    #expect(try set.diversity(pairs: 50, seed: 2) != set.diversity(pairs: 50, seed: 3))
    // 3, 4 and 5.
    #expect(try Embeddings([[0.0, 1], [3, 5]]).diversity(seed: 1) == 5)
  }

  @Test func multimodalityIsTheMeanOverCaptions() throws {
    let groups = try [Embeddings(values: [0, 2], width: 1), Embeddings(values: [10, 14], width: 1)]
    #expect(try Embeddings.multimodality(of: groups, seed: 1) == 3)
    #expect(try Embeddings.multimodality(of: [groups[1]], pairs: 1, seed: 1) == 4)
  }

  @Test func tooFewAreRefused() throws {
    let one = try Embeddings(values: [1], width: 1)
    #expect(message { _ = try one.diversity(seed: 1) } == "diversity: there are 1 embeddings, expected at least 2")
    #expect(
      message { _ = try Embeddings.multimodality(of: [], seed: 1) }
        == "multimodality: there are 0 captions, expected at least 1")
    #expect(throws: GenerativeMetricsError.self) { try Embeddings.multimodality(of: [one], seed: 1) }
    let two = try Embeddings(values: [1, 2], width: 1)
    #expect(message { _ = try two.diversity(pairs: 0, seed: 1) } == "diversity: there are 0 pairs, expected at least 1")
  }
}

@Suite struct MeanWithIntervalTests {
  /// scipy.stats.t.interval(.95, 4, 3, scipy.stats.sem([1, 2, 3, 4, 5])) is 1.0367568385 ... 4.9632431615.
  @Test func theIntervalIsStudents() throws {
    let result = try MeanWithInterval([1, 2, 3, 4, 5])
    #expect(result.mean == 3 && result.repeats == 5)
    #expect(abs((result.interval ?? 0) - 1.9632431615) < 1e-4)
    #expect(try MeanWithInterval([7, 7, 7]).interval == 0)
    #expect(try MeanWithInterval([7]).interval == nil)
    #expect(throws: GenerativeMetricsError.self) { try MeanWithInterval([]) }
  }

  /// scipy.stats.t.ppf(.975, [1, 19, 30, 31, 50, 1000]).
  @Test(arguments: [(1, 12.706205), (19, 2.093024), (30, 2.042272), (31, 2.039513), (50, 2.008559), (1000, 1.962339)])
  func quantilesAreThoseOfSciPy(degreesOfFreedom: Int, quantile: Double) {
    #expect(abs(MeanWithInterval.quantile(degreesOfFreedom: degreesOfFreedom) - quantile) < 1e-4)
  }

  @Test func itGoesThroughJSON() throws {
    for values in [[1.0, 2.5], [3.0]] {
      let result = try MeanWithInterval(values)
      #expect(try JSONDecoder().decode(MeanWithInterval.self, from: JSONEncoder().encode(result)) == result)
    }
  }
}
