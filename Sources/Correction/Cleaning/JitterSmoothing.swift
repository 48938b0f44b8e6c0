import Foundation
import Motion

/// Takes away what shakes from frame to frame, and leaves what moves: each joint's rotation and the root's path are smoothed just as
/// far as generalised cross-validation (Craven and Wahba 1979) finds that the samples are noise. A clean recording stays as it is.
struct JitterSmoothing {
  private let smoothers: [WhittakerSmoother]
  private let freedoms: [Double]
  private let sampleCount: Double
  private let parameterCost: Double

  /// - Parameter missing: frames of which nothing is known.
  init(frameCount: Int, rate: Double, missing: Set<Int>, settings: JitterSettings = .init()) {
    parameterCost = settings.parameterCost
    let weights = (0..<frameCount).map { missing.contains($0) ? 0.0 : 1 }
    sampleCount = weights.reduce(0, +)
    let highest = 0.45 * rate
    let lowest = min(settings.lowestFrequency, highest)
    smoothers = (0..<Int(settings.steps)).map { step in
      let frequency = lowest * pow(highest / lowest, Double(step) / (settings.steps - 1))
      return WhittakerSmoother(
        weights: weights, strength: WhittakerSmoother.strength(halfGainAt: frequency, rate: rate))
    }
    freedoms = smoothers.map(\.degreesOfFreedom)
  }

  /// - Parameter channels: samples that share their strength.
  func smoothed(_ channels: [[Double]]) -> [[Double]] {
    var best = (score: Double.infinity, channels: channels)
    for (smoother, freedom) in zip(smoothers, freedoms) {
      let left = sampleCount - parameterCost * freedom
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
