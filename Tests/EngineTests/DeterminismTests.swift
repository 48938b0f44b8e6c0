import Motion
import ODESimulation
import Simulation
import Testing

@Suite struct DeterminismTests {
  /// A chain of boxes that is thrown at the floor: contacts, ball and hinge joints, drives.
  static func chain() throws -> Humanoid {
    let inertia = SymmetricMatrix3(xx: 0.01, yy: 0.005, zz: 0.01)
    let shape = Shape(geometry: .box(halfExtents: Vector3(0.05, 0.1, 0.05)))
    func link(_ index: Int, _ kind: JointModel.Kind) -> Humanoid.Link {
      .init(
        name: "link\(index)", parent: index == 0 ? nil : index - 1, offset: Vector3(0, index == 0 ? 0 : 0.25, 0),
        joint: JointModel(kind: kind, stiffness: 50, damping: 2, torqueLimit: 20), shapes: [shape], mass: 1,
        centreOfMass: Vector3(0, 0.1, 0), inertia: inertia)
    }
    return try Humanoid(
      name: "chain",
      links: [
        link(0, .free), link(1, .ball(maximumAngle: 1)), link(2, .hinge(axis: .unitX, range: -1...1)),
        link(3, .ball(maximumAngle: nil)),
      ])
  }

  static func start(_ humanoid: Humanoid, seed: Int) -> [LinkState] {
    let turn = Quaternion(rotationVector: Vector3(0.1 * Double(seed), 0.3, -0.2))
    return (0..<humanoid.links.count).map { index in
      LinkState(
        position: turn.rotate(Vector3(0, 0.25 * Double(index), 0)) + Vector3(0, 0.4, 0), orientation: turn,
        linearVelocity: Vector3(1, -1, 0))
    }
  }

  static func drives(_ humanoid: Humanoid) -> [JointDrive] {
    humanoid.links.map {
      JointDrive(
        target: Quaternion(rotationVector: Vector3(0.3, 0, 0.1)), stiffness: $0.joint.stiffness,
        damping: $0.joint.damping, torqueLimit: $0.joint.torqueLimit)
    }
  }

  static func run(_ world: any World, steps: Int, duration: Double = 1.0 / 120) throws {
    let wrenches = Array(repeating: Wrench(), count: world.humanoid.links.count)
    for _ in 0..<steps { try world.step(duration: duration, drives: drives(world.humanoid), wrenches: wrenches) }
  }

  static func rollout(_ choice: EngineChoice, seed: Int) throws -> WorldSnapshot {
    let humanoid = try chain()
    let world = try choice.engine.makeWorld(humanoid: humanoid, settings: WorldSettings())
    try world.place(start(humanoid, seed: seed))
    try run(world, steps: 200)
    return world.save()
  }

  @Test(arguments: Engines.all)
  func worldsOnManyThreadsAreBitIdenticalToSerialOnes(_ choice: EngineChoice) async throws {
    let serial = try (0..<16).map { try Self.rollout(choice, seed: $0) }
    #expect(Set(serial).count == 16, "the seeds make a difference")
    let parallel = try await withThrowingTaskGroup(of: (Int, WorldSnapshot).self) { group in
      for seed in (0..<16).reversed() { group.addTask { (seed, try Self.rollout(choice, seed: seed)) } }
      return try await group.reduce(into: [Int: WorldSnapshot]()) { $0[$1.0] = $1.1 }
    }
    for seed in 0..<16 { #expect(parallel[seed] == serial[seed]) }
  }

  @Test(arguments: Engines.all) func savedWorldGoesOnToTheBit(_ choice: EngineChoice) throws {
    let humanoid = try Self.chain()
    let world = try choice.engine.makeWorld(humanoid: humanoid, settings: WorldSettings())
    try world.place(Self.start(humanoid, seed: 3))
    try Self.run(world, steps: 120)
    let middle = world.save()
    #expect(!middle.contacts.isEmpty)
    try Self.run(world, steps: 60)
    let end = world.save()
    // Back in the same world, and in another one.
    try world.restore(middle)
    #expect(world.save() == middle)
    try Self.run(world, steps: 60)
    #expect(world.save() == end)
    let branch = try choice.engine.makeWorld(humanoid: humanoid, settings: WorldSettings())
    try branch.restore(middle)
    try Self.run(branch, steps: 60)
    #expect(branch.save() == end)
  }

  @Test(arguments: Engines.all) func snapshotOfAnotherBodyOrEngineIsRefused(_ choice: EngineChoice) throws {
    let world = try choice.engine.makeWorld(humanoid: Self.chain(), settings: WorldSettings())
    let other = try choice.engine.makeWorld(humanoid: TestBodies.box(), settings: WorldSettings())
    #expect(throws: SimulationError.self) { try world.restore(other.save()) }
    var foreign = world.save()
    foreign.layout = "engine.other"
    #expect(throws: SimulationError.self) { try world.restore(foreign) }
  }
}
