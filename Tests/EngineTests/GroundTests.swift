import Foundation
import Grounds
import Motion
import Simulation
import Testing

/// What holds of every kind of ground in every engine.
@Suite struct GroundTests {
  static let gravity = 9.81
  static let step = 1.0 / 120

  /// A place and a turn about y that no grid and no seam has.
  static let place = Vector3(0.113, 0, -0.271)
  static let turn = Quaternion(angle: 0.3, axis: .unitY)

  @Test(arguments: Engines.all, AllGrounds.level)
  func bodiesAtRestAreCarried(_ choice: EngineChoice, _ kind: GroundChoice) throws {
    for geometry in Pebbles.kinds {
      for height in [-0.5] {
        let world = try Pebbles.world(choice, geometry, on: kind.make(height, 0))
        try world.place([
          LinkState(position: Self.place + Vector3(0, height + Pebbles.radius, 0), orientation: Self.turn)
        ])
        try world.coast(seconds: 1, step: Self.step)
        let link = world.links[0]
        // ODE keeps a surface layer of a millimetre; MuJoCo's contacts give less.
        #expect(abs(link.position.y - height - Pebbles.radius) < 0.0015, "\(geometry)")
        #expect((link.position - Self.place).rejected(from: .unitY).length < 1e-3, "\(geometry)")
        #expect(link.linearVelocity.length < 1e-3 && link.angularVelocity.length < 1e-2, "\(geometry)")
        let force = world.contacts.reduce(Vector3.zero) { $0 + $1.force }
        let weight = 2 * Self.gravity
        #expect((force - Vector3(0, weight, 0)).length < 1e-3 * weight, "\(geometry): \(force)")
        #expect(world.contacts.allSatisfy { ($0.normal - .unitY).length < 1e-9 && $0.otherLink == nil })
        // By both ends if it is long, and by its corners.
        let points = ["sphere": 1...1, "capsule": 2...2, "box": 3...4][geometry.testDescription]
        #expect(points?.contains(world.contacts.count) == true, "\(geometry): \(world.contacts.count)")
      }
    }
  }

  @Test(arguments: Engines.all, AllGrounds.sloping)
  func aBoxOnASlopeOfTenDegreesSlidesOrHoldsByItsFriction(_ choice: EngineChoice, _ kind: GroundChoice) throws {
    let slope = 10 * Double.pi / 180
    let normal = Vector3(-sin(slope), cos(slope), 0)
    let downhill = Vector3(-cos(slope), -sin(slope), 0)
    // Its tangent is 0.176.
    for friction in [0.1, 0.3] {
      let world = try Pebbles.world(choice, Pebbles.kinds[2], on: kind.make(0.5, slope), friction: friction)
      try world.place([
        LinkState(
          position: Vector3(0, 0.5, 0.01) + normal * Pebbles.radius, orientation: Quaternion(angle: slope, axis: .unitZ)
        )
      ])
      try world.coast(seconds: 1, step: 1.0 / 240)
      let speed = world.links[0].linearVelocity.dot(downhill)
      if friction < tan(slope) {
        let expected = Self.gravity * (sin(slope) - friction * cos(slope))
        #expect(abs(speed - expected) < 0.02 * expected, "friction \(friction): \(speed)")
      } else {
        #expect(abs(speed) < 1e-3, "friction \(friction): \(speed)")
      }
    }
  }

  @Test(arguments: Engines.all) func frictionIsTheProductOfTheGroundsAndTheShapes(_ choice: EngineChoice) throws {
    var boxes = BoxesGround.Configuration()
    (boxes.boxes, boxes.base, boxes.friction) = ([.init(centre: Vector3(0, -0.5, 0))], nil, 0.4)
    var field = HeightFieldGround.Configuration()
    field.friction = 0.4
    var mesh = MeshGround.Configuration()
    mesh.friction = 0.4
    let grounds: [any Ground] = try [
      PlaneGround(height: 0, friction: 0.4), BoxesGround(boxes),
      HeightFieldGround(heights: [0, 0, 0, 0], rows: 2, columns: 2, field),
      MeshGround(mesh: AllGrounds.fan(height: 0, slope: 0), mesh),
    ]
    for ground in grounds {
      #expect(ground.surface(at: .zero)?.friction == 0.4)
      for friction in [0.5, 0] {
        let world = try Pebbles.world(choice, Pebbles.kinds[0], on: ground, friction: friction)
        try world.place([LinkState(position: Vector3(0, Pebbles.radius - 1e-3, 0))])
        try world.coast(seconds: Self.step, step: Self.step)
        #expect(world.contacts.map(\.friction) == [0.4 * friction])
      }
    }
  }

