import Simulation

/// A force from a shared library.
final class BinaryForce: ForceField {
  private let instance: PluginInstance
  private let output: HostBuffer<Double>

  init(_ instance: PluginInstance) {
    self.instance = instance
    output = HostBuffer(repeating: 0, count: 6 * instance.linkNames.count)
  }

  func apply(to wrenches: inout [Wrench], in view: SimulationView) throws {
    output.fill(with: 0)
    try instance.call(on: view) { $0.apply?($1, $2, output.start, $3) }
    for link in wrenches.indices {
      let wrench = output.start[wrench: link]
      guard wrench.isFinite else {
        throw instance.plugin.failed(
          "the force on link '\(instance.linkNames[link])' is not a finite number at \(view.time) s")
      }
      wrenches[link] += wrench
    }
  }

  func saveState() -> [Double] { instance.saveState() }
  func restoreState(_ state: [Double]) throws { try instance.restoreState(state) }
}
