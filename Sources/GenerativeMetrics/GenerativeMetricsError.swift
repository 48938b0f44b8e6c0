/// Why there are no figures.
public enum GenerativeMetricsError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Rows or captions that do not fit each other.
  case mismatch(String)
  /// Counted from 0.
  case nonFinite(row: Int, column: Int)
  /// Too few of `what` for `figure`.
  case tooFew(figure: String, what: String, count: Int, expected: Int)

  public var description: String {
    switch self {
    case .mismatch(let problem): problem
    case .nonFinite(let row, let column): "embedding \(row + 1): component \(column + 1) is not a finite number"
    case .tooFew(let figure, let what, let count, let expected):
      "\(figure): there are \(count) \(what), expected at least \(expected)"
    }
  }
}
