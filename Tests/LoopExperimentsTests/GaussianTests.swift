import Foundation
import SelfConsumingLoop
import Testing

@testable import LoopExperiments

@Suite struct GaussianTests {
  @Test func wassersteinDistancesAreTheClosedForm() {
    // Between N(a, s^2 I) and N(b, t^2 I): |a - b|^2 + 2 (s - t)^2.
    let a = Gaussian(mean: SIMD2(1, 2), variances: SIMD2(4, 4))
    #expect(abs(a.wasserstein(to: .standard) - (5 + 2.0).squareRoot()) < 1e-12)
    #expect(a.wasserstein(to: a) < 1e-7)
    // scipy.linalg.sqrtm, for covariances ((2, .5), (.5, 1)) and ((1, -.3), (-.3, 3)).
    let b = Gaussian(variances: SIMD2(2, 1), covariance: 0.5)
    let c = Gaussian(variances: SIMD2(1, 3), covariance: -0.3)
    #expect(abs(b.wasserstein(to: c) - 0.964008) < 1e-5)
  }

  /// The fast path is the loop itself: the same numbers but for the order of sums.
  @Test(arguments: GaussianLoop.Sampler.allCases, LoopArm.Accumulation.allCases)
  func theFastPathIsTheLoop(_ sampler: GaussianLoop.Sampler, _ accumulation: LoopArm.Accumulation) async throws {
    var fast = GaussianLoop()
    fast.n = 30
    fast.lambda = 0.7
    fast.gamma = 0.8
    fast.generations = 20
    fast.sampler = sampler
    fast.accumulation = accumulation
    var expected: [Gaussian] = []
    try fast.run(seed: 3) { expected.append($1) }

    func models(_ corrector: some SampleCorrector<SIMD2<Double>>) async throws -> [Gaussian] {
      let loop = try SelfConsumingLoop(
        configuration: LoopConfiguration(realSamples: 30, generations: 20, arms: [fast.arm]), data: fast.data(seed: 3),
        corrector: corrector, evaluation: Optional<LoopEvaluation<GaussianGenerator>>.none)
      var generator = GaussianGenerator()
      _ = try await loop.first(&generator, seed: 3)
      var state = loop.state(of: fast.arm, seed: 3, after: generator)
      var models = [generator.model]
      for _ in 0..<20 {
        _ = try await loop.next(&state)
        models.append(state.generator.model)
      }
      return models
    }
    let models =
      switch sampler {
      case .exact: try await models(ReplacingCorrector())
      case .histogram: try await models(HistogramCorrector(gamma: 0.8))
      }
    #expect(models.count == expected.count)
    for (a, b) in zip(models, expected) {
      #expect(abs(a.mean.x - b.mean.x) < 1e-9 && abs(a.variances.y - b.variances.y) < 1e-9)
      #expect(abs(a.covariance - b.covariance) < 1e-9)
    }
  }

  @Test func thePublishedCurveComesOut() async throws {
    var experiment = GaussianExperiment()
    experiment.runs = 6
    experiment.samplers = [.histogram]
    experiment.accumulations = [.fading]
    let curves = try await experiment.curves()
    #expect(curves.count == 8)
    for curve in curves {
      let published = try #require(GaussianExperiment.published[curve.gamma])
      // The published ones are few runs themselves: within three deviations of a run.
      #expect(
        abs(curve.final - published) < 3 * max(curve.finalDeviation, 0.01), "gamma \(curve.gamma): \(curve.final)")
    }
  }

  @Test func theTheoryIsMeasured() async throws {
    var experiment = GaussianExperiment()
    experiment.runs = 8
    for misspecified in [false, true] {
      for m in try await experiment.measurements(misspecified: misspecified) {
        #expect(abs(m.rate.measured / m.rate.theory - 1) < 0.02, "\(m)")
        #expect(abs(m.fixedPoint.measured - m.fixedPoint.theory) < 3 * m.fixedPoint.error, "\(m)")
        #expect(abs(m.stationaryVariance.measured / m.stationaryVariance.theory - 1) < 0.05, "\(m)")
      }
    }
  }

  @Test func closedFormsAreTheHandComputedOnes() {
    let rates: [(Double, Double, Double)] = [
      (0.5, 0, 1.0 / 3), (0.5, 1, 1.0 / 6), (1, 0, 0.5), (1, 1, 0.25), (2, 0, 2.0 / 3),
    ]
    for (lambda, gamma, rate) in rates {
      #expect(abs(GaussianTheory(lambda: lambda, gamma: gamma, n: 100).rate - rate) < 1e-12)
    }
    // s^2 (1/2)^2 / 100 / (1 - 1/4) = 1/300.
    #expect(abs(GaussianTheory(lambda: 1, gamma: 0, n: 100).stationaryVariance - 1.0 / 300) < 1e-12)
    var biased = GaussianTheory(lambda: 0.5, gamma: 1, n: 100)
    biased.bias = 0.3
    #expect(abs(biased.biasFloor - 0.06) < 1e-12)
    #expect(GaussianTheory.largestLambda(gamma: 0) == 0.5 && GaussianTheory.largestLambda(gamma: .infinity) == 1)
  }

  @Test func bytesDoNotHangOnTheThreads() async throws {
    var experiment = GaussianExperiment()
    experiment.runs = 5
    experiment.generations = 15
    experiment.threads = 1
    let one = try await experiment.curves()
    experiment.threads = 7
    #expect(try await experiment.curves() == one)
  }
}
