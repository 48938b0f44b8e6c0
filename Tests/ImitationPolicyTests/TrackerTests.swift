import Correction
import Foundation
import Motion
import Simulation
import StandardPlugins
import Testing

@Suite struct TrackerTests {
  /// The first frame of the sample walk, held for two seconds.
  private func standing(raisedBy height: Double) throws -> MotionClip {
    let walk = try PolicyControllerTests.walk()
    let count = 60
    return try MotionClip(
      name: "standing", skeleton: walk.skeleton, rate: walk.rate,
      rootTranslations: Array(repeating: walk.rootTranslations[0] + Vector3(0, height, 0), count: count),
      rotations: (0..<count).flatMap { _ in walk.rotations[0..<walk.skeleton.count] })
  }

  private func simulation(_ clip: MotionClip, cap: Double, startFrame: Int = 0) throws -> Simulation {
    var scene = SceneDescription()
    scene.controller = PluginChoice(TrackerController.name)
    scene.forces = [HelpForce.choice(cap: cap)]
    let humanoid = try PolicyControllerTests.humanoid()
    return try Simulation(
      scene: scene, registry: .standard, humanoid: humanoid,
      reference: ReferenceMotion(clip: clip, humanoid: humanoid), startFrame: startFrame)
  }

  /// The wrench that the tracker asks for on a body upright in its rest pose, and the body's weight.
  /// - Parameters:
  ///   - footSpeed: at which the reference moves the left foot forward over the floor, in metres per second.
  ///   - speed: of the whole reference.
  private func asked(leftFootAt footSpeed: Double, wholeAt speed: Double = 0) throws -> (Wrench, weight: Double) {
    let humanoid = try PolicyControllerTests.humanoid()
    let leg = humanoid.legs[0]
    let length = humanoid.links[leg.shin].offset.length + humanoid.links[leg.foot].offset.length
    var clip = try standing(raisedBy: 0)
    for link in humanoid.links.indices { clip[rotation: 0, link] = .identity }
    let height = -humanoid.clearance(over: PlaneGround(), in: clip.pose(at: 0)) + clip.rootTranslations[0].y
    for frame in 0..<clip.frameCount {
      let time = Double(frame - 2) / clip.rate
      clip.rootTranslations[frame] = Vector3(0, height, speed * time)
      for link in humanoid.links.indices { clip[rotation: frame, link] = .identity }
      let angle = footSpeed / length * time
      clip[rotation: frame, leg.thigh] = Quaternion(angle: -angle, axis: .unitX)
      clip[rotation: frame, leg.foot] = Quaternion(angle: angle, axis: .unitX)
    }
    let simulation = try simulation(clip, cap: 100, startFrame: 2)
    #expect(try simulation.advance() == nil)
    return (simulation.view.action.rootHelp, humanoid.totalMass * 9.81)
  }

  /// Weight on a foot that swings over the floor would hold it back: the body stands on the other one alone, off to its side.
  @Test func aFootThatIsSweptOverTheFloorDoesNotCarryTheBody() throws {
    let (onTwo, weight) = try asked(leftFootAt: 0.3)
    let (onOne, _) = try asked(leftFootAt: 1.5)
    // Newton metres for newtons: as if the weight were so many metres off the foot.
    #expect(abs(onTwo.torque.z) < 0.005 * weight)
    #expect(abs(onOne.torque.z) > 0.02 * weight)
  }

  /// Rather than on nothing a body stands on feet that slide.
  @Test func feetThatAllSlideCarryTheBody() throws {
    let (wrench, weight) = try asked(leftFootAt: 0, wholeAt: 2)
    #expect(wrench.force.y < 0.1 * weight)
  }

