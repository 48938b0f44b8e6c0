import Foundation
import Motion
import Simulation
import Testing

@testable import Correction
@testable import StandardPlugins

/// Motions on ground that is not the level floor at height 0.
@Suite struct GroundTests {
  private static let steps = TestSteps([.init(from: 0.6, to: 1.4, height: 0.1), .init(from: 1.4, to: 9, height: 0.2)])

  private static func slope(_ degrees: Double, towards direction: Double = 0, height: Double = 0) -> PlaneGround {
    var plane = PlaneGround.Configuration()
    plane.slope = degrees
    plane.direction = direction
    plane.height = height
    return PlaneGround(plane)
  }

  private static func plane(_ settings: [String: Double]) -> PluginChoice {
    PluginChoice(PlaneGround.name, settings: settings.mapValues { .number($0) })
  }

  /// On the links of smpl, on the level floor, with planted feet.
  private static func walk() throws -> (clip: MotionClip, humanoid: Humanoid) {
    var simulator = try MotionSimulatorTests.simulator()
    simulator.scene.cleaning = .full
    return (try simulator.retargeted(MotionSimulatorTests.sample("walk")), simulator.humanoid)
  }

  private static func turned(_ clip: MotionClip, by turn: Quaternion) -> MotionClip {
    var clip = clip
    for frame in 0..<clip.frameCount {
      clip.rootTranslations[frame] = turn.rotate(clip.rootTranslations[frame])
      clip[rotation: frame, 0] = turn * clip[rotation: frame, 0]
    }
    return clip
  }

  private static func largestDistance(_ a: MotionClip, _ b: MotionClip, lift: Double = 0) -> Double {
    var largest = 0.0
    for frame in 0..<min(a.frameCount, b.frameCount) {
      for (p, q) in zip(a.pose(at: frame).positions, b.pose(at: frame).positions) {
        largest = max(largest, (p + .unitY * lift - q).length)
      }
    }
    return largest
  }

  // MARK: Planes

  /// Nothing in the world tells how high a plane is. Half a metre is a number of few bits: adding it rounds heights by 1e-16 m, which
  /// contacts amplify over two seconds.
  @Test func aWalkOnARaisedPlaneIsTheWalkRaised() throws {
    let clip = try MotionSimulatorTests.sample("walk")
    var simulator = try MotionSimulatorTests.simulator()
    let level = try simulator.simulate(clip)
    simulator.scene.ground = Self.plane(["height": 0.5])
    let raised = try simulator.simulate(clip)
    #expect(Self.largestDistance(level.reference, raised.reference, lift: 0.5) < 1e-12)
    #expect(Self.largestDistance(level.performed, raised.performed, lift: 0.5) < 1e-6)
    #expect(Self.largestDistance(level.clip, raised.clip, lift: 0.5) < 1e-6)
    #expect(abs(level.report.plausibility.output.physErrMM - raised.report.plausibility.output.physErrMM) < 1e-3)
    #expect(level.report.plausibility.input == raised.report.plausibility.input)
  }

