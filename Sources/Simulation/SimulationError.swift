/// What went wrong in setting up or running a simulation, and where.
public enum SimulationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// `what` became or was given as not finite at `time` seconds.
  case nonFinite(what: String, link: String, time: Double)
  /// `what` was given or became larger than any body's at `time` seconds.
  case outOfBounds(what: String, link: String, time: Double)
  case snapshotMismatch(expected: String, found: String)
  case unsupported(engine: String, link: String, problem: String)
  case unknownPlugin(point: String, name: String, known: [String])
  case invalidConfiguration(plugin: String, problem: String)
  case invalidScene(file: String, problem: String)
  case engine(String)
  /// A plugin that cannot go on, or gives what the simulation cannot use.
  case pluginFailed(plugin: String, problem: String)

  public var description: String {
    switch self {
    case .nonFinite(let what, let link, let time):
      "\(what) of link '\(link)' is not a finite number at \(time) s"
    case .outOfBounds(let what, let link, let time): "\(what) of link '\(link)' is out of all bounds at \(time) s"
    case .snapshotMismatch(let expected, let found):
      "the snapshot is of \(found), expected \(expected)"
    case .unsupported(let engine, let link, let problem): "\(engine), link '\(link)': \(problem)"
    case .unknownPlugin(let point, let name, let known):
      "no \(point) is named '\(name)'; known: \(known.sorted().joined(separator: ", "))"
    case .invalidConfiguration(let plugin, let problem): "\(plugin): \(problem)"
    case .invalidScene(let file, let problem): "\(file): \(problem)"
    case .engine(let problem): problem
    case .pluginFailed(let plugin, let problem): "\(plugin): \(problem)"
    }
  }
}
