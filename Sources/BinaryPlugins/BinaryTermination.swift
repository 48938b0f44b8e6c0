import Simulation

/// A termination from a shared library.
final class BinaryTermination: Termination {
  private let instance: PluginInstance

  init(_ instance: PluginInstance) { self.instance = instance }

  func failure(in view: SimulationView) throws -> String? {
    try instance.verdict(on: view) { $0.check?($1, $2, $3) }
  }

  func saveState() -> [Double] { instance.saveState() }
  func restoreState(_ state: [Double]) throws { try instance.restoreState(state) }
}
