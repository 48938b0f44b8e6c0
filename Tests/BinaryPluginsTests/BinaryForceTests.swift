import Foundation
import Gaitkeeper
import Testing

/// Forces that come from a library act as physics says, and can be saved, restored and branched.
@Suite struct BinaryForceTests {
  @Test func theSameForceOnEveryLinkMovesTheCentreOfMassAsNewtonSays() throws {
    let registry = try PluginRegistry.standard(with: ExampleLibrary.build("probe.c"))
    let force = 7.0
    let simulation = try Flight.simulation(
      Flight.scene(forces: [PluginChoice("force.probe", settings: ["value": .number(force)])]), registry)
    let start = simulation.view.centreOfMassVelocity
    for _ in 0..<30 { #expect(try simulation.advance() == nil) }
    let humanoid = simulation.view.humanoid
    let expected = force * Double(humanoid.links.count) / humanoid.totalMass * simulation.view.time
    // The arms swing, and the stepper is of first order in their speed: a thousandth of the way.
    #expect((simulation.view.centreOfMassVelocity - start - Vector3(expected, 0, 0)).length < 1e-3 * expected)
  }

  @Test func windCarriesTheBodyAlongByItsClosedForm() throws {
    let registry = try PluginRegistry.standard(with: ExampleLibrary.wind.get())
    let (speed, drag) = (8.0, 0.7)
    let wind = PluginChoice(
      "wind", settings: ["speed": .number(speed), "drag": .number(drag), "direction": .number(.pi / 2)])
    let simulation = try Flight.simulation(Flight.scene(forces: [wind]), registry)
    let start = simulation.view.centreOfMassVelocity
    for _ in 0..<60 { #expect(try simulation.advance() == nil) }
    // v' = drag (wind - v), stepped explicitly as engine steps are.
    let steps = Double(60 * simulation.scene.substeps)
    let left = pow(1 - drag * simulation.view.substepDuration, steps)
    let wanted = Vector3(speed, 0, 0) * (1 - left) + start * left
    #expect((simulation.view.centreOfMassVelocity - wanted).length < 1e-3 * speed)
  }

  @Test func settingsThatASceneLeavesOutHaveTheirDefaults() throws {
    let registry = try PluginRegistry.standard(with: ExampleLibrary.wind.get())
    func end(_ settings: [String: ConfigurationValue]) throws -> [LinkState] {
      let simulation = try Flight.simulation(
        Flight.scene(forces: [PluginChoice("force.wind", settings: settings)]), registry)
      for _ in 0..<5 { _ = try simulation.advance() }
      return simulation.view.links
    }
    #expect(try end([:]) == end(["speed": .number(5), "drag": .number(0.1)]))
    #expect(try end([:]) != end(["speed": .number(6)]))
  }

  @Test func gustsAreTheSeedsAndARestoredOrBranchedSimulationGoesOnToTheBit() throws {
    let registry = try PluginRegistry.standard(with: ExampleLibrary.wind.get())
    let scene = Flight.scene(forces: [PluginChoice("force.wind", settings: ["gust": .number(4)])])
    let simulation = try Flight.simulation(scene, registry, seed: 3)
    for _ in 0..<7 { _ = try simulation.advance() }
    let middle = simulation.save()
    for _ in 0..<7 { _ = try simulation.advance() }
    let end = simulation.view.links
    try simulation.restore(middle)
    for _ in 0..<7 { _ = try simulation.advance() }
    #expect(simulation.view.links == end)
    // Another instance of another seed, for the state holds the generator.
    let branch = try Flight.simulation(scene, registry, seed: 4)
    for _ in 0..<3 { _ = try branch.advance() }
    try branch.restore(middle)
    for _ in 0..<7 { _ = try branch.advance() }
    #expect(branch.view.links == end)
    let other = try Flight.simulation(scene, registry, seed: 4)
    for _ in 0..<14 { _ = try other.advance() }
    #expect(other.view.links != end)
  }

  @Test func simulationsOnFourThreadsGiveTheSameBits() async throws {
    let registry = try PluginRegistry.standard(with: ExampleLibrary.wind.get())
    @Sendable func end() throws -> [LinkState] {
      let scene = Flight.scene(forces: [PluginChoice("force.wind", settings: ["gust": .number(4)])])
      let simulation = try Flight.simulation(scene, registry, seed: 9)
      for _ in 0..<15 { _ = try simulation.advance() }
      return simulation.view.links
    }
    let serial = try end()
    try await withThrowingTaskGroup(of: [LinkState].self) { group in
      for _ in 0..<4 { group.addTask { try end() } }
      for try await links in group { #expect(links == serial) }
    }
  }

  /// A force that writes what it is shown shows whether rows of numbers arrive as they were sent.
  @Test(arguments: [
    ("positions", 3), ("linear_velocities", 3), ("angular_velocities", 3), ("orientations", 4),
  ])
  func whatAForceSeesIsTheSimulation(field: String, width: Int) throws {
    func wrenches(_ source: String) throws -> (seen: [Wrench], before: SimulationView) {
      let row = (0..<3).map { "wrench[\($0)]=view->\(source).\(field)[\(width)*link+\($0)]" }.joined(separator: ",")
      let last = "wrench[3]=view->\(source).\(field)[\(width)*link+\(width - 1)]"
      let library = try ExampleLibrary.build("probe.c", ["ON_LINK=\(row),\(last)"])
      var scene = Flight.scene(forces: [PluginChoice("force.probe")])
      scene.substeps = 1
      let simulation = try Flight.simulation(scene, try .standard(with: library))
      _ = try simulation.advance()
      let before = simulation.view
      _ = try simulation.advance()
      return (simulation.view.wrenches, before)
    }
    func numbers(_ state: LinkState) -> [Double] {
      func list(_ v: Vector3) -> [Double] { [v.x, v.y, v.z] }
      return switch field {
      case "positions": list(state.position)
      case "linear_velocities": list(state.linearVelocity)
      case "angular_velocities": list(state.angularVelocity)
      default: [state.orientation.w, state.orientation.x, state.orientation.y, state.orientation.z]
      }
    }
    for source in ["links", "reference", "next_reference"] {
      let (seen, before) = try wrenches(source)
      let states =
        switch source {
        case "links": before.links
        case "reference": Array(before.reference.frame(before.referenceFrame))
        default: Array(before.reference.frame(before.referenceFrame + 1))
        }
      for (wrench, state) in zip(seen, states) {
        let expected = numbers(state)
        #expect([wrench.force.x, wrench.force.y, wrench.force.z] == Array(expected[..<3]))
        #expect(wrench.torque.x == expected[width - 1])
      }
    }
  }

  @Test func aForceSeesTheContactsOfAStandingBody() throws {
    // On each link the contacts' vertical force, so that the sum is the floor's on the body.
    let sum = """
      for(size_t k=0;k<view->contact_count;k++)if(view->contacts[k].link==(int32_t)link)\
      wrench[4]+=1e-6*view->contacts[k].force[1]
      """
    let library = try ExampleLibrary.build("probe.c", ["FIELD_DEFAULT=0", "ON_LINK=\(sum)"])
    var scene = SceneDescription()
    scene.forces = [PluginChoice("force.probe"), PluginChoice("force.residual")]
    let humanoid = try Flight.humanoid()
    let clip = try MotionClip(
      name: "standing", skeleton: humanoid.skeleton, rate: 30,
      rootTranslations: Array(repeating: humanoid.links[0].offset, count: 31),
      rotations: Array(repeating: .identity, count: 31 * humanoid.links.count))
    scene.substeps = 1
    scene.controlRate = 120
    let simulation = try Simulation(
      scene: scene, registry: .standard(with: library), humanoid: humanoid,
      reference: ReferenceMotion(clip: clip, humanoid: humanoid))
    for _ in 0..<20 { _ = try simulation.advance() }
    let floor = simulation.view.contacts.reduce(0) { $0 + $1.force.y }
    _ = try simulation.advance()
    let seen = simulation.view.wrenches.dropFirst().reduce(0) { $0 + $1.torque.y } * 1e6
    #expect(floor > 0.5 * humanoid.totalMass * 9.81)
    #expect(abs(seen - floor) < 1e-6 * floor)
  }
}
