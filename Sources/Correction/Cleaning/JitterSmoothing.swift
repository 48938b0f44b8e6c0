import Foundation
import Motion

/// Takes away what shakes from frame to frame, and leaves what moves: each joint's rotation and the root's path are smoothed just as
/// far as generalised cross-validation (Craven and Wahba 1979) finds that the samples are noise. A clean recording stays as it is.
struct JitterSmoothing {
  /// Motions slower than this are never smoothed away, in Hz.
  private static let lowestFrequency = 2.5
  private static let steps = 10
  /// Cross-validation that counts each parameter for more than one errs to the smooth side (Gu 2002).
  private static let parameterCost = 1.4

  private let smoothers: [WhittakerSmoother]
  private let freedoms: [Double]
  private let sampleCount: Double

  /// - Parameter missing: frames of which nothing is known.
  init(frameCount: Int, rate: Double, missing: Set<Int>) {
    let weights = (0..<frameCount).map { missing.contains($0) ? 0.0 : 1 }
    sampleCount = weights.reduce(0, +)
    let highest = 0.45 * rate
    let lowest = min(Self.lowestFrequency, highest)
    smoothers = (0..<Self.steps).map { step in
      let frequency = lowest * pow(highest / lowest, Double(step) / Double(Self.steps - 1))
      return WhittakerSmoother(
        weights: weights, strength: WhittakerSmoother.strength(halfGainAt: frequency, rate: rate))
    }
    freedoms = smoothers.map(\.degreesOfFreedom)
  }

  /// - Parameter channels: samples that share their strength.
  func smoothed(_ channels: [[Double]]) -> [[Double]] {
    var best = (score: Double.infinity, channels: channels)
    for (smoother, freedom) in zip(smoothers, freedoms) {
      let left = sampleCount - Self.parameterCost * freedom
      guard left > 0 else { continue }
      let curves = channels.map { smoother.smoothed($0) }
      var residual = 0.0
      for (curve, samples) in zip(curves, channels) {
        for index in samples.indices {
          let difference = samples[index] - curve[index]
          residual += smoother.weights[index] * difference * difference
        }
      }
      let score = residual / (left * left)
      if score < best.score { best = (score, curves) }
    }
    return best.channels
  }
}
