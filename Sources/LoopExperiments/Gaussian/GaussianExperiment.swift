import Foundation
import SelfConsumingLoop

/// The loop where everything is known: curves of the distance to the truth, the theory measured, and what the theorem leaves out.
public struct GaussianExperiment: Sendable {
  public var n = 50
  public var lambda = 0.5
  public var gammas = [0, 0.01, 0.03, 0.1, 0.3, 1, 2, 5]
  public var generations = 500
  public var runs = 40
  public var seed: UInt64 = 0
  public var samplers = GaussianLoop.Sampler.allCases
  public var accumulations: [LoopArm.Accumulation] = [.none, .fading]
  public var threads = ProcessInfo.processInfo.activeProcessorCount

  public init() {}

  /// A curve for each gamma: mean and deviation over runs of the distance to the truth, by generation.
  public struct Curve: Sendable, Hashable, Codable {
    public var sampler: GaussianLoop.Sampler
    public var accumulation: LoopArm.Accumulation
    public var gamma: Double
    /// Over the last tenth of the generations: mean over runs, and the deviation of a run.
    public var final: Double
    public var finalDeviation: Double
    var means: [Double]
    var deviations: [Double]

    enum CodingKeys: String, CodingKey { case sampler, accumulation, gamma, final, finalDeviation }

    public init(from decoder: any Decoder) throws {
      let fields = try decoder.container(keyedBy: CodingKeys.self)
      self.init(
        sampler: try fields.decode(GaussianLoop.Sampler.self, forKey: .sampler),
        accumulation: try fields.decode(LoopArm.Accumulation.self, forKey: .accumulation),
        gamma: try fields.decode(Double.self, forKey: .gamma), final: try fields.decode(Double.self, forKey: .final),
        finalDeviation: try fields.decode(Double.self, forKey: .finalDeviation), means: [], deviations: [])
    }

    init(
      sampler: GaussianLoop.Sampler, accumulation: LoopArm.Accumulation, gamma: Double, final: Double,
      finalDeviation: Double, means: [Double], deviations: [Double]
    ) {
      self.sampler = sampler
      self.accumulation = accumulation
      self.gamma = gamma
      self.final = final
      self.finalDeviation = finalDeviation
      self.means = means
      self.deviations = deviations
    }
  }

  /// The 2-Wasserstein distance to the truth, for each sampler, accumulation and gamma.
  public func curves() async throws -> [Curve] {
    var result: [Curve] = []
    for sampler in samplers {
      for accumulation in accumulations {
        for gamma in gammas {
          var loop = GaussianLoop()
          loop.n = n
          loop.lambda = lambda
          loop.gamma = gamma
          loop.generations = generations
          loop.sampler = sampler
          loop.accumulation = accumulation
          result.append(try await curve(loop))
        }
      }
    }
    return result
  }

  private func curve(_ loop: GaussianLoop) async throws -> Curve {
    let seed = seed
    let distances = try await parallelMap(runs, threads: threads) { index in
      var distances: [Double] = []
      try loop.run(seed: seed &+ UInt64(index)) { distances.append($1.wasserstein(to: .standard)) }
      return distances
    }
    let tail = max(1, generations / 10)
    let finals = distances.map { Array($0.suffix(tail)).mean }
    let columns = (0...generations).map { generation in distances.map { $0[generation] } }
    return Curve(
      sampler: loop.sampler, accumulation: loop.accumulation, gamma: loop.gamma, final: finals.mean,
      finalDeviation: finals.deviation, means: columns.map(\.mean), deviations: columns.map(\.deviation))
  }

  /// The closed forms at these (lambda, gamma), measured; with `misspecified`, on data that no model of the family fits, with a wrong variance.
  public func measurements(
    at points: [(lambda: Double, gamma: Double)] = [(0.5, 0), (0.5, 1), (1, 0), (1, 1), (2, 0), (1, 5)],
    misspecified: Bool = false
  ) async throws -> [GaussianMeasurement] {
    var result: [GaussianMeasurement] = []
    for point in points {
      var loop = GaussianLoop()
      loop.n = 120
      loop.lambda = point.lambda
      loop.gamma = point.gamma
      loop.generations = 400
      loop.knownVariance = 1
      if misspecified {
        loop.source = .exponential
        loop.knownVariance = 0.25
      }
      result.append(try await GaussianMeasurement.measure(loop, runs: 3 * runs, seed: seed, threads: threads))
    }
    return result
  }

  /// The rate over a grid of (lambda, gamma), measured.
  public func stability(lambdas: [Double], gammas: [Double]) async throws -> [StabilityPoint] {
    let (seed, runs) = (seed, runs)
    return try await parallelMap(lambdas.count * gammas.count, threads: threads) { index in
      var loop = GaussianLoop()
      loop.n = 100
      loop.lambda = lambdas[index % lambdas.count]
      loop.gamma = gammas[index / lambdas.count]
      loop.knownVariance = 1
      let rate = try GaussianMeasurement.rate(loop, runs: runs, seed: seed)
      return StabilityPoint(lambda: loop.lambda, gamma: loop.gamma, rate: rate)
    }
  }

  /// How far from the truth a corrector that is off by `bias` keeps the mean, over gamma: measured with many real samples.
  public func biasFloors(biases: [Double], gammas: [Double]) async throws -> [BiasFloor] {
    let (seed, runs, lambda) = (seed, runs, lambda)
    return try await parallelMap(biases.count * gammas.count, threads: threads) { index in
      var loop = GaussianLoop()
      loop.n = 200
      loop.lambda = lambda
      loop.gamma = gammas[index % gammas.count]
      loop.generations = 100
      loop.knownVariance = 1
      loop.corrector.mean = SIMD2(repeating: biases[index / gammas.count])
      let measurement = try GaussianMeasurement.measured(loop, runs: runs, seed: seed)
      return BiasFloor(bias: loop.corrector.mean.x, gamma: loop.gamma, floor: measurement.fixedPoint)
    }
  }

  public struct StabilityPoint: Sendable, Hashable, Codable {
    public var lambda: Double
    public var gamma: Double
    public var rate: GaussianMeasurement.Pair
  }

  public struct BiasFloor: Sendable, Hashable, Codable {
    public var bias: Double
    public var gamma: Double
    /// Of the mean, in the limit of real samples without end.
    public var floor: GaussianMeasurement.Pair
  }
}
