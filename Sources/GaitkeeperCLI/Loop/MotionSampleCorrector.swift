import Gaitkeeper
import MotionDiffusion
import SelfConsumingLoop

/// The simulator's corrector as the loop's: a motion that the body performed takes the sample's place.
struct MotionSampleCorrector: SampleCorrector {
  let corrector: any MotionCorrecting
  let workers: Int

  func correct(_ samples: [CaptionedMotion], seed: UInt64) async throws -> [CorrectionOutcome<CaptionedMotion>] {
    var outcomes: [CorrectionOutcome<CaptionedMotion>] = []
    for await result in corrector.correct(motions: try samples.map { try $0.clip() }, workers: workers) {
      let sample = samples[outcomes.count]
      switch result {
      case .success(let correction):
        outcomes.append(
          try correction.performance(of: sample).map { .corrected($0) }
            ?? .failed(sample, reason: correction.report.failure?.reason ?? correction.status.rawValue))
      case .failure(let error): outcomes.append(.failed(sample, reason: "\(error)"))
      }
    }
    return outcomes
  }
}

extension Correction {
  /// What the body made of a sample; nil if it did not perform all of it within the cap on help.
  func performance(of sample: CaptionedMotion) throws -> CaptionedMotion? {
    status == .tracked && remedy != .restarted && !report.hasMoreHelp
      ? try CaptionedMotion(clip: clip, id: sample.id, captions: sample.captions) : nil
  }
}
