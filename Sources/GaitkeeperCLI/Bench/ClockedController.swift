import Gaitkeeper

/// A controller that counts its own time, so that the rest of a step can be told apart from it.
struct ClockedController<Base: Controller & Plugin>: Controller, Plugin {
  static var name: String { Base.name }
  static var summary: String { Base.summary }

  private var base: Base
  /// Spent so far.
  private(set) var seconds = 0.0

  init(configuration: Base.Configuration, context: PluginContext) throws {
    base = try Base(configuration: configuration, context: context)
  }

  mutating func start(of view: SimulationView) throws -> [LinkState]? { try base.start(of: view) }

  mutating func act(on view: SimulationView, into action: inout Action) throws {
    let start = Clock.seconds
    try base.act(on: view, into: &action)
    seconds += Clock.seconds - start
  }

  mutating func refine(on view: SimulationView, into action: inout Action) throws {
    let start = Clock.seconds
    try base.refine(on: view, into: &action)
    seconds += Clock.seconds - start
  }

  func saveState() -> [Double] { base.saveState() }
  mutating func restoreState(_ state: [Double]) throws { try base.restoreState(state) }
}
