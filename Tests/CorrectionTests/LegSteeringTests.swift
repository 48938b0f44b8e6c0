import Correction
import Motion
import Testing

@testable import Simulation
@testable import StandardPlugins

/// Where the targets of the legs would put the feet.
@Suite struct LegSteeringTests {
  private static let left = 0
  private static let right = 1

  /// A body that crouches on both feet, its root `height` over where that is; in `raised` frames its right foot is in the air,
  /// by so much as its joints are bent more. Up to frame `end` it slides forward at `speed` metres per second.
  private static func crouching(
    raisedBy height: Double = 0, footUpIn raised: Range<Int> = 0..<0, bent more: Double = 0.4,
    slidingAt speed: Double = 0, until end: Int = 6
  ) throws -> (Humanoid, ReferenceMotion) {
    let humanoid = try ConformanceTests.humanoid()
    let frames = 6
    var clip = try MotionClip(
      name: "crouching", skeleton: humanoid.skeleton, rate: 30,
      rootTranslations: Array(repeating: .zero, count: frames),
      rotations: Array(repeating: .identity, count: frames * humanoid.links.count))
    for frame in 0..<frames {
      for (index, leg) in humanoid.legs.enumerated() {
        let bend = index == right && raised.contains(frame) ? 0.5 + more : 0.5
        clip[rotation: frame, leg.thigh] = Quaternion(angle: -bend, axis: .unitX)
        clip[rotation: frame, leg.shin] = Quaternion(angle: 2 * bend, axis: .unitX)
        clip[rotation: frame, leg.foot] = Quaternion(angle: -bend, axis: .unitX)
      }
    }
    let floor = humanoid.clearance(over: PlaneGround(), in: clip.pose(at: 0))
    for frame in 0..<frames {
      clip.rootTranslations[frame] = Vector3(0, height - floor, speed * Double(min(frame, end)) / clip.rate)
    }
    return (humanoid, try ReferenceMotion(clip: clip, humanoid: humanoid))
  }

  private static func view(_ humanoid: Humanoid, _ reference: ReferenceMotion, frame: Int = 0) throws -> SimulationView
  {
    var scene = SceneDescription()
    scene.controller = PluginChoice(TrackerController.name, settings: ["balance": .fields(["share": .number(0)])])
    return try Simulation(
      scene: scene, registry: .standard, humanoid: humanoid, reference: reference, startFrame: frame
    ).view
  }

  /// The ankles' places when the joints are turned as the legs are steered, and whether any target was changed.
  private static func ankles(_ view: SimulationView, standing: [Int]) -> (places: [Vector3], areSteered: Bool) {
    let humanoid = view.humanoid
    let base = view.reference.base(of: view.referenceFrame + 1)
    let planned = humanoid.links.indices.map { view.reference.jointRotations[base + $0] }
    var targets = planned
    // As high as the tests say, whatever is the standard.
    var settings = LegSettings()
    (settings.clearance, settings.swingTime, settings.swingHeight) = (0.03, 0.02, 0.05)
    LegSteering(humanoid: humanoid, settings: settings).steer(
      view, standing: Set(standing.flatMap { humanoid.legs[$0].links }), offsets: [], targets: &targets)
    var states: [(position: Vector3, orientation: Quaternion)] = []
    for (index, link) in humanoid.links.enumerated() {
      guard let parent = link.parent else {
        states.append((view.links[0].position, view.links[0].orientation))
        continue
      }
      let above = states[parent]
      states.append((above.position + above.orientation.rotate(link.offset), above.orientation * targets[index]))
    }
    return (humanoid.legs.map { states[$0.foot].position }, targets != planned)
  }

  private static func planned(_ view: SimulationView, _ leg: Int) -> Vector3 {
    view.reference.links[view.reference.base(of: view.referenceFrame + 1) + view.humanoid.legs[leg].foot].position
  }

