import Foundation
import Motion
import ODESimulation
import Simulation
import Testing

/// Chains of links: what holds of them whatever the engine, and what only exact joints can give.
@Suite struct ChainTests {
  struct Moment {
    var momentum = Vector3.zero
    /// About the origin.
    var angularMomentum = Vector3.zero
    var kineticEnergy = 0.0
    var potentialEnergy = 0.0
  }

  static func moment(of world: any World) -> Moment {
    var moment = Moment()
    for (link, state) in zip(world.humanoid.links, world.links) {
      let arm = state.orientation.rotate(link.centreOfMass)
      let velocity = state.linearVelocity + state.angularVelocity.cross(arm)
      let spin = link.inertia.rotated(by: state.orientation) * state.angularVelocity
      moment.momentum += velocity * link.mass
      moment.angularMomentum += (state.position + arm).cross(velocity) * link.mass + spin
      moment.kineticEnergy += (velocity.squaredLength * link.mass + spin.dot(state.angularVelocity)) / 2
      moment.potentialEnergy += 9.81 * link.mass * (state.position + arm).y
    }
    return moment
  }

  /// The chain of the determinism tests, spinning, bent by nothing yet.
  static func spinning(_ choice: EngineChoice, _ settings: WorldSettings) throws -> any World {
    let humanoid = try DeterminismTests.chain()
    let world = try choice.engine.makeWorld(humanoid: humanoid, settings: settings)
    let spin = Vector3(2, 5, 3)
    var start = DeterminismTests.start(humanoid, seed: 1)
    for index in start.indices {
      start[index].angularVelocity = spin
      start[index].linearVelocity = spin.cross(start[index].position - start[0].position)
    }
    try world.place(start)
    return world
  }

  static let weightless = WorldSettings(gravity: .zero, ground: NoGround())

  @Test(arguments: Engines.momentumKeeping) func drivesInsideABodyGiveItNoMomentum(_ choice: EngineChoice) throws {
    let world = try Self.spinning(choice, Self.weightless)
    let before = Self.moment(of: world)
    try DeterminismTests.run(world, steps: 120)
    let after = Self.moment(of: world)
    // Rounding: 120 steps of numbers of order ten.
    #expect((after.momentum - before.momentum).length < 1e-12 * before.momentum.length)
    #expect(abs(after.kineticEnergy - before.kineticEnergy) > 0.01, "the drives do work, so the test is not vacuous")
  }

  @Test(arguments: Engines.all) func drivesInsideABodyMoveItsMomentumNoFasterThanTheStep(_ choice: EngineChoice) throws
  {
    // First order in the step: a quarter of the step, a quarter of the drift. Rounding alone is no drift.
    let drifts = try [1.0 / 120, 1.0 / 480].map { step in
      let world = try Self.spinning(choice, Self.weightless)
      let before = Self.moment(of: world)
      try DeterminismTests.run(world, steps: Int((0.5 / step).rounded()), duration: step)
      return (Self.moment(of: world).momentum - before.momentum).length / before.momentum.length
    }
    #expect(drifts[0] < 0.05)
    #expect(drifts[1] < max(0.3 * drifts[0], 1e-12))
  }