  /// What rolls and slides over seams between triangles or boxes does as on a plane.
  @Test(arguments: Engines.all, Pebbles.on(AllGrounds.level.dropFirst()))
  func seamsAreNotFelt(_ choice: EngineChoice, _ pebble: Pebble) throws {
    let (geometry, kind) = (pebble.geometry, pebble.ground)
    let speed = Vector3(1, 0, 0.3)
    let worlds = try [AllGrounds.plane, kind].map {
      try Pebbles.world(choice, geometry, on: $0.make(0, 0), friction: 0.2)
    }
    for world in worlds {
      try world.place([
        LinkState(
          position: Self.place + Vector3(-1, Pebbles.radius - 5e-4, 0), orientation: Self.turn, linearVelocity: speed)
      ])
    }
    // An iterative solver that has not converged depends on the order of contacts.
    let tolerance = choice.isExact ? 1e-3 : 2e-2
    for step in 0..<60 {
      for world in worlds { try world.coast(seconds: Self.step, step: Self.step) }
      let (plane, other) = (worlds[0].links[0], worlds[1].links[0])
      // The same contacts in another order: the solvers' tolerance and no more.
      let apart = (plane.position - other.position).length
      #expect(apart < tolerance, "\(apart) m at step \(step)")
      if apart > tolerance { break }
    }
    #expect(worlds[1].links[0].position.x > Self.place.x - 0.8, "it has come over seams")
  }

