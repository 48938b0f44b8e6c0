import ODESimulation
import Simulation
import Testing

#if MuJoCo
import MuJoCoSimulation
#endif

/// An engine as the tests name it.
struct EngineChoice: Sendable, CustomTestStringConvertible {
  let name: String
  let engine: any Engine
  /// Joints hold to rounding.
  var isExact = true
  /// Steps the bodies' own momentum: what no outer force changes stays to rounding. In generalized coordinates it stays up to the
  /// step's order.
  var keepsMomentum = true
  /// The largest share of its speed at which a joint comes back from its limit: none for a hard one.
  var limitRestitution = 0.0

  var testDescription: String { name }
}

/// Every engine, and every way of stepping an ODE world: each stepper, and each with its drives by another method.
enum Engines {
  static let ode: [EngineChoice] = ODEEngine.steppers.entries.flatMap { entry in
    let isExact = entry.name != "ode.quick"
    let plain = EngineChoice(
      name: entry.name, engine: ODEEngine(stepper: PluginChoice(entry.name)), isExact: isExact)
    guard entry.fields.contains(where: { $0.name == "drives" }) else { return [plain] }
    let torques = PluginChoice(entry.name, settings: ["drives": .text("torques")])
    return [
      plain, EngineChoice(name: "\(entry.name) by torques", engine: ODEEngine(stepper: torques), isExact: isExact),
    ]
  }

  #if MuJoCo
  static let all =
    ode + [EngineChoice(name: "mujoco", engine: MuJoCoEngine(), keepsMomentum: false, limitRestitution: 0.1)]
  /// The names of those that are not ODE.
  static let others = ["mujoco"]
  #else
  static let all = ode
  static let others: [String] = []
  #endif

  static let exact = all.filter(\.isExact)
  static let momentumKeeping = all.filter(\.keepsMomentum)
  static func named(_ name: String) -> EngineChoice? { all.first { $0.name == name } }
}

extension ODEEngine {
  init(stepper: PluginChoice) {
    var configuration = Configuration()
    configuration.stepper = stepper
    self.init(configuration: configuration)
  }
}
