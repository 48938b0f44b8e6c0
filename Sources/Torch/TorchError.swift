/// What went wrong with libtorch, and where.
public enum TorchError: Error, Hashable, Sendable, CustomStringConvertible {
  /// libctorch.so is nowhere.
  case missing(searched: [String])
  /// libctorch.so is there, but cannot be used.
  case unusable(file: String, problem: String)
  /// An operation on tensors; `message` is the first line of what libtorch says.
  case operation(String, message: String)
  /// A parameter that a file, a saved state or an optimiser does not have, or has in another shape.
  case parameter(String, problem: String)
  /// A quantity that must be finite and is not.
  case nonFinite(String)

  public var description: String {
    switch self {
    case .missing(let searched):
      "libtorch is not set up (it is needed for training only): run Scripts/setup-learning, or set "
        + "\(TorchLibrary.fileVariable) to the file libctorch.so. Searched: \(searched.joined(separator: ", "))"
    case .unusable(let file, let problem):
      "\(file): cannot be used: \(problem) (Scripts/setup-learning builds it anew)"
    case .operation(let name, let message): "\(name): \(message)"
    case .parameter(let name, let problem): "parameter '\(name)': \(problem)"
    case .nonFinite(let quantity): "\(quantity) is not a finite number"
    }
  }
}
