import Foundation
import Gaitkeeper
import Testing

/// What plugins of a library see of the ground.
@Suite struct BinaryGroundTests {
  static let grounds = [
    PluginChoice("ground.plane", settings: ["height": .number(1.7), "slope": .number(10), "friction": .number(0.4)]),
    PluginChoice(
      "ground.stairs", settings: ["z": .number(-0.3), "base": .number(1), "run": .number(0.03), "count": .number(30)]),
    PluginChoice(NoGround.name),
  ]

  /// A floating body, a control step of one engine step, and what one more step shows.
  static func step(
    _ library: String, _ force: PluginChoice, over ground: PluginChoice
  ) throws -> (before: SimulationView, wrenches: [Wrench]) {
    var scene = Flight.scene(forces: [force])
    scene.ground = ground
    scene.substeps = 1
    let simulation = try Flight.simulation(scene, .standard(with: library))
    for _ in 0..<3 { _ = try simulation.advance() }
    let before = simulation.view
    _ = try simulation.advance()
    return (before, simulation.view.wrenches)
  }

  /// A force that writes what it is told shows whether it arrives.
  @Test(arguments: grounds) func aPluginSeesTheGroundUnderEveryLink(_ ground: PluginChoice) throws {
    let look = "gaitkeeper_ground g;view->ground_at(view->ground,view->links.positions+3*link,&g)"
    let rows = ["g.height", "g.normal[0]", "g.normal[1]", "g.normal[2]", "g.friction", "g.clearance"]
    // Infinities are no forces.
    let write = rows.enumerated().map { "wrench[\($0)]=1e-6*fmin(1e3,fmax(-1e3,\($1)))" }.joined(separator: ";")
    let library = try ExampleLibrary.build("probe.c", ["FIELD_DEFAULT=0", "ON_LINK=\(look);\(write)"])
    let (before, wrenches) = try Self.step(library, PluginChoice("force.probe"), over: ground)
    var heights = Set<Double>()
    for (link, wrench) in zip(before.links, wrenches) {
      let surface = before.ground.surface(at: link.position)
      let normal = surface?.normal ?? .unitY
      let expected = [
        max(surface?.height ?? -1000, -1000), normal.x, normal.y, normal.z, surface?.friction ?? 0,
        min(before.ground.clearance(of: link.position), 1000),
      ]
      let (force, torque) = (wrench.force, wrench.torque)
      #expect([force.x, force.y, force.z, torque.x, torque.y, torque.z] == expected.map { 1e-6 * $0 })
      heights.insert(expected[0])
    }
    #expect((heights.count > 1) == (ground.name != NoGround.name))
  }

  @Test func aCushionPushesAlongTheNormalOfASlope() throws {
    let library = try ExampleLibrary.build("cushion.c")
    let force = PluginChoice("force.cushion", settings: ["thickness": .number(0.3), "stiffness": .number(10)])
    let (before, wrenches) = try Self.step(library, force, over: Self.grounds[0])
    let normal = Vector3(0, cos(Double.pi / 18), -sin(Double.pi / 18))
    var count = 0
    for (link, wrench) in zip(before.links, wrenches) {
      let clearance = (link.position - Vector3(0, 1.7, 0)).dot(normal)
      let expected = clearance < 0.3 ? normal * (10 * (0.3 - clearance)) : .zero
      #expect((wrench.force - expected).length < 1e-12 && wrench.torque == .zero)
      if expected != .zero { count += 1 }
    }
    #expect((4...20).contains(count), "\(count) links")
  }
}
