import Correction
import Foundation
import Motion
import Simulation
import StandardPlugins
import Testing

/// What a body does that is shoved while it is to stand still, and has no help.
@Suite struct RecoveryStepTests {
  /// A shove of 0.2 s on the waist.
  struct Shove: ForceField, Plugin {
    static let name = "force.shove"
    static let summary = "Shoves the waist once"

    struct Configuration: PluginConfiguration {
      var x = 0.0
      var z = 0.0
      static var fields: [ConfigurationField] {
        [.init("x", unit: "N", "to the left"), .init("z", unit: "N", "forward")]
      }
    }

    private let force: Vector3
    private let waist: Int

    init(configuration: Configuration = .init(), context: PluginContext) {
      force = Vector3(configuration.x, 0, configuration.z)
      waist = context.humanoid.index(named: "spine1") ?? 0
    }

    func apply(to wrenches: inout [Wrench], in view: SimulationView) {
      if (0.5..<0.7).contains(view.time) { wrenches[waist].force += force }
    }
  }

  /// A body in its rest pose for four seconds.
  /// - Parameter error: of the capture point from which on it does steps of its own; metres.
  private static func shoved(_ force: Vector3, error: Double?) throws -> Simulation {
    var registry = PluginRegistry.standard
    registry.register(force: Shove.self)
    let humanoid = try PolicyControllerTests.humanoid()
    let clip = try MotionClip(
      name: "standing", skeleton: humanoid.skeleton, rate: 30,
      rootTranslations: Array(repeating: humanoid.links[0].offset, count: 120),
      rotations: Array(repeating: .identity, count: 120 * humanoid.links.count))
    var scene = SceneDescription()
    if let error { scene.controller[setting: "recovery.error"] = .number(error) }
    scene.forces = [PluginChoice(Shove.name, settings: ["x": .number(force.x), "z": .number(force.z)])]
    return try Simulation(
      scene: scene, registry: registry, humanoid: humanoid,
      reference: ReferenceMotion(clip: clip, humanoid: humanoid))
  }

  private static let directions = (0..<8).map { Double($0) * .pi / 4 }.map { Vector3(sin($0), 0, cos($0)) }

  /// A shove of 40 N s from any side turns over most bodies that leave their feet where they are, and fewer of those that put one where they
  /// fall to.
  @Test func aStepCatchesABodyThatIsShoved() throws {
    func standing(error: Double?) throws -> Int {
      try Self.directions.count { try Self.shoved($0 * 200, error: error).run() == nil }
    }
    let without = try standing(error: 2)
    let with = try standing(error: nil)
    #expect(without <= 2 && with >= without + 3, "\(without) without steps, \(with) with them")
  }

  /// While its feet hold it, it leaves them where they are.
  @Test func aSmallShoveIsStoodThrough() throws {
    let simulation = try Self.shoved(Vector3(0, 0, 40), error: nil)
    let feet = simulation.view.humanoid.legs.map(\.foot)
    let places = feet.map { simulation.view.links[$0].position }
    #expect(try simulation.run() == nil)
    for (foot, place) in zip(feet, places) { #expect((simulation.view.links[foot].position - place).length < 0.03) }
  }

  /// A step is part of what is saved: from the middle of it the body goes on to the bit.
  @Test func aStepGoesOnFromASnapshot() throws {
    let simulation = try Self.shoved(Vector3(0, 0, 200), error: nil)
    var isStepping = false
    while !isStepping, !simulation.isComplete {
      #expect(try simulation.advance() == nil)
      isStepping = simulation.controller.saveState().first != -1
    }
    #expect(isStepping)
    _ = try simulation.advance()
    let middle = simulation.save()
    for _ in 0..<10 { _ = try simulation.advance() }
    let end = simulation.view.links
    let other = try Self.shoved(Vector3(0, 0, 200), error: nil)
    try other.restore(middle)
    for _ in 0..<10 { _ = try other.advance() }
    #expect(other.view.links == end)
    // A state that is none is refused.
    var controller = simulation.controller
    #expect(throws: SimulationError.self) { try controller.restoreState([7, 0, 0, 0, 0, 0]) }
    #expect(throws: SimulationError.self) { try controller.restoreState([0]) }
  }
}
