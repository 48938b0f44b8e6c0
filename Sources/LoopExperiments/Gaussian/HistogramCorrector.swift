import Foundation
import SelfConsumingLoop

/// The corrector of the published toy (Gillman et al. 2024): all samples are replaced by ones that are drawn, by rejection, from
/// (h + gamma p)/(1 + gamma), where h is a histogram of the samples, 10 by 10 cells over their range, and p the truth.
///
/// Two properties of the published one matter for its figures, and are kept. Proposals come from p, and the bound is the quotient of the two
/// densities' peaks: where that is too little, as for cells far out, the density is cut off. And what lies up to one cell below the range counts as in
/// the first cell.
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

    let share = gamma == .infinity ? 1 : gamma / (1 + gamma)
    let peak = truth.density(at: truth.mean)
    let bound = ((1 - share) * (density.max() ?? 0) + share * peak) / peak
    return try samples.map { _ in
      for _ in 0..<Self.patience {
        let candidate = truth.sample(from: &random)
        let place = (candidate - low) / cell
        let isInside = place.x > -1 && place.y > -1 && place.x < Double(Self.cells) && place.y < Double(Self.cells)
        // Conversion cuts towards 0, so that what is just below 0 is in the first cell.
        let h = isInside ? density[Int(place.x) * Self.cells + Int(place.y)] : 0
        let p = truth.density(at: candidate)
        if random.nextUnit() * bound * p < (1 - share) * h + share * p { return candidate }
      }
      throw LoopError.setting(
        "the histogram", problem: "has so small cells that \(Self.patience) proposals did not meet one")
    }
  }
}
