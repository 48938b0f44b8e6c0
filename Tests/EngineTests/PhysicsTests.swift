import Foundation
import Motion
import ODESimulation
import Simulation
import Testing

/// What a world must do because physics says so.
@Suite struct PhysicsTests {
  static let gravity = 9.81

  func makeWorld(
    _ choice: EngineChoice, _ humanoid: Humanoid, _ settings: WorldSettings = .init()
  ) throws -> any World {
    try choice.engine.makeWorld(humanoid: humanoid, settings: settings)
  }

  @Test(arguments: Engines.all) func freeFallFollowsGalilei(_ choice: EngineChoice) throws {
    let world = try makeWorld(choice, TestBodies.box(), WorldSettings(ground: NoGround()))
    try world.place([LinkState(position: Vector3(0, 10, 0), linearVelocity: Vector3(2, 3, 0))])
    // Semi-implicit Euler is off by g t h / 2: 0.05 % of the fall with this step.
    try world.coast(seconds: 1, step: 1e-3)
    let root = world.links[0]
    let fall = 0.5 * Self.gravity
    #expect(abs(root.position.y - (10 + 3 - fall)) < 1e-3 * fall)
    #expect(abs(root.position.x - 2) < 1e-9)
    #expect(abs(root.linearVelocity.y - (3 - Self.gravity)) < 1e-9)
  }

  @Test(arguments: Engines.all) func tumblingBodyKeepsItsAngularMomentum(_ choice: EngineChoice) throws {
    let humanoid = try TestBodies.box()
    let world = try makeWorld(choice, humanoid, WorldSettings(gravity: .zero, ground: NoGround()))
    try world.place([LinkState(angularVelocity: Vector3(1, 2, 3))])
    func momentum() -> Vector3 {
      let state = world.links[0]
      return humanoid.links[0].inertia.rotated(by: state.orientation) * state.angularVelocity
    }
    let before = momentum()
    try world.coast(seconds: 2, step: 1e-3)
    // First order in the step: halving it halves the drift.
    #expect((momentum() - before).length < 5e-3 * before.length)
    #expect(abs(world.links[0].angularVelocity.x - 1) > 0.05, "it precesses, so the test is not vacuous")
  }

  @Test(arguments: Engines.all, [(0.4, true), (0.8, false)])
  func boxOnSlopeSlidesOrHoldsByItsFriction(_ choice: EngineChoice, _ case: (Double, Bool)) throws {
    let (friction, slides) = `case`
    let angle = Double.pi / 6
    let normal = Vector3(sin(angle), cos(angle), 0)
    let half = Vector3(0.2, 0.05, 0.2)
    let world = try makeWorld(
      choice, TestBodies.box(halfExtents: half, friction: friction),
      WorldSettings(ground: PlaneGround(height: 0, normal: normal)))
    let tilt = Quaternion(angle: -angle, axis: .unitZ)
    try world.place([LinkState(position: normal * half.y, orientation: tilt)])
    try world.coast(seconds: 1, step: 1e-3)
    let downhill = Vector3(cos(angle), -sin(angle), 0)
    let speed = world.links[0].linearVelocity.dot(downhill)
    if slides {
      let expected = Self.gravity * (sin(angle) - friction * cos(angle))
      #expect(abs(speed - expected) < 0.02 * expected)
    } else {
      #expect(abs(speed) < 1e-3)
    }
  }

  @Test(arguments: Engines.all, [JointModel.Kind.ball(maximumAngle: nil), .hinge(axis: .unitZ, range: nil)])
  func pendulumKeepsItsEnergyAndPeriod(_ choice: EngineChoice, _ kind: JointModel.Kind) throws {
    let length = 0.5
    let humanoid = try TestBodies.pendulum(kind: kind, length: length)
    // The base floats: gravity acts on it too, so gravity is replaced by a force on the bob's centre of mass.
    let world = try makeWorld(choice, humanoid, WorldSettings(gravity: .zero, ground: NoGround()))
    let start = 0.1
    try world.place([
      LinkState(), LinkState(orientation: Quaternion(angle: start, axis: .unitZ)),
    ])
    let step = 5e-4
    let inertia = 1e-3 + length * length
    let period = 2 * Double.pi * (inertia / (Self.gravity * length)).squareRoot() * (1 + start * start / 16)
    var largestEnergyError = 0.0
    var crossings: [Double] = []
    var previous = start
    let initialEnergy = Self.gravity * length * (1 - cos(start))
    for _ in 0..<Int(3 * period / step) {
      try world.step(
        duration: step, drives: [JointDrive(), JointDrive()],
        wrenches: [Wrench(), Wrench(force: Vector3(0, -Self.gravity, 0))])
      let bob = world.links[1]
      let angle = bob.orientation.twistAngle(about: .unitZ)
      let energy =
        0.5 * inertia * bob.angularVelocity.squaredLength + Self.gravity * length * (1 - cos(angle))
      largestEnergyError = max(largestEnergyError, abs(energy - initialEnergy) / initialEnergy)
      if previous > 0, angle <= 0 { crossings.append(world.time - step * (0 - angle) / (previous - angle)) }
      previous = angle
    }
    #expect(largestEnergyError < 0.02)
    #expect(crossings.count >= 3)
    #expect(abs((crossings[crossings.count - 1] - crossings[0]) / Double(crossings.count - 1) - period) < 2e-3 * period)
    #expect(world.jointGap < 1e-5)
  }

