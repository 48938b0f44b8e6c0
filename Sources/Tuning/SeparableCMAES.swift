import Foundation
import Simulation

/// Evolution strategy with a covariance matrix that is adapted and stays diagonal: separable CMA-ES, "A Simple Modification in CMA-ES
/// Achieving Linear Time and Space Complexity" (Ros and Hansen, PPSN X, 2008), with the paper's default constants.
///
/// It minimises a cost of which it sees the order alone: any monotone transformation of the costs gives the same search, to the bit.
/// A value that can be saved and restored (`Codable`): it goes on as if nothing had been. Each generation's random numbers come from
/// the seed and the generation's number, so that there is no further state.
///
/// Bounds: a sampled point is clipped to them before anybody sees it, and the distribution learns from the clipped point. The mean thus
/// never leaves the bounds, and an optimum on a bound is reached.
public struct SeparableCMAES: Codable, Hashable, Sendable {
  /// Of the distribution; where the next generation is sampled around.
  public private(set) var mean: [Double]
  /// Overall standard deviation (the paper's sigma).
  public private(set) var step: Double
  /// The covariance matrix's diagonal (C).
  public private(set) var variances: [Double]
  /// Generations that have been learned from.
  public private(set) var generation = 0
  /// Candidates in a generation (lambda).
  public let population: Int
  public let seed: UInt64
  private let lowerBound: Double?
  private let upperBound: Double?
  /// Evolution path of the step size (p_sigma) and of the covariance (p_c).
  private var stepPath: [Double]
  private var variancePath: [Double]

  /// - Parameters:
  ///   - start: the first mean, within the bounds; at least one number.
  ///   - deviations: of the first generation, one a coordinate, above zero.
  ///   - population: 4 + 3 ln n unless told; at least 2.
  ///   - bounds: of every coordinate.
  public init(
    start: [Double], deviations: [Double], population: Int? = nil, bounds: ClosedRange<Double>? = nil,
    seed: UInt64 = 0
  ) {
    precondition(!start.isEmpty && start.count == deviations.count, "expected one deviation for each coordinate")
    mean = start
    let step = deviations.reduce(0, +) / Double(deviations.count)
    self.step = step
    variances = deviations.map { ($0 / step) * ($0 / step) }
    self.population = max(population ?? Self.standardPopulation(dimension: start.count), 2)
    self.seed = seed
    lowerBound = bounds?.lowerBound
    upperBound = bounds?.upperBound
    stepPath = Array(repeating: 0, count: start.count)
    variancePath = stepPath
  }

  /// The paper's lambda.
  public static func standardPopulation(dimension: Int) -> Int { 4 + Int(3 * log(Double(dimension))) }

  /// The standard deviation of each coordinate.
  public var deviations: [Double] { variances.map { step * $0.squareRoot() } }

  /// The points of this generation; the same ones until it has been learned from. x = m + sigma C^(1/2) N(0, I), clipped.
  public func candidates() -> [[Double]] {
    var seeds = SplitMix64(seed: seed ^ (UInt64(generation) &* 0xD134_2543_DE82_EF95))
    var random = SplitMix64(seed: seeds.next())
    let deviations = deviations
    return (0..<population).map { _ in
      mean.indices.map { clipped(mean[$0] + deviations[$0] * Double(random.nextNormal())) }
    }
  }

  /// Whether it is a search over so many coordinates, as one that was saved is unless its file was changed.
  func isConsistent(dimension: Int) -> Bool {
    [mean, variances, stepPath, variancePath].allSatisfy { $0.count == dimension && $0.allSatisfy(\.isFinite) }
      && variances.allSatisfy { $0 > 0 } && step > 0 && step.isFinite && population >= 2 && generation >= 0
  }

  private func clipped(_ value: Double) -> Double {
    min(max(value, lowerBound ?? -.infinity), upperBound ?? .infinity)
  }

