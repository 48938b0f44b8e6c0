import Foundation
import TestSupport
import Testing

@testable import GenerativeMetrics

@Suite struct FrechetDistanceTests {
  static func rows(_ count: Int, _ width: Int, _ value: (Double, Double) -> Double) throws -> Embeddings {
    try Embeddings((0..<count).map { row in (0..<width).map { value(Double(row), Double($0)) } })
  }

  /// Means 1 and 5, variances 2 and 8: 4^2 + (sqrt 2 - sqrt 8)^2.
  @Test func inOneDimensionItIsTheClosedForm() throws {
    let distance = try Embeddings([[0.0], [2]]).frechetDistance(to: Embeddings([[3.0], [7]]))
    #expect(abs(distance - 18) < 1e-13)
  }

  /// Two points a and a + d have the covariance d d' / 2, of rank 1; the trace of the root of the product of two such is
  /// |d1 . d2| / 2. Here means differ by 1, traces are 2 and 4, and the products' root is 2.
  @Test func ofFewerSamplesThanDimensionsToo() throws {
    let one = try Embeddings([[0.0, 0, 0], [2, 0, 0]])
    let two = try Embeddings([[0.0, 0, 0], [2, 2, 0]])
    #expect(abs(try one.frechetDistance(to: two) - 3) < 1e-13)
  }

  /// In Python:
  ///
  ///     i, j = np.mgrid[0:150, 0:5]; a = np.sin(i*i + 3*j + i*j*j)
  ///     i, j = np.mgrid[0:90, 0:5]; b = np.cos(2*i + j*j + i*i*j) * (1 + j) / 3 + j / 4
  ///     s, t = np.cov(a.T), np.cov(b.T)
  ///     ((a.mean(0) - b.mean(0))**2).sum() + np.trace(s + t - 2 * scipy.linalg.sqrtm(s @ t).real)
  @Test func itIsThatOfSciPy() throws {
    let a = try Self.rows(150, 5) { sin($0 * $0 + 3 * $1 + $0 * $1 * $1) }
    let b = try Self.rows(90, 5) { cos(2 * $0 + $1 * $1 + $0 * $0 * $1) * (1 + $1) / 3 + $1 / 4 }
    #expect(abs(try a.frechetDistance(to: b) - 2.4719087888908984) < 1e-12)
    #expect(abs(try b.frechetDistance(to: a) - 2.4719087888908984) < 1e-12)
  }

  /// A shift adds its square, whatever the covariance: 10 rows in 64 dimensions leave 55 of them to rounding.
  @Test(arguments: [2, 10, 40]) func ofFarFewerSamplesThanDimensionsToo(count: Int) throws {
    let set = try Self.rows(count, 64) { sin($0 * $0 + 3 * $1 + $0 * $1 * $1) }
    let shifted = try Embeddings(values: set.values.map { $0 + 0.5 }, width: 64)
    #expect(abs(try set.frechetDistance(to: shifted) - 16) < 1e-12)
  }

  /// To rounding: 1e-16 of the variance in each of the 24 dimensions, thrice over.
  @Test(arguments: [3, 24, 25, 200]) func aSetIsAtZeroFromItself(count: Int) throws {
    let set = try Self.rows(count, 24) { sin($0 * $0 + 3 * $1 + $0 * $1 * $1) * exp(-$1) }
    let distance = try set.frechetDistance(to: set)
    #expect(distance >= 0 && distance < 1e-14)
    let constant = try Embeddings([[1.0, 2], [1, 2], [1, 2]])
    #expect(try constant.frechetDistance(to: constant) == 0)
  }

  /// A shift adds its square, and doubling all makes it four times as much.
  @Test func itIsASquareOfALength() throws {
    let set = try Self.rows(40, 6) { cos($0 * $1 + $0 * $0) }
    let shifted = try Embeddings(values: set.values.map { $0 + 0.5 }, width: 6)
    #expect(abs(try set.frechetDistance(to: shifted) - 6 * 0.25) < 1e-13)
    let other = try Self.rows(30, 6) { sin($0 * $1 + $0) }
    let doubled = try [set, other].map { try Embeddings(values: $0.values.map { 2 * $0 }, width: 6) }
    #expect(
      abs(try doubled[0].frechetDistance(to: doubled[1]) - 4 * set.frechetDistance(to: other)) < 1e-12)
  }

  @Test func theSamplesOrderDoesNotMatter() throws {
    let set = try Self.rows(130, 4) { cos($0 * $1 + $0 * $0) }
    let turned = try Embeddings((0..<130).reversed().map { Array(set.values[$0 * 4..<$0 * 4 + 4]) })
    #expect(try set.frechetDistance(to: turned) < 1e-14)
  }

  /// Ones on both diagonals: 2 cos(k pi / (2 n + 1)).
  @Test func singularValuesAreTheClosedForm() {
    for count in [1, 2, 7, 40] {
      let values = bidiagonalSingularValues(
        diagonal: Array(repeating: 1, count: count), above: Array(repeating: 1, count: count - 1))
      let expected = (1...count).reversed().map { 2 * cos(Double($0) * .pi / Double(2 * count + 1)) }
      #expect(zip(values, expected).allSatisfy { abs($0 - $1) < 4e-15 }, "\(count)")
    }
    #expect(bidiagonalSingularValues(diagonal: [0, 0], above: [0]) == [0, 0])
    // One of rank 1: (3, 4) above zeros.
    let values = bidiagonalSingularValues(diagonal: [3, 0], above: [4])
    #expect(abs(values[0]) < 1e-15 && abs(values[1] - 5) < 1e-14)
  }

  @Test func setsThatCannotBeComparedAreRefused() throws {
    let one = try Embeddings([[1.0, 2]])
    let two = try Embeddings([[1.0, 2], [3, 4]])
    let narrow = try Embeddings([[1.0], [3]])
    #expect(message { _ = try two.frechetDistance(to: one) } == "FID: there are 1 embeddings, expected at least 2")
    #expect(message { _ = try two.frechetDistance(to: narrow) } == "embeddings of widths 2 and 1 cannot be compared")
    #expect(message { _ = try Embeddings([[1.0, 2], [3]]) } == "embedding 2 has width 1, expected 2 as the first")
    #expect(
      message { _ = try Embeddings([[1.0, 2], [3, .nan]]) } == "embedding 2: component 2 is not a finite number")
    #expect(throws: GenerativeMetricsError.self) { try Embeddings([[Float]]()) }
  }

  /// A figure rather than a fact: `GAITKEEPER_SPEED=1 swift test -c release --filter FrechetDistanceTests`.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["GAITKEEPER_SPEED"] != nil)) func speed() throws {
    let set = try Self.rows(500, 512) { sin($0 * $0 + 3 * $1 + $0 * $1 * $1) }
    let other = try Self.rows(500, 512) { cos($0 * $0 + 2 * $1 + $0 * $1 * $1) }
    print(
      "FID of 500 and 500 of width 512: \(try ContinuousClock().measure { _ = try set.frechetDistance(to: other) })")
  }
}