  @Test(arguments: Engines.exact) func contactForceAtRestIsTheWeight(_ choice: EngineChoice) throws {
    let half = Vector3(0.1, 0.1, 0.1)
    let humanoid = try TestBodies.box(halfExtents: half)
    let world = try makeWorld(choice, humanoid)
    try world.place([LinkState(position: Vector3(0, half.y, 0))])
    try world.coast(seconds: 1, step: 1.0 / 120)
    let force = world.contacts.reduce(Vector3.zero) { $0 + $1.force }
    let weight = humanoid.totalMass * Self.gravity
    #expect(abs(force.y - weight) < 1e-3 * weight)
    #expect(abs(force.x) + abs(force.z) < 1e-3 * weight)
    #expect(world.links[0].position.y > half.y - 0.002)
  }

  @Test(arguments: Engines.all) func stiffImplicitDriveReachesItsTargetWithoutOvershoot(_ choice: EngineChoice) throws {
    // An explicit spring of this stiffness would explode: h^2 kp / I = 1000 / (120^2 * 0.001) = 69.
    let joint = JointModel(kind: .ball(maximumAngle: nil), stiffness: 1000, damping: 100, torqueLimit: 1e6)
    let world = try makeWorld(
      choice, TestBodies.pendulum(kind: joint.kind, length: 0, joint: joint),
      WorldSettings(gravity: .zero, ground: NoGround()))
    try world.place([LinkState(), LinkState()])
    let target = Quaternion(rotationVector: Vector3(0.3, -0.5, 0.8))
    var drives = [JointDrive(), JointDrive()]
    drives[1] = JointDrive(
      target: target, stiffness: joint.stiffness, damping: joint.damping, torqueLimit: joint.torqueLimit)
    var previous = 2.0
    for _ in 0..<120 {
      try world.step(duration: 1.0 / 120, drives: drives, wrenches: [Wrench(), Wrench()])
      let error = (target * world.links[1].orientation.inverse).angle
      #expect(error <= previous + 1e-9)
      previous = error
    }
    // Overdamped: the slow time constant is damping/stiffness = 0.1 s, so ten of them have passed.
    #expect(previous < 1e-3)
  }

  @Test(arguments: Engines.all) func driveTorqueStopsAtItsLimit(_ choice: EngineChoice) throws {
    let limit = 2.0
    let inertia = 1e-3
    let world = try makeWorld(
      choice, TestBodies.pendulum(kind: .ball(maximumAngle: nil), length: 0),
      WorldSettings(gravity: .zero, ground: NoGround()))
    try world.place([LinkState(), LinkState()])
    var drives = [JointDrive(), JointDrive()]
    drives[1] = JointDrive(
      target: Quaternion(angle: 3, axis: .unitX), stiffness: 1e6, damping: 0, torqueLimit: limit)
    let step = 1e-4
    try world.step(duration: step, drives: drives, wrenches: [Wrench(), Wrench()])
    #expect(abs(world.links[1].angularVelocity.x - limit / inertia * step) < 1e-6)
  }

  @Test(arguments: Engines.all) func ballJointStopsAtItsLargestAngle(_ choice: EngineChoice) throws {
    let world = try makeWorld(
      choice, TestBodies.pendulum(kind: .ball(maximumAngle: 0.5), length: 0),
      WorldSettings(gravity: .zero, ground: NoGround()))
    try world.place([LinkState(), LinkState(angularVelocity: Vector3(1, 0, 0))])
    try world.coast(seconds: 2, step: 1.0 / 120)
    // It came to its limit after half a second, at 1 rad/s.
    #expect(world.links[1].orientation.angle < 0.52)
    #expect(world.links[1].orientation.angle > 0.45 - 1.5 * choice.limitRestitution)
    #expect(world.links[1].angularVelocity.length < 1e-3 + choice.limitRestitution)
  }

  @Test(arguments: Engines.all) func valuesThatAreNotFiniteAreRefusedByName(_ choice: EngineChoice) throws {
    let world = try makeWorld(choice, TestBodies.box())
    func refusal(_ attempt: () throws -> Void) -> String {
      #expect(throws: SimulationError.self, performing: attempt)?.description ?? ""
    }
    let wrench = refusal {
      try world.step(duration: 0.01, drives: [JointDrive()], wrenches: [Wrench(force: Vector3(.nan, 0, 0))])
    }
    #expect(wrench.contains("wrench of link 'box'"))
    let drive = refusal {
      try world.step(duration: 0.01, drives: [JointDrive(stiffness: .infinity)], wrenches: [Wrench()])
    }
    #expect(drive.contains("drive of link 'box'"))
    let place = refusal { try world.place([LinkState(position: Vector3(0, .infinity, 0))]) }
    #expect(place.contains("start state of link 'box'"))
  }
}
