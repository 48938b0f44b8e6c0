import Foundation
import Grounds
import Motion
import Simulation
import Testing

/// A body that holds its rest pose, put down on ground of every kind.
@Suite struct GroundHumanoidTests {
  static let humanoid = Result { try Bodies.humanoid("smpl") }

  /// Steps that cross the body's path: one in front of it, and one under its left side.
  static let steps = GroundChoice(name: "steps of 15 cm") { height, _ in
    var configuration = BoxesGround.Configuration()
    configuration.base = height
    configuration.boxes = [
      .init(centre: Vector3(0.55, height, 0), size: Vector3(1, 0.3, 1)),
      .init(centre: Vector3(0, height, 0.7), size: Vector3(4, 0.3, 1), turn: 10),
    ]
    return try BoxesGround(configuration)
  }
  static let hills = GroundChoice(name: "hills") { height, _ in
    try AllGrounds.field(height: height, cells: 40) { 0.06 * sin(4 * $0 + 1) * cos(3 * $1) }
  }

  /// Puts the body's nearest point on the ground and lets it stand or fall for a time.
  /// - Returns: the world, and the least clearance on the way.
  static func stand(
    _ choice: EngineChoice, on ground: any Ground, seconds: Double
  ) throws -> (world: any World, least: Double) {
    let humanoid = try Self.humanoid.get()
    let world = try choice.engine.makeWorld(humanoid: humanoid, settings: WorldSettings(ground: ground))
    var pose = humanoid.restPose
    for _ in 0..<3 {
      let clearance = humanoid.clearance(over: ground) { pose[$0] }
      for index in pose.indices { pose[index].position.y -= clearance }
    }
    try world.place(pose)
    var least = Double.infinity
    try world.drive(
      humanoid.drives(to: humanoid.links.map { _ in .identity }), seconds: seconds, step: 1.0 / 120
    ) {
      let links = world.links
      least = min(least, humanoid.clearance(over: ground) { links[$0] })
    }
    return (world, least)
  }

  static func check(_ choice: EngineChoice, on ground: any Ground, seconds: Double) throws {
    let (world, least) = try stand(choice, on: ground, seconds: seconds)
    #expect(world.links.allSatisfy { $0.isFinite })
    // What falls hits the ground at some metres per second, and ODE's tree takes a step of 8 ms to notice.
    #expect(least > -0.06, "\(least)")
    #expect(!world.contacts.isEmpty)
  }

  @Test(arguments: Engines.exact, AllGrounds.level + [steps, hills])
  func aBodyStandsOrFallsOnGroundOfAnyHeight(_ choice: EngineChoice, _ kind: GroundChoice) throws {
    try Self.check(choice, on: kind.make(0.5, 0), seconds: 0.25)
  }

  @Test(arguments: Engines.exact, AllGrounds.sloping)
  func aBodyStandsOrFallsOnSlopes(_ choice: EngineChoice, _ kind: GroundChoice) throws {
    try Self.check(choice, on: kind.make(0, 10 * .pi / 180), seconds: 0.25)
  }

  @Test(arguments: ["ode.tree"] + Engines.others, [AllGrounds.flat[1], steps, hills])
  func aBodyThatHasFallenLiesOnTheGround(_ engine: String, _ kind: GroundChoice) throws {
    let choice = try #require(Engines.named(engine))
    let ground = try kind.make(-0.5, 0)
    let (world, least) = try Self.stand(choice, on: ground, seconds: 4)
    #expect(least > -0.06, "\(least)")
    let links = world.links
    let clearance = world.humanoid.clearance(over: ground) { links[$0] }
    // Nothing of it is more than the surface layer deep, and no limb is caught inside of a step.
    #expect(clearance > -0.01, "\(clearance)")
    #expect(links.allSatisfy { $0.linearVelocity.length < 1 })
    let weight = world.humanoid.totalMass * 9.81
    var lift = 0.0
    let drives = world.humanoid.drives(to: links.map { _ in .identity })
    try world.drive(drives, seconds: 0.5, step: 1.0 / 120) { lift += world.contacts.reduce(0) { $0 + $1.force.y } / 60 }
    #expect(abs(lift - weight) < 0.1 * weight, "\(lift) N of \(weight) N")
  }
}
