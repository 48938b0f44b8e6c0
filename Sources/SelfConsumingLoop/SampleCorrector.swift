/// What makes samples better, as the loop sees it.
public protocol SampleCorrector<Sample>: Sendable {
  associatedtype Sample: Sendable

  /// Corrects all samples of a generation: one result for each, in order.
  /// - Throws: only when nothing can be corrected at all; a sample that cannot be corrected is a result.
  func correct(_ samples: [Sample], seed: UInt64) async throws -> [CorrectionOutcome<Sample>]
}

/// What became of a sample.
public enum CorrectionOutcome<Sample: Sendable>: Sendable {
  case corrected(Sample)
  /// `sample` is what there is all the same, such as the part before a fall or the sample as it was drawn.
  case failed(Sample, reason: String)
}
