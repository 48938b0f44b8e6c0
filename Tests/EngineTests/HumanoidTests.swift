import Motion
import Simulation
import Testing

/// The package's humanoids in every engine with exact joints.
@Suite struct HumanoidTests {
  @Test(arguments: Engines.exact, Bodies.names)
  func aPlacedBodyIsReadBackAsItWas(_ choice: EngineChoice, _ name: String) throws {
    let humanoid = try Bodies.humanoid(name)
    let world = try choice.engine.makeWorld(humanoid: humanoid, settings: WorldSettings(ground: NoGround()))
    let pose = humanoid.pose(humanoid.rotations(upTo: 1), position: Vector3(1, 2, 3), speed: 3)
    try world.place(pose)
    for (read, placed) in zip(world.links, pose) {
      // Rounding of chains of up to ten links.
      #expect((read.position - placed.position).length < 1e-12)
      #expect(abs(abs(read.orientation.dot(placed.orientation)) - 1) < 1e-12)
      #expect((read.linearVelocity - placed.linearVelocity).length < 1e-12)
      #expect((read.angularVelocity - placed.angularVelocity).length < 1e-12)
    }
    #expect(world.jointGap < 1e-12 && world.time == 0 && world.contacts.isEmpty)
  }

  @Test(arguments: Engines.exact, Bodies.names)
  func aLimpBodyFallsAsOnePiece(_ choice: EngineChoice, _ name: String) throws {
    let humanoid = try Bodies.humanoid(name)
    let world = try choice.engine.makeWorld(humanoid: humanoid, settings: WorldSettings(ground: NoGround()))
    let pose = humanoid.pose(humanoid.rotations(upTo: 0.5), position: Vector3(0, 10, 0))
    try world.place(pose)
    let (step, count) = (1.0 / 120, 60)
    try world.coast(seconds: Double(count) * step, step: step)
    // Semi-implicit Euler in closed form: g h^2 (1 + 2 + ... + n), to rounding and ODE's softness of joints.
    let fall = 9.81 * step * step * Double(count * (count + 1)) / 2
    for (link, start) in zip(world.links, pose) {
      #expect((link.position - start.position + Vector3(0, fall, 0)).length < 1e-6)
    }
  }

  @Test(arguments: ["ode.dense"] + Engines.others, Bodies.names)
  func allEnginesMoveALimpBodyAlike(_ engine: String, _ name: String) throws {
    let humanoid = try Bodies.humanoid(name)
    let differences = try [8e-4, 4e-4].map { step in
      try Self.difference(#require(Engines.named(engine)), humanoid) { try $0.coast(seconds: 0.1, step: step) }
    }
    // Integrators of first order: half the step, half the difference.
    #expect(differences[0] < 1e-3)
    #expect(differences[1] < 0.6 * differences[0])
    #expect(differences[1] > 1e-9, "they are two integrators")
  }

  @Test(arguments: ["ode.dense"] + Engines.others, Bodies.names)
  func allEnginesDriveABodyAlike(_ engine: String, _ name: String) throws {
    let humanoid = try Bodies.humanoid(name)
    var drives = humanoid.drives(to: humanoid.rotations(upTo: 0.3).map(\.inverse))
    for index in drives.indices {
      if case .hinge(let axis, _) = humanoid.links[index].joint.kind {
        drives[index].target = Quaternion(angle: 0.3, axis: axis)
      }
      drives[index].targetVelocity = Bodies.vector(index + 300)
      drives[index].torque = Bodies.vector(index + 400)
      // Out of reach: about which axes limits hold is the engine's choice.
      drives[index].torqueLimit = 1e6
    }
    let differences = try [8e-4, 4e-4].map { step in
      try Self.difference(#require(Engines.named(engine)), humanoid) { try $0.drive(drives, seconds: 0.1, step: step) }
    }
    #expect(differences[0] < 1e-3)
    #expect(differences[1] < 0.6 * differences[0])
    #expect(differences[1] > 1e-9, "they are two integrators")
  }

  /// How far the links of a body in the air are apart, after `run`, between an engine and ODE's tree stepper, in metres.
  static func difference(
    _ choice: EngineChoice, _ humanoid: Humanoid, after run: (any World) throws -> Void
  ) throws -> Double {
    let worlds = try [choice, #require(Engines.named("ode.tree"))].map {
      try $0.engine.makeWorld(humanoid: humanoid, settings: WorldSettings(ground: NoGround()))
    }
    for world in worlds {
      try world.place(humanoid.pose(humanoid.rotations(upTo: 0.3), position: .zero, speed: 2))
      try run(world)
    }
    return zip(worlds[0].links, worlds[1].links).map { ($0.position - $1.position).length }.max() ?? .infinity
  }

  @Test(arguments: ["ode.tree"] + Engines.others, [1.0 / 120, 1.0 / 450])
  func theFloorCarriesALyingBody(_ engine: String, step: Double) throws {
    let choice = try #require(Engines.named(engine))
    let humanoid = try Bodies.humanoid("smpl")
    let world = try choice.engine.makeWorld(humanoid: humanoid, settings: WorldSettings())
    let rest = humanoid.links.map { _ in Quaternion.identity }
    let drives = humanoid.drives(to: rest)
    // On its back, a hand's breadth over the floor.
    var lying = rest
    lying[0] = Quaternion(angle: -.pi / 2, axis: .unitX)
    try world.place(humanoid.pose(lying, position: Vector3(0, 0.25, 0)))
    try world.drive(drives, seconds: 1.5, step: step)
    var lift = Vector3.zero
    var depth = 0.0
    var count = 0.0
    try world.drive(drives, seconds: 0.2, step: step) {
      lift += world.contacts.reduce(Vector3.zero) { $0 + $1.force }
      depth = max(depth, world.contacts.map(\.depth).max() ?? 0)
      count += 1
      #expect(world.contacts.allSatisfy { $0.otherLink == nil && ($0.normal - .unitY).length < 1e-9 })
    }
    let weight = humanoid.totalMass * 9.81
    #expect((lift / count - Vector3(0, weight, 0)).length < 1e-3 * weight)
    // ODE keeps a surface layer of a millimetre.
    #expect(depth < 0.0015)
    #expect(world.links.allSatisfy { $0.linearVelocity.length < 0.005 })
  }
}