  /// A reference that floats three centimetres high: no point of it is on the floor, but the body's feet are, and carry it.
  @Test func feetThatTouchTheFloorAgainstThePlanCarryTheBody() throws {
    let simulation = try simulation(standing(raisedBy: 0.03), cap: 0)
    let height = simulation.view.links[0].position.y
    for _ in 0..<45 { #expect(try simulation.advance() == nil) }
    #expect(simulation.view.links[0].position.y > height - 0.06)
    // What carries the body is not asked for as help.
    let weight = try PolicyControllerTests.humanoid().totalMass * 9.81
    #expect(simulation.view.action.rootHelp.force.length < 0.2 * weight)
  }

  /// Help of more than half the weight is not asked for where the floor carries it: feet that are still and low are to stand.
  @Test func helpDoesNotCarryWhatTheFloorCan() throws {
    let weight = try PolicyControllerTests.humanoid().totalMass * 9.81
    for (height, isCarried) in [(0.03, false), (0.2, true)] {
      let simulation = try simulation(standing(raisedBy: height), cap: 600)
      for _ in 0..<45 { #expect(try simulation.advance() == nil) }
      #expect((simulation.view.action.rootHelp.force.y > 0.8 * weight) == isCarried)
    }
  }

  /// Mean joint error a second after a body without help began to stand on one foot.
  private func errorOnOneFoot(
    balance: Double, recovery: Double, steps: Int = 30
  ) throws -> (error: Double, height: Double) {
    let humanoid = try PolicyControllerTests.humanoid()
    let hip = try #require(humanoid.index(named: "left_hip"))
    let knee = try #require(humanoid.index(named: "left_knee"))
    var clip = try standing(raisedBy: 0)
    for frame in 0..<clip.frameCount {
      clip.rootTranslations[frame] = humanoid.links[0].offset
      for link in humanoid.links.indices { clip[rotation: frame, link] = .identity }
      clip[rotation: frame, hip] = Quaternion(angle: -1, axis: .unitX)
      clip[rotation: frame, knee] = Quaternion(angle: 1.6, axis: .unitX)
    }
    var scene = SceneDescription()
    scene.controller = PluginChoice(
      TrackerController.name,
      settings: [
        "balance": .fields(["share": .number(balance)]), "recovery": .fields(["error": .number(recovery)]),
      ])
    scene.forces = []
    scene.terminations = []
    let simulation = try Simulation(
      scene: scene, registry: .standard, humanoid: humanoid,
      reference: ReferenceMotion(clip: clip, humanoid: humanoid))
    for _ in 0..<steps { #expect(try simulation.advance() == nil) }
    return (simulation.view.meanJointError, simulation.view.links[0].position.y)
  }

  /// A body on one foot without help falls over as the recording has it; leaning over its foot it is still up.
  @Test func aBodyOnOneFootStandsLongerWhereItLeansOverIt() throws {
    #expect(try errorOnOneFoot(balance: 0, recovery: 2).error > 0.4)
    #expect(try errorOnOneFoot(balance: 1, recovery: 2).error < 0.15)
  }

  /// The spring of a joint pulls to where the reference is at every moment: over a control step its target moves from the
  /// rotation in one frame to that in the next.
  @Test func targetsMoveFromFrameToFrame() throws {
    let walk = try PolicyControllerTests.walk()
    let simulation = try simulation(walk, cap: 1000)
    let humanoid = try PolicyControllerTests.humanoid()
    // Legs in the air are led elsewhere.
    let others = Set(humanoid.links.indices.dropFirst()).subtracting(humanoid.legs.flatMap(\.links))
    var farthest = 0.0
    var (startError, endError) = (0.0, 0.0)
    for frame in 0..<20 {
      #expect(try simulation.advance() == nil)
      let action = simulation.view.action
      for link in others {
        let way = Quaternion(rotationVector: action.targetVelocities[link] / walk.rate)
        let start = way.inverse * action.targets[link]
        startError = max(startError, (start * walk[rotation: frame, link].inverse).rotationVector.length)
        let end = action.targets[link] * walk[rotation: frame + 1, link].inverse
        endError = max(endError, end.rotationVector.length)
        farthest = max(farthest, way.rotationVector.length)
      }
    }
    #expect(startError < 1e-6 && endError < 1e-6 && farthest > 0.01)
  }
}

/// What a control step is made of.
@Suite struct ControlStepTests {
  /// Counts how often it is asked between two control steps, and notes where the root was to be when it was asked last.
  struct Counter: Controller, Plugin {
    static let name = "controller.counter"
    static let summary = "Counts"

    init(configuration: NoConfiguration = .init(), context: PluginContext) {}

    func act(on view: SimulationView, into action: inout Action) { action.rootHelp = Wrench() }

    func refine(on view: SimulationView, into action: inout Action) {
      action.rootHelp.force.x += 1
      action.rootHelp.torque = view.goal(link: 0).position
    }
  }

  @Test(arguments: [1, 4]) func aControllerIsAskedBeforeEachEngineStep(substeps: Int) throws {
    var registry = PluginRegistry.standard
    registry.register(controller: Counter.self)
    var scene = SceneDescription()
    scene.substeps = substeps
    scene.controller = PluginChoice(Counter.name)
    scene.forces = []
    let humanoid = try PolicyControllerTests.humanoid()
    let walk = try PolicyControllerTests.walk()
    let simulation = try Simulation(
      scene: scene, registry: registry, humanoid: humanoid, reference: ReferenceMotion(clip: walk, humanoid: humanoid))
    for frame in 0..<3 {
      #expect(try simulation.advance() == nil)
      let noted = simulation.view.action.rootHelp
      #expect(noted.force.x == Double(substeps - 1))
      guard substeps > 1 else { continue }
      let (a, b) = (walk.rootTranslations[frame], walk.rootTranslations[frame + 1])
      let goal = a + (b - a) * (Double(substeps - 1) / Double(substeps))
      #expect((noted.torque - goal).length < 1e-9 && (b - a).length > 1e-4)
    }
  }
}
