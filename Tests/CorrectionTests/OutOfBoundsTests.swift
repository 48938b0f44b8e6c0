import Foundation
import Motion
import ODESimulation
import Simulation
import StandardPlugins
import Testing

@testable import Correction

/// A body that is driven out of all bounds ends as a failed rollout with its reason; the process and other worlds go on.
@Suite struct OutOfBoundsTests {
  enum Abuse: String, CaseIterable, Sendable {
    case absurdGains, infiniteGains, notANumberAsTarget, hugeTorque, hugePush, absurdPush, notANumberAsForce
  }

  /// Asks for what no controller should.
  struct AbusiveController: Controller, Plugin {
    static let name = "controller.abusive"
    static let summary = "Asks for what no controller should"

    struct Configuration: PluginConfiguration {
      var abuse = ""
      static var fields: [ConfigurationField] { [.init("abuse", "what to ask for")] }
    }

    let abuse: Abuse?

    init(configuration: Configuration, context: PluginContext) { abuse = Abuse(rawValue: configuration.abuse) }

    func act(on view: SimulationView, into action: inout Action) {
      guard view.controlStep >= 3 else { return }
      let last = action.targets.count - 1
      switch abuse {
      case .absurdGains:
        // Without a limit on torque: stiffness 1e203, so that squares overflow.
        for link in 1...last { action.gains[link] = 1e200 }
        action.targets[last] = Quaternion(angle: 3, axis: .unitX)
        action.torques[last] = Vector3(1e300, 0, 0)
      case .infiniteGains: action.gains[last] = .infinity
      case .notANumberAsTarget: action.targets[last].x = .nan
      case .hugeTorque: action.torques[last] = Vector3(1e12, 0, 0)
      default: break
      }
    }
  }

  /// Pushes a hand.
  struct AbusiveForce: ForceField, Plugin {
    static let name = "force.abusive"
    static let summary = "Pushes a hand too hard"

    struct Configuration: PluginConfiguration {
      var newtons = 0.0
      var isNotANumber = false
      static var fields: [ConfigurationField] {
        [.init("newtons", unit: "N", "size"), .init("isNotANumber", "whether it is no number")]
      }
    }

    let force: Double

    init(configuration: Configuration, context: PluginContext) {
      force = configuration.isNotANumber ? .nan : configuration.newtons
    }

    func apply(to wrenches: inout [Wrench], in view: SimulationView) {
      if view.controlStep >= 3 { wrenches[wrenches.count - 1].force += Vector3(force, 0, force / 2) }
    }
  }

  /// Each engine, ODE's with each stepper.
  static let engines = PluginRegistry.standard.engines.entries.flatMap { entry in
    entry.name == ODEEngine.name
      ? ODEEngine.steppers.entries.map { PluginChoice(entry.name, settings: ["stepper": .text($0.name)]) }
      : [PluginChoice(entry.name)]
  }

  static func simulation(_ abuse: Abuse?, engine: PluginChoice = PluginChoice(ODEEngine.name)) throws -> Simulation {
    var registry = PluginRegistry.standard
    registry.register(controller: AbusiveController.self)
    registry.register(force: AbusiveForce.self)
    var scene = SceneDescription()
    scene.engine = engine
    let (humanoid, reference) = try ConformanceTests.standing()
    switch abuse {
    case nil: break
    case .hugePush: scene.forces.append(PluginChoice(AbusiveForce.name, settings: ["newtons": .number(1e6)]))
    case .absurdPush: scene.forces.append(PluginChoice(AbusiveForce.name, settings: ["newtons": .number(1e300)]))
    case .notANumberAsForce:
      scene.forces.append(PluginChoice(AbusiveForce.name, settings: ["isNotANumber": .bool(true)]))
    case let abuse?:
      scene.controller = PluginChoice(AbusiveController.name, settings: ["abuse": .text(abuse.rawValue)])
      scene.actuator = PluginChoice("stable-pd", settings: ["torqueLimit": .number(1e30)])
    }
    return try Simulation(scene: scene, registry: registry, humanoid: humanoid, reference: reference)
  }

  @Test(arguments: engines, Abuse.allCases)
  func abuseIsAFailureWithItsReason(_ engine: PluginChoice, _ abuse: Abuse) throws {
    let simulation = try Self.simulation(abuse, engine: engine)
    let failure = try #require(try simulation.run())
    #expect(!failure.reason.isEmpty)
    #expect(failure.controlStep > 3)
    #expect(failure.time <= 0.5)
  }

  @Test func otherWorldsGoOnToTheBit() throws {
    let alone = try Self.simulation(nil)
    #expect(try alone.run() == nil)
    for threads in [1, 3] {
      let abuses = [nil] + Abuse.allCases.map(Optional.some) + [nil]
      let pool = SimulationPool(
        try abuses.map { try Self.simulation($0) }, threadCount: threads)
      var failures = [Simulation.Failure?](repeating: nil, count: abuses.count)
      for _ in 0..<15 {
        for (index, failure) in try pool.advance().enumerated() { failures[index] = failures[index] ?? failure }
      }
      for (abuse, failure) in zip(abuses, failures) { #expect((failure == nil) == (abuse == nil)) }
      for index in [0, abuses.count - 1] { #expect(pool.simulations[index].view.links == alone.view.links) }
    }
  }
}
