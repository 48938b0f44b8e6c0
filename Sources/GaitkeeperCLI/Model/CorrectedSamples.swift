import Foundation
import Gaitkeeper
import MotionDiffusion

/// A model's samples after the simulator has corrected them.
struct CorrectedSamples {
  /// What became of them.
  struct Summary: Codable, Sendable {
    var samples: Int
    /// How often the body fell: the sample stands as it was.
    var failed: Int
    var seconds: Double
    /// Means over the motions that the body performed, of the body's surface, before and after.
    var physErrMMBefore = 0.0
    var physErrMMAfter = 0.0

    var line: String {
      String(
        format:
          "Correction: %d of %d performed, in %.1f s; Phys-Err of the surface of these %.2f -> %.2f mm (%.1f %% lower)",
        samples - failed, samples, seconds, physErrMMBefore, physErrMMAfter,
        100 * (1 - physErrMMAfter / max(physErrMMBefore, 1e-9)))
    }
  }

  private(set) var motions: [CaptionedMotion] = []
  private(set) var summary: Summary

  init(_ samples: [CaptionedMotion], by corrector: any MotionCorrecting) async throws {
    let start = Date()
    summary = Summary(samples: samples.count, failed: 0, seconds: 0)
    var next = samples.makeIterator()
    for await result in corrector.correct(motions: try samples.map { try $0.clip() }) {
      guard let sample = next.next() else { break }
      let correction = try result.get()
      if let performed = try correction.performance(of: sample) {
        motions.append(performed)
        summary.physErrMMBefore += correction.report.plausibility.input.physErrMM
        summary.physErrMMAfter += correction.report.plausibility.output.physErrMM
      } else {
        motions.append(sample)
        summary.failed += 1
      }
    }
    let performed = Double(max(samples.count - summary.failed, 1))
    summary.physErrMMBefore /= performed
    summary.physErrMMAfter /= performed
    summary.seconds = Date().timeIntervalSince(start)
  }
}
