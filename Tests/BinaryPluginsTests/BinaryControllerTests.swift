import Foundation
import Gaitkeeper
import Testing

/// The same as puppet.c, as a Swift type: the same sums in the same order.
private struct Puppet: Controller, Plugin {
  static let name = "controller.swift-puppet"
  static let summary = "Joints driven to the next frame, the root on springs"

  init(configuration: NoConfiguration, context: PluginContext) {}

  func act(on view: SimulationView, into action: inout Action) {
    let base = view.reference.base(of: view.referenceFrame + 1)
    for link in action.targets.indices {
      action.targets[link] = view.reference.jointRotations[base + link]
      action.targetVelocities[link] = view.reference.jointVelocities[base + link]
    }
    let (next, now) = (view.reference.links[base], view.links[0])
    let turn = next.orientation * now.orientation.inverse
    action.rootHelp = Wrench(
      force: (next.position - now.position) * 8000 + (next.linearVelocity - now.linearVelocity) * 400,
      torque: turn.vector * (turn.w < 0 ? -2 : 2) * 400 + (next.angularVelocity - now.angularVelocity) * 30)
  }
}

/// Controllers and terminations that come from a library.
@Suite struct BinaryControllerTests {
  static func simulator() throws -> MotionSimulator {
    let (humanoid, card) = try ResourceLocator(environment: ["GAITKEEPER_HOME": ExampleLibrary.package])
      .humanoid(named: "smpl")
    var registry = try PluginRegistry.standard(with: ExampleLibrary.puppet.get())
    registry.register(controller: Puppet.self)
    var simulator = MotionSimulator(humanoid: humanoid, humanoidRoles: card?.jointMap, registry: registry)
    let unlimited = ConfigurationValue.number(.infinity)
    simulator.scene.forces = [PluginChoice("residual", settings: ["forceCap": unlimited, "torqueCap": unlimited])]
    return simulator
  }

  static func walk() throws -> MotionClip {
    try MotionFormats.standard.read("\(ExampleLibrary.package)/humanoids/smpl/samples/walk.bvh")
  }

  @Test func aControllerInCMovesTheBodyToTheBitAsTheSameInSwift() throws {
    var simulator = try Self.simulator()
    let walk = try Self.walk()
    simulator.scene.controller = PluginChoice("controller.puppet")
    let inC = try simulator.simulate(walk)
    simulator.scene.controller = PluginChoice(Puppet.name)
    let inSwift = try simulator.simulate(walk)
    #expect(inC.report.failure == nil && inC.report.controller == "controller.puppet")
    #expect(inC.clip == inSwift.clip)
  }

  @Test func springsThatAreNotGrantedDoNotHoldTheBody() throws {
    var simulator = try Self.simulator()
    simulator.scene.controller = PluginChoice("puppet")
    simulator.scene.forces = []
    #expect(try simulator.simulate(Self.walk()).report.status == .failed)
  }

  @Test func aTerminationEndsTheRolloutWithItsOwnReason() throws {
    var simulator = try Self.simulator()
    simulator.scene.terminations = [PluginChoice("termination.low", settings: ["height": .number(0.5)])]
    #expect(try simulator.simulate(Self.walk()).report.failure == nil)
    simulator.scene.terminations = [PluginChoice("low", settings: ["height": .number(3)])]
    let failure = try #require(try simulator.simulate(Self.walk()).report.failure)
    #expect(failure.reason == "the root is lower than 3 m")
    #expect(failure.time > 0 && failure.time < 0.05, "after the first control step")
  }

  @Test(arguments: [
    ("action->targets[4*3]=NAN_VALUE", "the target of link 'left_ankle' is not a finite number"),
    ("action->targets[4*1]=1.1", "the target of link 'left_hip' is not a quaternion of length one"),
    ("action->target_velocities[0]=INFINITE_VALUE", "the target velocity of link 'pelvis' is not a finite number"),
    ("action->torques[3*2+1]=NAN_VALUE", "the torque of link 'left_knee' is not a finite number"),
    ("action->gains[23]=-1", "the gain of link 'right_hand' is -1.0, expected a finite number of 0 or more"),
    ("action->root_wrench[5]=NAN_VALUE", "the root's wrench is not a finite number"),
  ])
  func anActionThatNoBodyCanDoIsRefusedByName(change: String, problem: String) throws {
    let library = try ExampleLibrary.build(
      "probe.c", ["KIND=GAITKEEPER_CONTROLLER", "NAME=\"controller.probe\"", "ON_ACTION=\(change)"])
    var scene = Flight.scene(forces: [])
    scene.controller = PluginChoice("probe")
    let simulation = try Flight.simulation(scene, try .standard(with: library))
    let error = #expect(throws: SimulationError.self) { try simulation.advance() }
    #expect(error == .pluginFailed(plugin: "controller.probe", problem: "\(problem) at 0.0 s"))
  }
}
