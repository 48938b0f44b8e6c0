/// Why a shared library cannot be used for plugins. Every description is one line that begins with the file.
public enum BinaryPluginError: Error, Hashable, Sendable, CustomStringConvertible {
  case notFound(file: String)
  /// The system's loader refuses it.
  case notALibrary(file: String, problem: String)
  case noEntry(file: String, symbol: String)
  /// It was made for another version of the interface.
  case otherVersion(file: String, found: UInt32, expected: UInt32)
  /// What it says about itself cannot be used; `plugin` is nil where it is about the whole library.
  case invalid(file: String, plugin: String?, problem: String)

  public var description: String {
    switch self {
    case .notFound(let file): "\(file): there is no such file"
    case .notALibrary(let file, let problem): "\(file): it cannot be loaded as a shared library: \(problem)"
    case .noEntry(let file, let symbol): "\(file): it is no plugin library: it has no function '\(symbol)'"
    case .otherVersion(let file, let found, let expected):
      "\(file): it was made for version \(found) of the plugin interface, this program has version \(expected)"
    case .invalid(let file, let plugin?, let problem): "\(file): plugin '\(plugin)': \(problem)"
    case .invalid(let file, nil, let problem): "\(file): \(problem)"
    }
  }
}