  @Test(arguments: Engines.exact, Pebbles.on(AllGrounds.level))
  func whatStartsInsideComesOut(_ choice: EngineChoice, _ pebble: Pebble) throws {
    let (geometry, kind) = (pebble.geometry, pebble.ground)
    for depth in [0.03, 0.4] {
      let world = try Pebbles.world(choice, geometry, on: kind.make(0, 0))
      try world.place([
        LinkState(position: Self.place + Vector3(0, Pebbles.radius - depth, 0), orientation: Self.turn)
      ])
      var fastest = 0.0
      for _ in 0..<150 {
        try world.coast(seconds: Self.step, step: Self.step)
        fastest = max(fastest, world.links[0].linearVelocity.length)
      }
      let link = world.links[0]
      #expect(abs(link.position.y - Pebbles.radius) < 0.002, "from \(depth): \(link.position.y)")
      #expect(link.linearVelocity.length < 0.01, "from \(depth)")
      if choice.name != "mujoco" { #expect(fastest < 3, "from \(depth)") }
    }
  }

  /// Edges and corners of the ground against a body's middle.
  @Test(arguments: Engines.exact, [false, true])
  func bodiesLieAcrossWhatIsNarrowerThanThey(_ choice: EngineChoice, isMesh: Bool) throws {
    // A beam of 12 cm along x, and a stone of 12 cm.
    for length in [4.0, 0.12] {
      var configuration = BoxesGround.Configuration()
      (configuration.base, configuration.boxes) = (nil, [.init(centre: .zero, size: Vector3(length, 1, 0.12))])
      var ground: any Ground = try BoxesGround(configuration)
      if isMesh { ground = try MeshGround(mesh: AllGrounds.block(Vector3(length, 1, 0.12))) }
      for geometry in Pebbles.kinds {
        let world = try Pebbles.world(choice, geometry, on: ground)
        try world.place([LinkState(position: Vector3(0.01, 0.5 + Pebbles.radius, 0.02), orientation: Self.turn)])
        try world.coast(seconds: 0.5, step: Self.step)
        // A round body may roll a little.
        #expect(abs(world.links[0].position.y - 0.5 - Pebbles.radius) < 0.0015, "\(geometry) on \(length) m")
        let force = world.contacts.reduce(Vector3.zero) { $0 + $1.force }
        let weight = 2 * Self.gravity
        #expect((force - Vector3(0, weight, 0)).length < 0.01 * weight, "\(geometry) on \(length) m: \(force)")
      }
    }
  }

  @Test(arguments: Engines.exact, [-0.03, 0.03])
  func aBoxTipsOverAnEdgeIfItsMiddleIsBeyondIt(_ choice: EngineChoice, beyond: Double) throws {
    var configuration = BoxesGround.Configuration()
    (configuration.base, configuration.boxes) = (nil, [.init(centre: Vector3(-0.5, -0.5, 0))])
    let world = try Pebbles.world(choice, Pebbles.kinds[2], on: BoxesGround(configuration))
    try world.place([LinkState(position: Vector3(beyond, Pebbles.radius, 0.1), orientation: Self.turn)])
    try world.coast(seconds: 0.5, step: Self.step)
    let up = world.links[0].orientation.rotate(.unitY)
    if beyond < 0 { #expect(up.y > 1 - 1e-4) } else { #expect(up.y < 0.9 && up.x > 0.3) }
  }

  @Test(arguments: Engines.all, Pebbles.kinds)
  func energyDoesNotGrow(_ choice: EngineChoice, _ geometry: Shape.Geometry) throws {
    let humanoid = try Pebbles.humanoid(geometry)
    let world = try Pebbles.world(choice, geometry, on: AllGrounds.hills.get())
    try world.place([
      LinkState(
        position: Vector3(0.1, 0.6, 0.2), orientation: Quaternion(rotationVector: Vector3(0.5, 0.2, 0.9)),
        linearVelocity: Vector3(1, 0, 0.5), angularVelocity: Vector3(3, 1, -2))
    ])
    func energy() -> Double {
      let link = world.links[0]
      let spin = humanoid.links[0].inertia.rotated(by: link.orientation) * link.angularVelocity
      return link.linearVelocity.squaredLength + spin.dot(link.angularVelocity) / 2 + 2 * Self.gravity * link.position.y
    }
    let start = energy()
    var most = -Double.infinity
    for _ in 0..<500 {
      try world.coast(seconds: 2e-3, step: 2e-3)
      most = max(most, energy())
    }
    // What it sinks in by a millimetre is lifted again.
    #expect(most < start + 2 * Self.gravity * 2e-3)
    #expect(energy() < start - 5, "it has come to the ground")
    #expect(world.links[0].position.y > -0.05)
  }

  @Test(arguments: Engines.all, Pebbles.kinds)
  func contactsAreWhereTheGroundSaysThatItIs(_ choice: EngineChoice, _ geometry: Shape.Geometry) throws {
    let ground = try AllGrounds.hills.get()
    let world = try Pebbles.world(choice, geometry, on: ground)
    var count = 0
    for start in 0..<4 {
      let t = Double(start)
      try world.place([
        LinkState(
          position: Vector3(sin(t), 0.2, cos(t)),
          orientation: Quaternion(rotationVector: Vector3(0.3 * t, 0.2, 0.1 * t)),
          linearVelocity: Vector3(0.5, 0, 0))
      ])
      for _ in 0..<60 {
        try world.coast(seconds: Self.step, step: Self.step)
        for contact in world.contacts where contact.depth < 0.02 {
          // The surface is a depth from ODE's points, which are the body's deepest, and half of one from MuJoCo's.
          let surface = contact.position + contact.normal * (contact.depth * (choice.name == "mujoco" ? 0.5 : 1))
          // Of a body's own face on a summit the point is beside the surface by less than the depth.
          #expect(abs(ground.clearance(of: surface)) < 1e-9 + 0.1 * contact.depth, "\(contact)")
          #expect(contact.normal.y > 0.5)
          count += 1
        }
      }
    }
    #expect(count > 50)
  }

  @Test(arguments: Engines.exact, Pebbles.on(AllGrounds.level))
  func theSameHappensAtEveryHeight(_ choice: EngineChoice, _ pebble: Pebble) throws {
    let (geometry, kind) = (pebble.geometry, pebble.ground)
    func end(_ height: Double) throws -> LinkState {
      let world = try Pebbles.world(choice, geometry, on: kind.make(height, 0))
      try world.place([
        LinkState(
          position: Self.place + Vector3(0, height + 0.25, 0),
          orientation: Quaternion(rotationVector: Vector3(0.2, 0.3, 0)),
          linearVelocity: Vector3(0.2, 0, 0.1))
      ])
      try world.coast(seconds: 0.25, step: Self.step)
      var link = world.links[0]
      link.position.y -= height
      return link
    }
    let here = try end(0)
    for height in [-0.5, 100, -100] {
      let there = try end(height)
      // Rounding at 100 m is 1e-14, which a first touch that comes a step sooner makes larger.
      #expect((there.position - here.position).length < 1e-6, "\(height)")
      #expect((there.linearVelocity - here.linearVelocity).length < 1e-4, "\(height)")
    }
  }

  @Test(arguments: Engines.all) func aSavedWorldOnHillsGoesOnToTheBit(_ choice: EngineChoice) throws {
    let humanoid = try DeterminismTests.chain()
    let settings = WorldSettings(ground: try AllGrounds.hills.get())
    let world = try choice.engine.makeWorld(humanoid: humanoid, settings: settings)
    try world.place(DeterminismTests.start(humanoid, seed: 3))
    try DeterminismTests.run(world, steps: 120)
    let middle = world.save()
    #expect(!middle.contacts.isEmpty)
    try DeterminismTests.run(world, steps: 60)
    let end = world.save()
    try world.restore(middle)
    try DeterminismTests.run(world, steps: 60)
    #expect(world.save() == end)
    let branch = try choice.engine.makeWorld(humanoid: humanoid, settings: settings)
    try branch.restore(middle)
    try DeterminismTests.run(branch, steps: 60)
    #expect(branch.save() == end)
  }

  @Test(arguments: Engines.all) func threadsOnOneGroundGiveTheSameBits(_ choice: EngineChoice) async throws {
    let ground = try AllGrounds.hills.get()
    @Sendable func end(_ seed: Int) throws -> WorldSnapshot {
      let humanoid = try DeterminismTests.chain()
      let world = try choice.engine.makeWorld(humanoid: humanoid, settings: WorldSettings(ground: ground))
      try world.place(DeterminismTests.start(humanoid, seed: seed))
      try DeterminismTests.run(world, steps: 100)
      return world.save()
    }
    let serial = try (0..<8).map(end)
    #expect(Set(serial).count == 8)
    try await withThrowingTaskGroup(of: (Int, WorldSnapshot).self) { group in
      for seed in (0..<8).reversed() { group.addTask { (seed, try end(seed)) } }
      for try await (seed, snapshot) in group { #expect(snapshot == serial[seed]) }
    }
  }

  @Test(arguments: Engines.all) func aPieceThatCannotBeIsRefusedByItsNumber(_ choice: EngineChoice) throws {
    struct Odd: Ground {
      let pieces: [GroundPiece]
      func surface(at place: Vector3) -> GroundSurface? { nil }
    }
    let good = GroundPiece(.plane(point: .zero, normal: .unitY))
    for geometry: GroundPiece.Geometry in [
      .plane(point: .zero, normal: .zero), .plane(point: Vector3(.nan, 0, 0), normal: .unitY),
      .box(centre: .zero, halfExtents: Vector3(1, 0, 1), orientation: .identity),
      .box(centre: .zero, halfExtents: Vector3(1, 1, 1), orientation: Quaternion(w: 0, x: 0, y: 0, z: 0)),
      .mesh(TriangleMesh(vertices: [.zero], triangles: [.init(0, 1, 2)])),
      .mesh(TriangleMesh(vertices: [Vector3(.infinity, 0, 0)], triangles: [])),
    ] {
      let ground = Odd(pieces: [good, GroundPiece(geometry)])
      let error = #expect(throws: SimulationError.self) {
        _ = try Pebbles.world(choice, Pebbles.kinds[0], on: ground)
      }
      #expect(error?.description.contains("piece 1 of the ground") == true, "\(error?.description ?? "")")
    }
  }
}
