/// Why a loop cannot begin or go on.
public enum LoopError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A setting that is out of range.
  case setting(String, problem: String)
  /// An arm corrects, and there is no corrector.
  case noCorrector(arm: String)
  /// Every sample that was to be corrected failed.
  case nothingCorrected(arm: String, seed: UInt64, generation: Int, tried: Int, reason: String)
  /// A generator or a corrector gave another number of results than it was asked for.
  case count(String, got: Int, expected: Int)
  /// A folder holds a run of another configuration.
  case otherRun(folder: String, differences: [String])
  /// A folder holds a run, and nothing was said about going on from it.
  case runExists(folder: String)
  /// A file of a run that is not what it should be, or cannot be read or written.
  case file(String, problem: String)

  public var description: String {
    switch self {
    case .setting(let name, let problem): "\(name) \(problem)"
    case .noCorrector(let arm): "arm '\(arm)' has gamma over 0, and there is no corrector"
    case .nothingCorrected(let arm, let seed, let generation, let tried, let reason):
      "arm '\(arm)', seed \(seed), generation \(generation): none of the \(tried) samples that were to be corrected was "
        + "(the first: \(reason)); what was done before is kept"
    case .count(let who, let got, let expected): "the \(who) gave \(got) samples, expected \(expected)"
    case .otherRun(let folder, let differences):
      "\(folder): holds a run of another configuration: \(differences.joined(separator: "; "))"
    case .runExists(let folder): "\(folder): holds a run already; --resume goes on from it"
    case .file(let path, let problem): "\(path): \(problem)"
    }
  }
}