  /// The clip's own feet are on the plane, however long its legs are.
  @Test(arguments: [0.8, 1.3]) func whatIsRestoredStandsOnTheGroundInItsOwnSize(scale: Double) throws {
    let humanoid = try TestHumanoid.make()
    let walk = try TestMotion.walk(scale: scale)
    func heights(_ ground: any Ground) throws -> [Double] {
      let retargeter = try Retargeter(source: walk, humanoid: humanoid, ground: ground)
      let restored = try retargeter.restore(retargeter.reference())
      return (0..<restored.frameCount).map { frame in
        let pose = restored.pose(at: frame)
        return restored.skeleton.footJoints.map { pose.positions[$0].y - ground.height(at: pose.positions[$0]) }.min()
          ?? 0
      }
    }
    let level = try heights(PlaneGround())
    for (a, b) in zip(level, try heights(Self.slope(0, height: 2))) { #expect(abs(a - b) < 1e-9) }
    // On a slope the lowest of the foot's joints is another one, by its tilt times the foot's length.
    for (a, b) in zip(level, try heights(Self.slope(5, height: 2))) {
      #expect(abs(a - b) < 0.15 * scale * sin(5 * .pi / 180))
    }
  }

  @Test func metricsOnARaisedOrTiltedPlaneAreThoseOnTheLevelOne() throws {
    let (walk, humanoid) = try Self.walk()
    let level = try PlausibilityMetrics(clip: walk, humanoid: humanoid)
    var raised = walk
    for frame in raised.rootTranslations.indices { raised.rootTranslations[frame].y += 0.5 }
    let onPlane = try PlausibilityMetrics(clip: raised, humanoid: humanoid, ground: Self.slope(0, height: 0.5))
    let tilt = Quaternion(rotationVector: Vector3(0.3, 0, -0.2))
    let tilted = try PlausibilityMetrics(
      clip: Self.turned(walk, by: tilt), humanoid: humanoid,
      ground: PlaneGround(height: 0, normal: tilt.rotate(.unitY)))
    for metrics in [onPlane, tilted] {
      #expect(abs(metrics.penetrateMM - level.penetrateMM) < 1e-9 && abs(metrics.floatMM - level.floatMM) < 1e-9)
      #expect(abs(metrics.skateMMPerFrame - level.skateMMPerFrame) < 1e-9)
      #expect(metrics.footSkatingRatio == level.footSkatingRatio)
    }
    let ofJoints = PlausibilityMetrics(clip: walk)
    let ofRaisedJoints = PlausibilityMetrics(clip: raised, ground: Self.slope(0, height: 0.5))
    #expect(abs(ofJoints.physErrMM - ofRaisedJoints.physErrMM) < 1e-9)
  }

  // MARK: Draping

  /// What was on the floor is on the slope: the feet are as far from it as they were from the floor.
  @Test(arguments: [5.0, 10], [0.0, 120, 270]) func feetAreOnASlopeAsTheyWereOnTheFloor(
    degrees: Double, direction: Double
  ) throws {
    let (walk, humanoid) = try Self.walk()
    let slope = Self.slope(degrees, towards: direction, height: 1)
    let draped = GroundDraping(walk, humanoid: humanoid, ground: slope, fit: .drape).draped
    let before = FootStances(walk, humanoid: humanoid)
    let after = FootStances(draped, humanoid: humanoid, ground: slope)
    for leg in humanoid.legs.indices {
      for (a, b) in zip(before.heights[leg], after.heights[leg]) { #expect(abs(a - b) < 1e-3) }
      for run in FootStances.runs(before.slips[leg]) {
        for frame in run {
          let slip = try #require(after.slips[leg][frame])
          // Turned into the slope a step is as long as it was.
          #expect(slip.length < (before.slips[leg][frame]?.length ?? 0) + 1e-3)
        }
      }
    }
  }

  /// The world has no directions but up.
  @Test func aTurnedWalkOnATurnedSlopeIsTheWalkTurned() throws {
    let (walk, humanoid) = try Self.walk()
    let turn = Quaternion(angle: 70 * .pi / 180, axis: .unitY)
    let plain = GroundDraping(walk, humanoid: humanoid, ground: Self.slope(5, towards: 30), fit: .drape).draped
    let turned = GroundDraping(
      Self.turned(walk, by: turn), humanoid: humanoid, ground: Self.slope(5, towards: 100), fit: .drape
    ).draped
    #expect(Self.largestDistance(Self.turned(plain, by: turn), turned) < 1e-9)
  }

  /// On steps each foot stands on one of them, and goes over their edges.
  @Test func feetStandOnStepsAndGoOverTheirEdges() throws {
    let (walk, humanoid) = try Self.walk()
    let draped = GroundDraping(walk, humanoid: humanoid, ground: Self.steps, fit: .drape).draped
    let before = FootStances(walk, humanoid: humanoid)
    let after = FootStances(draped, humanoid: humanoid, ground: Self.steps)
    var levels: Set<Double> = []
    for leg in humanoid.legs.indices {
      for run in FootStances.runs(before.slips[leg]) where run.count > 4 {
        let frame = (run.lowerBound + run.upperBound) / 2
        let sole = after.soles[leg][frame]
        let highest = sole.map { Self.steps.height(at: $0) }.max() ?? 0
        levels.insert(highest)
        #expect(abs((sole.map(\.y).min() ?? 0) - highest - before.heights[leg][frame]) < 0.02)
      }
      for (frame, sole) in after.soles[leg].enumerated() {
        let deepest = sole.map { Self.steps.clearance(of: $0) }.min() ?? 0
        #expect(deepest > min(before.heights[leg][frame], 0) - 0.03)
      }
    }
    #expect(levels == [0, 0.1, 0.2])
  }

  /// A motion that climbs the steps already is left where it is; on level ground, and on other steps, it is none of them.
  @Test func whatClimbsTheStepsIsLeftAsItIs() throws {
    let (walk, humanoid) = try Self.walk()
    let climbing = GroundDraping(walk, humanoid: humanoid, ground: Self.steps, fit: .drape).draped
    let retargeter = try Retargeter(source: climbing, humanoid: humanoid, ground: Self.steps)
    #expect(retargeter.fit == .asIs)
    // Where the feet stand. The knees of stretched legs move far when a foot moves a little.
    let reference = try retargeter.reference()
    for (index, leg) in humanoid.legs.enumerated() {
      for (frame, slip) in FootStances(climbing, humanoid: humanoid, ground: Self.steps).slips[index].enumerated()
      where slip != nil {
        let (before, after) = (climbing.pose(at: frame).positions, reference.pose(at: frame).positions)
        for link in [0, leg.foot] { #expect((before[link] - after[link]).length < 0.025) }
      }
    }
    #expect(try Retargeter(source: walk, humanoid: humanoid, ground: Self.steps).fit == .drape)
    #expect(try Retargeter(source: climbing, humanoid: humanoid, ground: PlaneGround()).fit == .drape)
    var settings = RetargetSettings()
    settings.fit = .asIs
    #expect(try Retargeter(source: walk, humanoid: humanoid, ground: Self.steps, settings: settings).fit == .asIs)
  }

  // MARK: Control

  /// What is planned on a raised plane is what is planned on the floor, raised.
  @Test func plansKnowNoHeight() throws {
    let (clip, humanoid) = try Self.walk()
    let level = try ReferenceMotion(clip: clip.atControlRate(30), humanoid: humanoid)
    let raised = level.moving(
      level.links.map { link in
        var link = link
        link.position.y += 2
        return link
      })
    let plan = BalancePlan(humanoid: humanoid)
    let gravity = Vector3(0, -9.81, 0)
    let onFloor = try #require(plan.balanced(level, over: PlaneGround(), gravity: gravity, help: HelpCap()))
    let onPlane = try #require(
      plan.balanced(raised, over: Self.slope(0, height: 2), gravity: gravity, help: HelpCap()))
    for (a, b) in zip(onFloor.links, onPlane.links) { #expect((a.position + .unitY * 2 - b.position).length < 1e-9) }
  }

  /// A controller that planned for one reference plans anew for another, and not for a copy.
  @Test func anotherReferenceIsPlannedAnew() throws {
    let (clip, humanoid) = try Self.walk()
    let first = try ReferenceMotion(clip: clip.atControlRate(30), humanoid: humanoid)
    let second = try ReferenceMotion(
      clip: Self.turned(clip, by: Quaternion(angle: 1, axis: .unitY)).atControlRate(30), humanoid: humanoid)
    var scene = SceneDescription()
    scene.forces = []
    func view(_ reference: ReferenceMotion) throws -> SimulationView {
      try Simulation(scene: scene, registry: .standard, humanoid: humanoid, reference: reference).view
    }
    var fresh = TrackerController(context: PluginContext(humanoid: humanoid))
    var used = fresh
    let planned = used.balanced(try view(first)).reference
    #expect(used.balanced(try view(first)).reference.identity === planned.identity)
    #expect(used.balanced(try view(second)).reference.links == fresh.balanced(try view(second)).reference.links)
  }

  /// The tracker relies on at most its share of the friction that is there, and on no more than its own limit.
  @Test(arguments: [(1.0, 0.8), (0.5, 0.4), (3, 2.4)]) func frictionThatIsNotThereIsNotReliedOn(
    friction: Double, relied: Double
  ) throws {
    let (humanoid, reference) = try ConformanceTests.standing()
    var scene = SceneDescription()
    scene.ground = Self.plane(["friction": friction])
    let view = try Simulation(scene: scene, registry: .standard, humanoid: humanoid, reference: reference).view
    let contacts = FloorContacts(humanoid: humanoid, settings: ContactSettings(), frictionShare: 0.8)
    let touching = contacts.touching(view)
    #expect(!touching.isEmpty)
    #expect(touching.allSatisfy { abs($0.support.friction - relied) < 1e-12 })
  }

  // MARK: Tracking

  private static func report(_ clip: MotionClip, on ground: PluginChoice) throws -> MotionReport {
    var simulator = try MotionSimulatorTests.simulator()
    simulator.scene.ground = ground
    return try simulator.simulate(clip).report
  }

  /// Up, down and across a slope of 5 degrees a body walks as on the level.
  @Test func slopesAreWalkedOn() throws {
    let clip = try MotionSimulatorTests.sample("walk")
    let level = try Self.report(clip, on: PluginChoice(PlaneGround.name))
    for direction in [0.0, 90, 180, 270] {
      let report = try Self.report(clip, on: Self.plane(["slope": 5, "direction": direction, "height": -3]))
      #expect(report.status == .tracked && report.groundFit == .drape)
      #expect(report.mpjpeGlobalMM < 1.2 * level.mpjpeGlobalMM)
    }
  }

  /// Feet that push no harder than the ground holds do not slide away.
  @Test func littleFrictionIsWalkedOn() throws {
    let clip = try MotionSimulatorTests.sample("walk")
    let rough = try Self.report(clip, on: PluginChoice(PlaneGround.name))
    let smooth = try Self.report(clip, on: Self.plane(["friction": 0.3]))
    #expect(smooth.status == .tracked && smooth.mpjpeGlobalMM < 1.2 * rough.mpjpeGlobalMM)
  }

  /// A recording of a person who climbs three steps and comes down again, on three steps.
  @Test(arguments: Recordings.files("bvh", like: "14_21")) func aRecordedClimbIsClimbed(path: String) throws {
    var simulator = try MotionSimulatorTests.simulator()
    simulator.registry.register(ground: TestSteps.self)
    let steps = (0..<3).map { step in
      ConfigurationValue.fields([
        "from": .number(-1.53), "to": .number(0.45 - 0.24 * Double(step)), "height": .number(0.2127 * Double(step + 1)),
      ])
    }
    simulator.scene.ground = PluginChoice(TestSteps.name, settings: ["steps": .list(steps)])
    let report = try simulator.simulate(Recordings.clip(path)).report
    #expect(report.status == .tracked && report.groundFit == .asIs)
    #expect(report.mpjpeGlobalMM < 30 && report.meanHelpN < 50)
  }
}
