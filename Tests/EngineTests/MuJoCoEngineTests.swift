#if MuJoCo
import Motion
import MuJoCoSimulation
import Simulation
import Testing

/// What is MuJoCo's own.
@Suite struct MuJoCoEngineTests {
  static func link(
    _ name: String, parent: Int?, offset: Vector3 = .zero, kind: JointModel.Kind, shapes: [Shape] = [],
    inertia: SymmetricMatrix3 = SymmetricMatrix3(xx: 0.1, yy: 0.1, zz: 0.1)
  ) -> Humanoid.Link {
    .init(
      name: name, parent: parent, offset: offset, joint: JointModel(kind: kind), shapes: shapes, mass: 1,
      centreOfMass: .zero, inertia: inertia)
  }

  @Test func linksThatAreNotDepthFirstKeepTheirNumbers() throws {
    // Two chains side by side, a level at a time: MuJoCo numbers one chain after the other.
    let ball = JointModel.Kind.ball(maximumAngle: nil)
    let humanoid = try Humanoid(
      name: "fork",
      links: [
        Self.link("root", parent: nil, kind: .free), Self.link("a", parent: 0, offset: Vector3(1, 0, 0), kind: ball),
        Self.link("<\"b\"> & co", parent: 0, offset: Vector3(-1, 0, 0), kind: .hinge(axis: .unitZ, range: nil)),
        Self.link("a tip", parent: 1, offset: Vector3(1, 0, 0), kind: .hinge(axis: .unitX, range: nil)),
        Self.link("b tip", parent: 2, offset: Vector3(-1, 0, 0), kind: ball),
      ])
    let world = try MuJoCoEngine().makeWorld(
      humanoid: humanoid, settings: WorldSettings(gravity: .zero, ground: NoGround()))
    let pose = humanoid.pose(humanoid.rotations(upTo: 0.5), position: .zero)
    try world.place(pose)
    for (read, placed) in zip(world.links, pose) { #expect((read.position - placed.position).length < 1e-12) }
    // A push on one tip moves that tip and not the other.
    var wrenches = Array(repeating: Wrench(), count: 5)
    wrenches[3].force = Vector3(0, 1, 0)
    try world.step(duration: 0.001, drives: Array(repeating: JointDrive(), count: 5), wrenches: wrenches)
    #expect(world.links[3].linearVelocity.y > 5 * abs(world.links[4].linearVelocity.y))
  }

  @Test func shapesOfLinksThatTouchPushEachOtherApart() throws {
    func humanoid(_ friction: Double, excluded: Bool) throws -> Humanoid {
      let ball = Shape(
        geometry: .sphere(radius: 0.1), friction: friction, touchesFloor: false, touchesBodies: true)
      let hinge = JointModel.Kind.hinge(axis: .unitZ, range: nil)
      return try Humanoid(
        name: "pincers",
        links: [
          Self.link("root", parent: nil, kind: .free),
          Self.link("left", parent: 0, offset: Vector3(0.095, 0, 0), kind: hinge, shapes: [ball]),
          Self.link("right", parent: 0, offset: Vector3(-0.095, 0, 0), kind: hinge, shapes: [ball]),
        ], excludedContacts: excluded ? [.init(1, 2)] : [])
    }
    func contacts(_ humanoid: Humanoid) throws -> [ContactPoint] {
      let world = try MuJoCoEngine().makeWorld(
        humanoid: humanoid, settings: WorldSettings(gravity: .zero, ground: NoGround()))
      try world.place(humanoid.restPose)
      try world.coast(seconds: 0.01, step: 0.01)
      return world.contacts
    }
    #expect(try contacts(humanoid(0.5, excluded: true)).isEmpty)
    let touch = try #require(try contacts(humanoid(0.5, excluded: false)).first)
    #expect(Set([touch.link, touch.otherLink]) == [1, 2])
    // Towards `link`, which is on the right of the other when it is the first.
    #expect((touch.normal - Vector3(touch.link == 1 ? 1 : -1, 0, 0)).length < 1e-9)
    #expect(abs(touch.depth - 0.01) < 1e-9)
    #expect(touch.force.dot(touch.normal) > 0)
    #expect(abs(touch.friction - 0.25) < 1e-12)
    #expect(try contacts(humanoid(0, excluded: false)).first?.friction == 0)
  }

  @Test func whatMuJoCoCannotRepresentIsNamed() throws {
    func problem(_ links: [Humanoid.Link]) throws -> String {
      let humanoid = try Humanoid(name: "odd", links: links)
      let error = #expect(throws: SimulationError.self) {
        try MuJoCoEngine().makeWorld(humanoid: humanoid, settings: WorldSettings())
      }
      return error?.description ?? ""
    }
    let root = Self.link("root", parent: nil, kind: .free)
    #expect(try problem([root, Self.link("loose", parent: 0, kind: .free)]).contains("loose"))
    let flat = Shape(geometry: .box(halfExtents: Vector3(0.1, 0, 0.1)))
    #expect(
      try problem([root, Self.link("flat", parent: 0, kind: .ball(maximumAngle: nil), shapes: [flat])]).contains("flat")
    )
    let lopsided = SymmetricMatrix3(xx: 1, yy: 0.1, zz: 0.1)
    #expect(try problem([Self.link("lopsided", parent: nil, kind: .free, inertia: lopsided)]).contains("lopsided"))
  }

  @Test(arguments: [
    "contactTimeConstant", "contactDampingRatio", "contactImpedance", "frictionImpedance", "iterations", "tolerance",
  ])
  func settingsThatCannotBeAreRefused(_ setting: String) throws {
    var table = PluginTable<any Engine>(point: "engine")
    table.add(MuJoCoEngine.self) { $0 }
    let choice = PluginChoice(MuJoCoEngine.name, settings: [setting: .number(-1)])
    let error = #expect(throws: SimulationError.self) {
      try table.make(choice, context: PluginContext(humanoid: Bodies.humanoid("mannequin")))
    }
    #expect(error?.description.contains(setting) == true)
  }

  @Test func aStateBeyondAllBoundsIsAnErrorAndNotARestPose() throws {
    let world = try MuJoCoEngine().makeWorld(
      humanoid: TestBodies.pendulum(kind: .ball(maximumAngle: nil)), settings: WorldSettings(ground: NoGround()))
    try world.place([LinkState(position: Vector3(0, 3, 0)), LinkState(position: Vector3(0, 3, 0))])
    let error = #expect(throws: SimulationError.self) {
      let blow = Wrench(force: Vector3(0, 1e12, 0), torque: Vector3(1e12, 0, 0))
      for _ in 0..<10 {
        try world.step(duration: 10, drives: [JointDrive(), JointDrive()], wrenches: [blow, blow])
      }
    }
    guard case .outOfBounds? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    // Placed again, it falls as if nothing had been.
    try world.place([LinkState(position: Vector3(0, 3, 0)), LinkState(position: Vector3(0, 3, 0))])
    try world.coast(seconds: 0.1, step: 0.01)
    #expect(abs(world.links[0].linearVelocity.y + 0.1 * 9.81) < 1e-6)
  }

  @Test func aBodyThatIsDrivenOutOfAllBoundsIsAnError() throws {
    let humanoid = try Bodies.humanoid("smpl")
    let world = try MuJoCoEngine().makeWorld(humanoid: humanoid, settings: WorldSettings())
    let wrenches = humanoid.links.map { _ in Wrench() }
    // Against all reason: the faster a joint turns the harder it is driven on.
    for _ in 0..<3 {
      try world.place(humanoid.pose(humanoid.rotations(upTo: 0.1), position: humanoid.links[0].offset, speed: 1))
      let error = #expect(throws: SimulationError.self) {
        for _ in 0..<1000 {
          let links = world.links
          let drives = humanoid.links.indices.map { index -> JointDrive in
            let parent = links[humanoid.links[index].parent ?? 0]
            let turning = parent.orientation.inverse.rotate(links[index].angularVelocity - parent.angularVelocity)
            return JointDrive(torque: turning * 100, torqueLimit: .greatestFiniteMagnitude)
          }
          try world.step(duration: 1.0 / 120, drives: drives, wrenches: wrenches)
        }
      }
      switch error {
      case .nonFinite?, .outOfBounds?: break
      default: Issue.record("\(String(describing: error))")
      }
    }
  }

  @Test func aSofterContactSinksInDeeper() throws {
    let depths = try [0.998, 0.9].map { impedance in
      var configuration = MuJoCoEngine.Configuration()
      configuration.contactImpedance = impedance
      let half = Vector3(0.1, 0.1, 0.1)
      let world = try MuJoCoEngine(configuration: configuration)
        .makeWorld(
          humanoid: TestBodies.box(halfExtents: half), settings: WorldSettings(ground: PlaneGround(height: 0.5)))
      try world.place([LinkState(position: Vector3(0, 0.5 + half.y, 0))])
      try world.coast(seconds: 1, step: 1.0 / 120)
      return 0.5 + half.y - world.links[0].position.y
    }
    #expect(depths[0] > 0 && depths[1] > 10 * depths[0])
  }

  @Test func withStifferFrictionABoxCreepsLess() throws {
    let speeds = try [1.0, 100.0].map { stiffness in
      var configuration = MuJoCoEngine.Configuration()
      configuration.contactImpedance = 0.5
      configuration.frictionImpedance = stiffness
      let half = Vector3(0.2, 0.05, 0.2)
      let world = try MuJoCoEngine(configuration: configuration).makeWorld(
        humanoid: TestBodies.box(halfExtents: half), settings: WorldSettings(gravity: Vector3(3, -9.81, 0)))
      try world.place([LinkState(position: Vector3(0, half.y, 0))])
      try world.coast(seconds: 1, step: 1.0 / 120)
      return world.links[0].linearVelocity.x
    }
    #expect(speeds[0] > 1e-3 && speeds[1] < 0.05 * speeds[0])
  }
}
#endif