  /// Moves the distribution towards the better half of its candidates.
  /// - Parameter costs: one for each of `candidates()`; lower is better, and what is not a number is worst. Equal costs keep the
  ///   candidates' order.
  public mutating func learn(costs: [Double]) {
    precondition(costs.count == population, "expected a cost for each candidate")
    let constants = Constants(dimension: mean.count, population: population)
    let points = candidates()
    let order = costs.map { $0.isNaN ? .infinity : $0 }.enumerated()
      .sorted { ($0.element, $0.offset) < ($1.element, $1.offset) }.map(\.offset)
    // y_i = (x_i - m) / sigma.
    let steps = order.prefix(constants.weights.count).map { index in
      zip(points[index], mean).map { ($0 - $1) / step }
    }
    generation += 1
    // <y>_w, and m <- m + sigma <y>_w.
    let move = mean.indices.map { axis in zip(constants.weights, steps).reduce(0) { $0 + $1.0 * $1.1[axis] } }
    for axis in mean.indices { mean[axis] += step * move[axis] }
    adaptPaths(move, constants)
    for axis in mean.indices {
      // Rank one and rank mu: the diagonal of the paper's update of C.
      let rankOne = variancePath[axis] * variancePath[axis]
      let rankMu = zip(constants.weights, steps).reduce(0) { $0 + $1.0 * $1.1[axis] * $1.1[axis] }
      let learned = rankOne / constants.effective + (1 - 1 / constants.effective) * rankMu
      variances[axis] = max((1 - constants.varianceRate) * variances[axis] + constants.varianceRate * learned, 1e-20)
    }
    // sigma <- sigma exp(c_sigma / d_sigma (|p_sigma| / E|N(0, I)| - 1)).
    let length = stepPath.reduce(0) { $0 + $1 * $1 }.squareRoot()
    step *= exp(constants.stepRate / constants.damping * (length / constants.expectedLength - 1))
  }

  private mutating func adaptPaths(_ move: [Double], _ constants: Constants) {
    // p_sigma <- (1 - c_sigma) p_sigma + sqrt(c_sigma (2 - c_sigma) mu_eff) C^(-1/2) <y>_w.
    let stepGain = (constants.stepRate * (2 - constants.stepRate) * constants.effective).squareRoot()
    for axis in move.indices {
      stepPath[axis] =
        (1 - constants.stepRate) * stepPath[axis] + stepGain * move[axis] / variances[axis].squareRoot()
    }
    // H_sigma: the path of C waits while the step still grows fast.
    let length = stepPath.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let settled = (1 - pow(1 - constants.stepRate, 2 * Double(generation))).squareRoot()
    let isSettled = length / settled < (1.4 + 2 / (Double(mean.count) + 1)) * constants.expectedLength
    // p_c <- (1 - c_c) p_c + H_sigma sqrt(c_c (2 - c_c) mu_eff) <y>_w.
    let gain = isSettled ? (constants.pathRate * (2 - constants.pathRate) * constants.effective).squareRoot() : 0
    for axis in move.indices {
      variancePath[axis] = (1 - constants.pathRate) * variancePath[axis] + gain * move[axis]
    }
  }

  /// Table 1 of the paper.
  private struct Constants {
    /// w_i, of the better half.
    let weights: [Double]
    /// mu_eff, which mu_cov is too.
    let effective: Double
    /// c_sigma and d_sigma.
    let stepRate, damping: Double
    /// c_c.
    let pathRate: Double
    /// c_cov: the full matrix's, times (n + 2) / 3, as a diagonal is learned from fewer points.
    let varianceRate: Double
    /// E|N(0, I)|.
    let expectedLength: Double

    init(dimension: Int, population: Int) {
      let n = Double(dimension)
      let parents = max(population / 2, 1)
      let raw = (1...parents).map { log(Double(parents) + 1) - log(Double($0)) }
      let sum = raw.reduce(0, +)
      weights = raw.map { $0 / sum }
      let effective = 1 / weights.reduce(0) { $0 + $1 * $1 }
      self.effective = effective
      stepRate = (effective + 2) / (n + effective + 3)
      damping = 1 + stepRate + 2 * max(0, ((effective - 1) / (n + 1)).squareRoot() - 1)
      pathRate = 4 / (n + 4)
      let rankOne = 2 / ((n + 2.0.squareRoot()) * (n + 2.0.squareRoot()))
      let rankMu = min(1, (2 * effective - 1) / ((n + 2) * (n + 2) + effective))
      varianceRate = min(1, (n + 2) / 3 * (rankOne / effective + (1 - 1 / effective) * rankMu))
      expectedLength = n.squareRoot() * (1 - 1 / (4 * n) + 1 / (21 * n * n))
    }
  }
}
