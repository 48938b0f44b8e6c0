import Gaitkeeper
import Testing

@testable import GaitkeeperCLI

/// What watching and disturbing a running simulation rests on.
@Suite struct LiveSimulationTests {
  private func simulation(cap: Double, hand: Hand? = nil) throws -> Simulation {
    let (humanoid, walk) = try BenchTests.walk()
    var scene = SceneDescription()
    scene.recorders = [PluginChoice(ContactRecorder.name)]
    try scene.capHelp(force: cap, torque: cap)
    if hand != nil { scene.forces.append(PluginChoice(HandForce.name)) }
    let reference = try ReferenceMotion(clip: walk.atControlRate(scene.controlRate), humanoid: humanoid)
    let registry = hand.map { PluginRegistry.standard.with($0) } ?? .standard
    return try Simulation(scene: scene, registry: registry, humanoid: humanoid, reference: reference)
  }

  @Test func theCapOnHelpChangesWithoutAJump() throws {
    let helped = try simulation(cap: 100)
    for _ in 0..<10 { _ = try helped.advance() }
    #expect(helped.view.help.force.length > 0)
    let alone = try simulation(cap: 0)
    try alone.restore(helped.save())
    #expect(alone.view.links == helped.view.links)
    #expect(alone.view.helpCap == HelpCap())
    _ = try alone.advance()
    #expect(alone.view.controlStep == 11)
    #expect(alone.view.help == Wrench())
    #expect(alone.view.links != helped.view.links)
  }

  @Test func contactForcesActOnTheFloor() throws {
    let simulation = try simulation(cap: 100)
    // Far enough from the origin that a place in other units, or a mean without its weights, would be elsewhere.
    for _ in 0..<70 { _ = try simulation.advance() }
    let recording = try #require(simulation.recorders.first?.recording)
    let force = try #require(recording["force"])
    let centre = try #require(recording["centre"])
    let last = force.values.count / force.width - 1
    #expect(simulation.view.links[0].position.rejected(from: .unitY).length > 1)
    var seen = 0
    for (link, state) in simulation.view.links.enumerated() {
      guard force.vector(row: last, column: 3 * link).length > 1 else { continue }
      let place = centre.vector(row: last, column: 3 * link)
      // A foot may be under the floor by millimetres, not by centimetres, and is less than 30 cm long.
      #expect(abs(place.y) < 0.02)
      #expect((place - state.position).length < 0.3)
      seen += 1
    }
    #expect(seen > 0)
  }

  @Test func aHandPullsTowardsItselfWithinItsStrength() throws {
    let hand = Hand()
    let simulation = try simulation(cap: 100, hand: hand)
    let start = simulation.view.links[0].position
    hand.hold(.init(link: 0, point: .zero, target: start + Vector3(10, 0, 0)))
    var wrenches = Array(repeating: Wrench(), count: simulation.view.links.count)
    HandForce(hand: hand).apply(to: &wrenches, in: simulation.view)
    #expect(abs(wrenches[0].force.length - Hand.strongest) < 1e-9)
    #expect(wrenches.dropFirst().allSatisfy { $0 == Wrench() })
    let free = try self.simulation(cap: 100)
    for _ in 0..<6 {
      _ = try simulation.advance()
      _ = try free.advance()
    }
    // 600 N on 70 kg for 0.2 s: 17 cm if nothing held the body.
    let shift = simulation.view.links[0].position - free.view.links[0].position
    #expect(shift.x > 0.05 && shift.x < 0.25)
    // A link that does not exist is not pulled.
    hand.hold(.init(link: 999, point: .zero, target: .zero))
    _ = try simulation.advance()
  }
}
