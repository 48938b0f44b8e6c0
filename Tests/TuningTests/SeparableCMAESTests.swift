import Foundation
import Simulation
import Testing

@testable import Tuning

/// What is known of the strategy on functions whose optimum is known.
@Suite struct SeparableCMAESTests {
  private static func sphere(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 } }

  /// Parallel to the axes, with axes from 1 to 1000: condition 1e6.
  private static func ellipsoid(_ x: [Double]) -> Double {
    x.enumerated().reduce(0) { $0 + pow(1e6, Double($1.offset) / Double(x.count - 1)) * $1.element * $1.element }
  }

  private static func search(
    _ start: [Double], deviation: Double = 0.5, bounds: ClosedRange<Double>? = nil, seed: UInt64 = 1
  ) -> SeparableCMAES {
    SeparableCMAES(start: start, deviations: start.map { _ in deviation }, bounds: bounds, seed: seed)
  }

  private static func run(
    _ search: inout SeparableCMAES, generations: Int, _ cost: ([Double]) -> Double
  ) {
    for _ in 0..<generations { search.learn(costs: search.candidates().map(cost)) }
  }

  @Test func theSphereIsDescendedAtASteadyRate() {
    var search = Self.search(Array(repeating: 3, count: 10))
    Self.run(&search, generations: 200, Self.sphere)
    let middle = Self.sphere(search.mean)
    Self.run(&search, generations: 100, Self.sphere)
    #expect(middle < 1e-6)
    // Log-linear: the next hundred generations win a further factor.
    #expect(Self.sphere(search.mean) < 1e-4 * middle)
  }

  @Test func anEllipsoidOfConditionOneMillionIsDescended() {
    var search = Self.search(Array(repeating: 3, count: 10))
    Self.run(&search, generations: 900, Self.ellipsoid)
    #expect(Self.ellipsoid(search.mean) < 1e-9)
    // The diagonal has learned the axes: standard deviations as the inverse of the axes' lengths.
    let deviations = search.deviations
    let ratio = deviations[0] / deviations[9]
    #expect((100.0...10_000).contains(ratio), "\(ratio)")
  }

  @Test func eachCoordinateBeginsWithItsOwnDeviation() {
    let search = SeparableCMAES(start: [0, 0], deviations: [0.1, 0.4], population: 4000, seed: 3)
    let points = search.candidates()
    for (axis, deviation) in [0.1, 0.4].enumerated() {
      let spread = (points.reduce(0) { $0 + $1[axis] * $1[axis] } / Double(points.count)).squareRoot()
      // The standard error of a standard deviation is 1 / sqrt(2 n) of it, here 1.1 %; within five of them.
      #expect(abs(spread / deviation - 1) < 0.056)
    }
  }

  @Test func onALinearFunctionTheStepGrows() {
    var search = Self.search(Array(repeating: 0, count: 10))
    Self.run(&search, generations: 60) { $0[0] }
    #expect(search.step > 5 && search.mean[0] < -5)
  }

  @Test func onNoiseAloneTheStepNeitherGrowsNorShrinks() {
    var random = SplitMix64(seed: 5)
    var search = Self.search(Array(repeating: 0, count: 10), deviation: 1)
    Self.run(&search, generations: 100) { _ in random.nextUnit() }
    #expect((0.1...10).contains(search.step), "\(search.step)")
  }

  @Test func onlyTheOrderOfCostsCounts() {
    var plain = Self.search([1, 2, 3])
    var bent = plain
    Self.run(&plain, generations: 40, Self.ellipsoid)
    Self.run(&bent, generations: 40) { -1 / (1 + Self.ellipsoid($0)) }
    #expect(plain == bent)
  }

  @Test func theSameSeedGivesTheSameBytesAndAnotherOneOthers() {
    var (a, b, c) = (Self.search([1, 2]), Self.search([1, 2]), Self.search([1, 2], seed: 2))
    #expect(a.candidates() == b.candidates() && a.candidates() != c.candidates())
    for _ in 0..<20 {
      a.learn(costs: a.candidates().map(Self.sphere))
      b.learn(costs: b.candidates().map(Self.sphere))
      c.learn(costs: c.candidates().map(Self.sphere))
    }
    #expect(a == b && a.mean != c.mean)
  }

  @Test func whatWasSavedGoesOnToTheByte() throws {
    var search = Self.search([1, 2, 3, 4])
    Self.run(&search, generations: 17, Self.ellipsoid)
    let bytes = try JSONEncoder().encode(search)
    var restored = try JSONDecoder().decode(SeparableCMAES.self, from: bytes)
    Self.run(&search, generations: 17, Self.ellipsoid)
    Self.run(&restored, generations: 17, Self.ellipsoid)
    #expect(restored == search)
  }

  @Test func anOptimumOnABoundIsReachedAndNothingLiesBeyondIt() {
    var search = Self.search([0.5, 0.5], deviation: 0.15, bounds: 0...1)
    for _ in 0..<80 {
      let points = search.candidates()
      #expect(points.allSatisfy { $0.allSatisfy { (0...1).contains($0) } })
      // Falls towards the upper bound of the first; the second one's optimum is within.
      search.learn(costs: points.map { -$0[0] + ($0[1] - 0.3) * ($0[1] - 0.3) })
      #expect(search.mean.allSatisfy { (0...1).contains($0) })
    }
    #expect(abs(search.mean[0] - 1) < 0.01 && abs(search.mean[1] - 0.3) < 0.05)
  }

  @Test func whatIsNoNumberIsWorst() {
    var search = Self.search([0, 0])
    let points = search.candidates()
    var other = search
    search.learn(costs: points.indices.map { $0 == 0 ? .nan : Double($0) })
    other.learn(costs: points.indices.map { $0 == 0 ? 1e9 : Double($0) })
    #expect(search == other)
  }

  @Test func thePopulationIsThePapers() {
    #expect(SeparableCMAES.standardPopulation(dimension: 10) == 10)
    #expect(SeparableCMAES.standardPopulation(dimension: 45) == 15)
    #expect(SeparableCMAES.standardPopulation(dimension: 1) == 4)
  }
}
