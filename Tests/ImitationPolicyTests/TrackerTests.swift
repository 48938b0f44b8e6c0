import Correction
import Foundation
import Motion
import Simulation
import StandardPlugins
import Testing

@Suite struct TrackerTests {
  /// The first frame of the sample walk, held for two seconds.
  private func standing(raisedBy height: Double) throws -> MotionClip {
    let walk = try PolicyControllerTests.walk()
    let count = 60
    return try MotionClip(
      name: "standing", skeleton: walk.skeleton, rate: walk.rate,
      rootTranslations: Array(repeating: walk.rootTranslations[0] + Vector3(0, height, 0), count: count),
      rotations: (0..<count).flatMap { _ in walk.rotations[0..<walk.skeleton.count] })
  }

  private func simulation(_ clip: MotionClip, cap: Double) throws -> Simulation {
    var scene = SceneDescription()
    scene.controller = PluginChoice(TrackerController.name)
    scene.forces = [ResidualWrenchForce.choice(cap: cap)]
    let humanoid = try PolicyControllerTests.humanoid()
    return try Simulation(
      scene: scene, registry: .standard, humanoid: humanoid,
      reference: ReferenceMotion(clip: clip, humanoid: humanoid))
  }

  /// A reference that floats three centimetres high: no point of it is on the floor, but the body's feet are, and carry it.
  @Test func feetThatTouchTheFloorAgainstThePlanCarryTheBody() throws {
    let simulation = try simulation(standing(raisedBy: 0.03), cap: 0)
    let height = simulation.view.links[0].position.y
    for _ in 0..<45 { #expect(try simulation.advance() == nil) }
    #expect(simulation.view.links[0].position.y > height - 0.06)
    // What carries the body is not asked for as help.
    let weight = try PolicyControllerTests.humanoid().totalMass * 9.81
    #expect(simulation.view.action.rootWrench.force.length < 0.2 * weight)
  }
}