  @Test func treeKeepsItsAngularMomentumToRounding() throws {
    let world = try Self.spinning(#require(Engines.named("ode.tree")), Self.weightless)
    let before = Self.moment(of: world)
    let start = world.links
    try DeterminismTests.run(world, steps: 120)
    let after = Self.moment(of: world)
    #expect((after.angularMomentum - before.angularMomentum).length < 1e-12 * before.angularMomentum.length)
    #expect((world.links[3].angularVelocity - start[3].angularVelocity).length > 0.1, "it tumbles")
  }

  @Test(arguments: Engines.exact) func passiveChainKeepsItsEnergy(_ choice: EngineChoice) throws {
    // First order in the step: half the step, half the error.
    let errors = try [4e-4, 2e-4].map { step in
      let world = try Self.spinning(choice, WorldSettings(ground: NoGround()))
      let before = Self.moment(of: world)
      try world.coast(seconds: 0.4, step: step)
      let after = Self.moment(of: world)
      #expect(after.potentialEnergy < before.potentialEnergy - 5, "it falls")
      return
        (after.kineticEnergy + after.potentialEnergy - before.kineticEnergy - before.potentialEnergy)
        / (after.kineticEnergy - before.kineticEnergy)
    }
    #expect(abs(errors[0]) < 0.01)
    #expect(abs(errors[1]) < 0.6 * abs(errors[0]))
  }

  @Test(arguments: Engines.exact.filter { $0.name != "ode.tree" }) func allSwingAsTheTree(_ choice: EngineChoice) throws
  {
    // Two integrators of first order differ by as much as their step.
    let differences = try [4e-4, 2e-4].map { step in
      let worlds = try [choice, #require(Engines.named("ode.tree"))].map {
        try Self.spinning($0, WorldSettings(ground: NoGround()))
      }
      for world in worlds { try world.coast(seconds: 0.4, step: step) }
      return zip(worlds[0].links, worlds[1].links).map { ($0.position - $1.position).length }.max() ?? .infinity
    }
    #expect(differences[0] < 2e-3)
    #expect(differences[1] < 0.6 * differences[0])
    #expect(differences[1] > 1e-9, "they are two integrators")
  }

  @Test(arguments: Engines.exact) func jointsHoldUnderLoad(_ choice: EngineChoice) throws {
    let humanoid = try DeterminismTests.chain()
    let world = try choice.engine.makeWorld(humanoid: humanoid, settings: WorldSettings())
    try world.place(DeterminismTests.start(humanoid, seed: 2))
    var wrenches = Array(repeating: Wrench(), count: humanoid.links.count)
    // Pulled apart at its ends by 12 times its weight.
    wrenches[0].force = Vector3(-500, 0, 0)
    wrenches[3].force = Vector3(500, 0, 0)
    for _ in 0..<120 {
      try world.step(duration: 1.0 / 120, drives: DeterminismTests.drives(humanoid), wrenches: wrenches)
      #expect(world.jointGap < 1e-9)
    }
  }

  @Test(arguments: Engines.exact) func drivesAtTheirLimitsBalanceTheTorqueThatBendsThem(_ choice: EngineChoice) throws {
    // Two links weightless in space, their joint bent by opposite torques just under the drive's limit, then just over it.
    let limit = 5.0
    let inertia = SymmetricMatrix3(xx: 0.1, yy: 0.1, zz: 0.1)
    let links = (0..<2).map { index in
      Humanoid.Link(
        name: "link\(index)", parent: index == 0 ? nil : 0, offset: .zero,
        joint: JointModel(kind: index == 0 ? .free : .ball(maximumAngle: nil)), shapes: [], mass: 1,
        centreOfMass: .zero, inertia: inertia)
    }
    let humanoid = try Humanoid(name: "pair", links: links)
    for (bend, gives) in [(0.9 * limit, false), (1.5 * limit, true)] {
      let world = try choice.engine.makeWorld(humanoid: humanoid, settings: Self.weightless)
      try world.place([LinkState(), LinkState()])
      let torque = Vector3(0, 0, bend)
      let drive = JointDrive(stiffness: 1e4, damping: 100, torqueLimit: limit)
      for _ in 0..<12 {
        try world.step(
          duration: 1.0 / 120, drives: [JointDrive(), drive],
          wrenches: [Wrench(torque: -torque), Wrench(torque: torque)])
      }
      let speed = world.links[1].angularVelocity.z
      // What is over the limit accelerates each link for a tenth of a second.
      let expected = gives ? (bend - limit) / inertia.zz * 0.1 : 0
      #expect(abs(speed - expected) < 0.01 * max(expected, 1))
    }
  }
}
