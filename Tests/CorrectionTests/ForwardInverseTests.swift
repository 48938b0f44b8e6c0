import Motion
import ODESimulation
import Simulation
import Testing

@testable import StandardPlugins

/// Forward dynamics of a stepper against inverse dynamics by another algorithm (recursive Newton-Euler).
@Suite struct ForwardInverseTests {
  @Test func torquesComeBackFromTheMotionThatTheyMake() throws {
    let humanoid = try ConformanceTests.humanoid()
    let world = try ODEEngine().makeWorld(humanoid: humanoid, settings: WorldSettings(ground: NoGround()))
    var random = SplitMix64(seed: 7)
    func vector(_ size: Double) -> Vector3 {
      Vector3(random.nextUnit() - 0.5, random.nextUnit() - 0.5, random.nextUnit() - 0.5) * (2 * size)
    }
    // A pose within the joint limits, with joints turning.
    var links: [LinkState] = []
    for link in humanoid.links {
      guard let parent = link.parent.map({ links[$0] }) else {
        links.append(
          LinkState(
            position: Vector3(0, 1, 0), orientation: Quaternion(rotationVector: vector(1)), linearVelocity: vector(1),
            angularVelocity: vector(2)))
        continue
      }
      let arm = parent.orientation.rotate(link.offset)
      links.append(
        LinkState(
          position: parent.position + arm, orientation: parent.orientation * Quaternion(rotationVector: vector(0.3)),
          linearVelocity: parent.linearVelocity + parent.angularVelocity.cross(arm),
          angularVelocity: parent.angularVelocity + vector(2)))
    }
    try world.place(links)
    let torques = humanoid.links.map { _ in vector(30) }
    let drives = zip(torques, humanoid.links).map { torque, link in
      JointDrive(
        torque: link.parent.map { links[$0].orientation.inverse.rotate(torque) } ?? .zero, torqueLimit: 1000)
    }
    let step = 1e-7
    try world.step(duration: step, drives: drives, wrenches: links.map { _ in Wrench() })
    let accelerations = zip(world.links, links).map { after, before in
      InverseDynamics.Acceleration(
        linear: (after.linearVelocity - before.linearVelocity) / step,
        angular: (after.angularVelocity - before.angularVelocity) / step)
    }
    let solution = InverseDynamics(humanoid: humanoid).solve(
      links: links, accelerations: accelerations, supports: [],
      gravity: Vector3(0, -9.81, 0))
    // Accelerations of some 1e4 rad/s^2 change in the step by some 1e-5 of themselves.
    for index in humanoid.links.indices.dropFirst() {
      #expect((solution.torques[index] - torques[index]).length < 0.01)
    }
    #expect(solution.help.force.length < 0.01)
    #expect(solution.help.torque.length < 0.01)
  }
}