  /// A body that was thrown up stretches its legs to where its feet are to stand.
  @Test func aBodyThrownUpReachesForTheFloor() throws {
    let (humanoid, reference) = try Self.crouching()
    var view = try Self.view(humanoid, reference)
    for link in view.links.indices { view.links[link].position.y += 0.05 }
    let (places, _) = Self.ankles(view, standing: [])
    for leg in [Self.left, Self.right] { #expect((places[leg] - Self.planned(view, leg)).length < 1e-6) }
  }

  /// In a jump it does not: it tucks them in as the reference does.
  @Test func aJumpingBodyKeepsItsLegs() throws {
    let (humanoid, reference) = try Self.crouching(raisedBy: 0.2)
    var view = try Self.view(humanoid, reference)
    for link in view.links.indices { view.links[link].position.y += 0.05 }
    #expect(!Self.ankles(view, standing: []).areSteered)
  }

  /// A foot that the floor caught while it was too near to the hip stays there: stretched as planned the leg would throw the body up.
  @Test func aLegThatStandsTooNearStaysBent() throws {
    let (humanoid, reference) = try Self.crouching()
    var view = try Self.view(humanoid, reference)
    let foot = humanoid.legs[Self.left].foot
    let place = view.links[foot].position
    for (lower, staysBent) in [(0.03, false), (0.08, true)] {
      for link in view.links.indices { view.links[link].position.y = reference.links[link].position.y - lower }
      view.links[foot].position = place
      let (places, areSteered) = Self.ankles(view, standing: [Self.left, Self.right])
      #expect(areSteered == staysBent)
      if staysBent { #expect((places[Self.left] - place).length < 1e-6) }
    }
  }

  /// A foot is carried higher than planned, but not in the step in which it leaves the floor or comes down on it.
  @Test func aFootIsCarriedHigherBetweenTheFloorAndTheFloor() throws {
    let (humanoid, reference) = try Self.crouching(footUpIn: 2..<4)
    for (frame, lift) in [(1, 0), (2, 0.03), (3, 0)] {
      let view = try Self.view(humanoid, reference, frame: frame)
      let (places, _) = Self.ankles(view, standing: [Self.left])
      let wanted = Self.planned(view, Self.right) + .unitY * lift
      #expect((places[Self.right] - wanted).length < 1e-6, "frame \(frame)")
    }
  }

  /// A foot that is swung just over the floor is carried as high as the way that it goes in 20 ms, up to 5 cm, so that its toes do
  /// not brush the floor; one that comes to rest in the next step is not.
  @Test(arguments: [(0, 0), (1, 0.02), (2, 0.04), (4, 0.05)])
  func aFootThatSwingsClearsTheFloor(speed: Double, lift: Double) throws {
    for end in [1, 6] {
      let (humanoid, reference) = try Self.crouching(slidingAt: speed, until: end)
      let view = try Self.view(humanoid, reference)
      let (places, _) = Self.ankles(view, standing: [Self.left])
      let wanted = Self.planned(view, Self.right) + .unitY * (end == 1 ? 0 : lift)
      // The joints are turned where the body is now.
      let now = view.links[0].position - view.reference.links[view.reference.base(of: 1)].position
      #expect((places[Self.right] - wanted - now).length < 1e-6, "until frame \(end)")
    }
  }

  /// A foot that is still and a few centimetres high is to be on the floor, where recordings are off; higher up it is held there.
  @Test(arguments: [(0.07, true), (0.4, false)])
  func aFootThatIsStillIsPutDown(bent: Double, isPutDown: Bool) throws {
    let (humanoid, reference) = try Self.crouching(footUpIn: 0..<6, bent: bent)
    let view = try Self.view(humanoid, reference)
    let (places, _) = Self.ankles(view, standing: [Self.left])
    let height = Self.planned(view, Self.right).y - Self.planned(view, Self.left).y
    #expect(height > 0.02)
    #expect(abs(places[Self.right].y - Self.planned(view, Self.right).y - (isPutDown ? -height : 0.03)) < 1e-6)
  }
}
