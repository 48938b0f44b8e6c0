/// What is wrong with a search or its input, in one line that says what was expected.
public enum TuningError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A pattern that names no setting that could be searched.
  case settings(pattern: String, problem: String)
  /// A term of the objective, or a limit.
  case objective(text: String, problem: String)
  case data(path: String, problem: String)
  case option(name: String, problem: String)
  /// Files of an earlier search, or none where some are expected.
  case folder(path: String, problem: String)

  public var description: String {
    switch self {
    case .settings(let pattern, let problem): "settings '\(pattern)': \(problem)"
    case .objective(let text, let problem): "'\(text)': \(problem)"
    case .data(let path, let problem): "\(path): \(problem)"
    case .option(let name, let problem): "\(name) \(problem)"
    case .folder(let path, let problem): "\(path): \(problem)"
    }
  }
}
