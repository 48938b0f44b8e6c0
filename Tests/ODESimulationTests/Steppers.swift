import ODESimulation
import Simulation

/// Every way of stepping an ODE world: each stepper, and each with its drives by another method.
enum Steppers {
  static let all: [PluginChoice] = ODEEngine.steppers.entries.flatMap { entry in
    let plain = PluginChoice(entry.name)
    guard entry.fields.contains(where: { $0.name == "drives" }) else { return [plain] }
    return [plain, PluginChoice(entry.name, settings: ["drives": .text("torques")])]
  }

  /// Those whose joints hold to rounding.
  static let exact = all.filter { $0.name != "ode.quick" }
}

extension ODEEngine {
  init(stepper: PluginChoice) {
    var configuration = Configuration()
    configuration.stepper = stepper
    self.init(configuration: configuration)
  }
}
