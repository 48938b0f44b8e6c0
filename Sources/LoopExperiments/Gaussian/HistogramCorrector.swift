import Foundation
import SelfConsumingLoop

/// The corrector of the published toy (Gillman et al. 2024): all samples are replaced by ones that are drawn, by rejection, from
/// (h + gamma p)/(1 + gamma), where h is a histogram of the samples, 10 by 10 cells over their range, and p the truth.
///
/// Two properties of the published one matter for its figures, and are kept: proposals come from the truth with twice its covariance, and where
/// the density is over twice the proposal's it is cut off, so that a narrow histogram comes out wider; and what lies up to one cell below the
/// range counts as in the first cell.
public struct HistogramCorrector: SampleCorrector {
  public var gamma: Double
  public var truth: Gaussian
  private static let cells = 10
  /// Proposals for one sample, at most.
  private static let patience = 1_000_000

  public init(gamma: Double, truth: Gaussian = .standard) {
    self.gamma = gamma
    self.truth = truth
  }

  public func correct(_ samples: [SIMD2<Double>], seed: UInt64) throws -> [CorrectionOutcome<SIMD2<Double>>] {
    var random = LoopRandom(seed: seed)
    return try replaced(samples, from: &random).map { .corrected($0) }
  }

  func replaced(_ samples: [SIMD2<Double>], from random: inout LoopRandom) throws -> [SIMD2<Double>] {
    guard var low = samples.first else { return [] }
    var high = low
    for sample in samples {
      low = pointwiseMin(low, sample)
      high = pointwiseMax(high, sample)
    }
    // A range without extent gets one, as in NumPy.
    for axis in 0..<2 where high[axis] == low[axis] {
      low[axis] -= 0.5
      high[axis] += 0.5
    }
    let cell = (high - low) / Double(Self.cells)
    var density = [Double](repeating: 0, count: Self.cells * Self.cells)
    for sample in samples {
      let place = (sample - low) / cell
      let (x, y) = (min(Int(place.x), Self.cells - 1), min(Int(place.y), Self.cells - 1))
      density[x * Self.cells + y] += 1 / (Double(samples.count) * cell.x * cell.y)
    }

    var proposal = truth
    proposal.variances *= 2
    proposal.covariance *= 2
    let bound = truth.density(at: truth.mean) / proposal.density(at: truth.mean)
    let share = gamma == .infinity ? 1 : gamma / (1 + gamma)
    return try samples.map { _ in
      for _ in 0..<Self.patience {
        let candidate = proposal.sample(from: &random)
        let place = (candidate - low) / cell
        let isInside = place.x > -1 && place.y > -1 && place.x < Double(Self.cells) && place.y < Double(Self.cells)
        // Conversion cuts towards 0, so that what is just below 0 is in the first cell.
        let h = isInside ? density[Int(place.x) * Self.cells + Int(place.y)] : 0
        let p = (1 - share) * h + share * truth.density(at: candidate)
        if random.nextUnit() * bound * proposal.density(at: candidate) < p { return candidate }
      }
      throw LoopError.setting(
        "the histogram", problem: "has so small cells that \(Self.patience) proposals did not meet one")
    }
  }
}
