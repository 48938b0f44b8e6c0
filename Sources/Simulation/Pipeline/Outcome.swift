/// What came of a clip: one set of words for every report, table and language.
public enum Outcome: String, Codable, Sendable, CaseIterable {
  /// The body performed all of it, close to its reference.
  case tracked
  /// The body did not fall, but did something else: its mean joint error is over `strayLimitMM`.
  case strayed
  /// The body fell, or its simulation failed otherwise.
  case failed
  /// The clip could not be read or used.
  case unread
}

/// What was done about a clip beyond letting a body perform it once.
public enum Remedy: String, Codable, Sendable, CaseIterable {
  case nothing
  /// A search carried the body past where it fell.
  case recovered
  /// The body was put back on the reference where it fell.
  case restarted
  /// The clip is the input, unchanged.
  case keptInput = "kept-input"
  /// Nothing was written.
  case dropped
}
