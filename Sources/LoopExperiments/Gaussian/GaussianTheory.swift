import Foundation
import SelfConsumingLoop

/// The loop of a normal distribution whose variance is known, in closed form: the mean is theta, the real samples' mean x, the truth's mean mu, and
/// theta' = (x + lambda (theta + gamma (mu + bias) + noise) / (1 + gamma)) / (1 + lambda).
public struct GaussianTheory: Sendable, Hashable {
  public var lambda: Double
  public var gamma: Double
  public var n: Int
  /// Of the model and of the corrector's distribution.
  public var modelVariance = 1.0
  public var correctorVariance = 1.0
  /// How far off the corrector's mean is.
  public var bias = 0.0

  public init(lambda: Double, gamma: Double, n: Int) {
    self.lambda = lambda
    self.gamma = gamma
    self.n = n
  }

  /// By what the distance to the fixed point is multiplied from one generation to the next, on the average.
  public var rate: Double { lambda / ((1 + lambda) * (1 + gamma)) }

  /// - Parameter dataMean: of the real samples, where the truth's is 0.
  public func fixedPoint(dataMean: Double) -> Double {
    gamma == .infinity
      ? (dataMean + lambda * bias) / (1 + lambda)
      : ((1 + gamma) * dataMean + lambda * gamma * bias) / (1 + gamma + lambda * gamma)
  }

  /// How far the fixed point stays from the truth when the data are without end: what a biased corrector costs.
  public var biasFloor: Double { fixedPoint(dataMean: 0) }

  /// The variance of a coordinate of the mean about the fixed point, in the long run.
  public var stationaryVariance: Double {
    let share = gamma == .infinity ? 1 : gamma / (1 + gamma)
    let variance = (1 - share) * modelVariance + share * correctorVariance
    let synthetic = (lambda * Double(n)).rounded(.down)
    guard synthetic > 0 else { return 0 }
    let weight = lambda / (1 + lambda)
    return variance * weight * weight / synthetic / (1 - rate * rate)
  }

  /// The theorem's condition (Gillman et al. 2024): it is enough for the loop to be stable, and not necessary.
  /// - Parameter smoothness: epsilon L / alpha, 0 for a model that learns without error.
  public static func largestLambda(gamma: Double, smoothness: Double = 0) -> Double {
    (gamma == .infinity ? 1 : (1 + gamma) / (2 + gamma)) / (1 + smoothness)
  }
}

/// What is measured of the same.
public struct GaussianMeasurement: Sendable, Hashable, Codable {
  /// Measured, and what the closed form says.
  public struct Pair: Sendable, Hashable, Codable {
    public var measured: Double
    public var theory: Double
    /// Standard error of what is measured.
    public var error: Double
  }

  public var lambda: Double
  public var gamma: Double
  public var rate: Pair
  /// Less the data's own, which differs from run to run: 0 in theory, or the bias.
  public var fixedPoint: Pair
  public var stationaryVariance: Pair

  /// Generations that are left out before the long run begins.
  private static let settling = 60
  /// The first generation's displacement for the rate, and generations of it.
  private static let displacement = 10.0
  private static let contracting = 4

  /// Measures a loop whose model has a known variance.
  /// - Parameter runs: as many for the rate as for the long run, each with other data; at least 2.
  static func measure(_ loop: GaussianLoop, runs: Int, seed: UInt64, threads: Int) async throws -> GaussianMeasurement {
    let measured = try await parallelMap(runs, threads: threads) { try Run(loop, seed: seed &+ UInt64($0)) }
    return summary(of: measured, loop)
  }

  /// The same on one thread.
  static func measured(_ loop: GaussianLoop, runs: Int, seed: UInt64) throws -> GaussianMeasurement {
    summary(of: try (0..<runs).map { try Run(loop, seed: seed &+ UInt64($0)) }, loop)
  }

  private static func theory(_ loop: GaussianLoop) -> GaussianTheory {
    var theory = GaussianTheory(lambda: loop.lambda, gamma: loop.gamma, n: loop.n)
    theory.modelVariance = loop.knownVariance ?? 1
    theory.correctorVariance = loop.corrector.variances.x
    theory.bias = loop.corrector.mean.x
    return theory
  }

  /// What is summed up of one run.
  private struct Run: Sendable {
    /// From the fixed point, in the first generations of a run that begins far from it.
    var offsets: [SIMD2<Double>] = []
    /// From the fixed point, in the long run.
    var sum = SIMD2<Double>.zero
    var squares = SIMD2<Double>.zero
    var count = 0.0

    init(_ loop: GaussianLoop, seed: UInt64) throws {
      let theory = theory(loop)
      func fixedPoint(_ mean: SIMD2<Double>) -> SIMD2<Double> {
        SIMD2(theory.fixedPoint(dataMean: mean.x), theory.fixedPoint(dataMean: mean.y))
      }
      var displaced = loop
      displaced.displacement = displacement
      displaced.generations = contracting
      var center = SIMD2<Double>.zero
      try displaced.run(seed: seed) { generation, model in
        if generation == 0 { center = fixedPoint(model.mean - displacement) }
        offsets.append(model.mean - center)
      }
      try loop.run(seed: seed) { generation, model in
        guard generation > settling else { return }
        let offset = model.mean - center
        sum += offset
        squares += offset * offset
        count += 1
      }
    }
  }

  /// The rate alone: much is known of it after a few generations.
  static func rate(_ loop: GaussianLoop, runs: Int, seed: UInt64) throws -> Pair {
    var short = loop
    short.generations = 0
    return rate(of: try (0..<runs).map { try Run(short, seed: seed &+ UInt64($0)) }, theory(loop))
  }

  /// From the means over all runs of the offsets of the displaced ones, by least squares.
  private static func rate(of measured: [Run], _ expected: GaussianTheory) -> Pair {
    let total = Double(2 * measured.count)
    let mean = (0...contracting).map { generation in
      measured.reduce(0) { $0 + $1.offsets[generation].sum() } / total
    }
    let power = mean.dropLast().reduce(0) { $0 + $1 * $1 }
    let rate = zip(mean, mean.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 } / power
    let rateError = (expected.stationaryVariance / total / power).squareRoot()
    return Pair(measured: rate, theory: expected.rate, error: rateError)
  }

  private static func summary(of measured: [Run], _ loop: GaussianLoop) -> GaussianMeasurement {
    let expected = theory(loop)
    let points = measured.map { ($0.sum / $0.count).sum() / 2 }
    let variances = measured.map { ($0.squares / $0.count).sum() / 2 }
    let bias = expected.biasFloor
    return GaussianMeasurement(
      lambda: loop.lambda, gamma: loop.gamma, rate: rate(of: measured, expected),
      fixedPoint: Pair(measured: points.mean + bias, theory: bias, error: points.standardError),
      stationaryVariance: Pair(
        measured: variances.mean, theory: expected.stationaryVariance, error: variances.standardError))
  }
}

extension [Double] {
  var mean: Double { reduce(0, +) / Double(count) }

  /// Of a single one; 0 where there are not two.
  var deviation: Double {
    let mean = mean
    return count < 2 ? 0 : (reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count - 1)).squareRoot()
  }

  var standardError: Double { deviation / Double(count).squareRoot() }
}
