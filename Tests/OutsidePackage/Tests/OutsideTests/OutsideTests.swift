import Foundation
import Gaitkeeper
import Outside
import Testing

/// Plugins of another package work as Gaitkeeper's own do.
@Suite struct OutsideTests {
  static let registry = PluginRegistry.withOutside
  static let home = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../..").standardized.path

  static func simulator() throws -> MotionSimulator {
    let (humanoid, card) = try ResourceLocator(environment: ["GAITKEEPER_HOME": home]).humanoid(named: "smpl")
    return MotionSimulator(humanoid: humanoid, humanoidRoles: card?.jointMap, registry: registry)
  }

  static func walk() throws -> MotionClip { try registry.formats.read("\(home)/humanoids/smpl/samples/walk.bvh") }

  /// The mean vertical force of the floor over a walk, as a share of the body's weight.
  static func floorShare(_ scene: SceneDescription) throws -> Double {
    var simulator = try simulator()
    simulator.scene = scene
    simulator.scene.recorders = [PluginChoice("recorder.contacts")]
    let result = try simulator.simulate(walk())
    #expect(result.report.status == .tracked)
    let series = try #require(result.recordings["recorder.contacts"]?["force"])
    // Rows of x, y, z a link; the first row is before the first step.
    let rows = series.values.count / series.width
    let lift = stride(from: series.width + 1, to: series.values.count, by: 3).reduce(0) { $0 + series.values[$1] }
    return lift / Double(rows - 1) / (simulator.humanoid.totalMass * 9.81)
  }

  @Test func theFloorCarriesWhatWaterDoesNot() throws {
    var scene = SceneDescription()
    // Nobody else may lift the body: the help turns it alone.
    scene.forces = [PluginChoice("residual", settings: ["forceCap": .number(0)])]
    let onLand = try Self.floorShare(scene)
    scene.forces.append(PluginChoice("buoyancy", settings: ["share": .number(0.4)]))
    let inWater = try Self.floorShare(scene)
    // Newton: force times time is weight times time and the change of momentum. The walk ends about as fast as it began:
    // up or down by 0.3 m/s at most, which over its 2.8 s is a hundredth of the weight.
    #expect(abs(onLand - 1) < 0.015)
    #expect(abs(inWater - 0.6) < 0.015)
  }

  @Test func theMarionetteWalksOnItsSpringsAndFallsWithoutThem() throws {
    var simulator = try Self.simulator()
    simulator.scene.controller = PluginChoice(Marionette.name)
    let unlimited = ConfigurationValue.number(.infinity)
    simulator.scene.forces = [PluginChoice("residual", settings: ["forceCap": unlimited, "torqueCap": unlimited])]
    let held = try simulator.simulate(Self.walk())
    #expect(held.report.failure == nil && held.report.controller == Marionette.name)
    simulator.scene.forces = []
    #expect(try simulator.simulate(Self.walk()).report.status == .failed)
  }

  @Test func theTableGivesBackTheWalkToTheBit() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).table").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let walk = try Self.walk()
    try Self.registry.formats.write(walk, to: path)
    let again = try Self.registry.formats.read(path)
    #expect(again.skeleton.joints.map(\.name) == walk.skeleton.joints.map(\.name))
    #expect(again.skeleton.joints.map(\.parent) == walk.skeleton.joints.map(\.parent))
    #expect(again.skeleton.joints.map(\.offset) == walk.skeleton.joints.map(\.offset) && again.rate == walk.rate)
    #expect(again.rootTranslations == walk.rootTranslations && again.rotations == walk.rotations)
    // What the body does with it goes into a table too.
    let performed = try Self.simulator().simulate(again)
    #expect(performed.report.status == .tracked)
    #expect(try TableCodec().encode(performed.clip).starts(with: "motion \(walk.jointCount) 30.0\n".utf8))
  }

  @Test func aSceneFileChoosesThemByName() throws {
    let scene = try SceneDescription(
      yaml: "controller: marionette\nforces: [{ name: force.buoyancy, share: 2 }]", file: "scene.yaml")
    var simulator = try Self.simulator()
    simulator.scene = scene
    // Lifted by twice its weight, the body rises from the floor until it is too far from its reference.
    let performed = try simulator.simulate(Self.walk()).performed
    let (first, last) = try (#require(performed.rootTranslations.first), #require(performed.rootTranslations.last))
    #expect(last.y > first.y + 0.3)
    simulator.scene.forces = [PluginChoice("buoyancy", settings: ["shar": .number(1)])]
    let error = #expect(throws: SimulationError.self) { try simulator.simulate(Self.walk()) }
    #expect(error?.description == "force.buoyancy: unknown setting 'shar'; it has share")
  }

  /// A ground, a cleaning step, a metric and a controller of this package, in what corrects motions.
  @Test func theCorrectorObeysThem() throws {
    let scene = try SceneDescription(
      yaml: """
        ground: {name: bowl, radius: 20}
        controller: marionette
        forces: [{name: residual, forceCap: .inf, torqueCap: .inf}]
        cleaning: {clip: [about-face]}
        """, file: "scene.yaml")
    let corrector = try MotionCorrector(
      scene: scene, registry: Self.registry, locator: ResourceLocator(environment: ["GAITKEEPER_HOME": Self.home]))
    let walk = try Self.walk()
    let correction = try corrector.correct(motion: walk)
    let report = correction.report
    #expect(report.failure == nil && report.controller == Marionette.name && report.ground == Bowl.name)
    #expect(report.cleaning?["turnedFrames"] == Double(walk.frameCount))
    // It walks the other way, and as far up the dish as the sphere says, but for how hips rise and sink:
    // by 6 cm on the level, and by up to a step of 0.7 m times the slope, 0.16 at the end, so that the lower foot is reached.
    let (ground, reference) = (corrector.pipeline.ground, correction.reference.rootTranslations)
    let way = try (#require(walk.rootTranslations.last) - #require(walk.rootTranslations.first)).rejected(from: .unitY)
    let (first, last) = try (#require(reference.first), #require(reference.last))
    #expect((last - first).dot(way) < 0)
    let heights = reference.map { $0.y - ground.height(at: $0) }
    #expect(try #require(heights.max()) - #require(heights.min()) < 0.06 + 0.7 * 0.16)
    let levels = reference.map { ground.height(at: $0) }
    #expect(try #require(levels.max()) - #require(levels.min()) > 0.2)
    // Newton: a body that walks presses on the ground with more than its weight now and then.
    let peak = try #require(report.figures.values["peakGroundN"])
    #expect(peak > 0.5 * corrector.pipeline.humanoid.totalMass * 9.81 && peak < 20_000)
    let keys = try #require(
      try JSONSerialization.jsonObject(with: JSONEncoder().encode(report)) as? [String: Any])
    #expect(keys["peakGroundN"] as? Double == peak)
  }

  /// A policy by hand: the root is held back by as much as the body leans and goes. Its card names an observation of this package.
  @Test func aPolicySeesWithThisPackagesObservation() throws {
    let simulator = try Self.simulator()
    let context = PluginContext(humanoid: simulator.humanoid, registry: Self.registry)
    let card = try PolicyCard(
      name: "upright", summary: "Holds against leaning", licence: "", context: context,
      observation: PluginChoice(Lean.name), network: .init(hiddenWidths: []), training: [:])
    #expect(card.observation == [.init("offset", count: 2), .init("velocity", count: 2)])
    let outputs = card.action.numbers
    func folder(gain: Float) throws -> String {
      var weights = [Float](repeating: 0, count: 4 * outputs)
      // The root's acceleration along x and z, after the joints' targets.
      let start = try #require(card.action.first { $0.name == "jointTargets" }?.count)
      for (output, input) in [(0, 0), (0, 2), (2, 1), (2, 3)] { weights[4 * (start + output) + input] = -gain }
      let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try card.write(
        with: SafeTensors(tensors: [
          "mean": .init(shape: [4], values: [0, 0, 0, 0]), "deviation": .init(shape: [4], values: [1, 1, 1, 1]),
          "policy.layers.0.weight": .init(shape: [outputs, 4], values: weights),
          "policy.layers.0.bias": .init(shape: [outputs], values: Array(repeating: 0, count: outputs)),
        ]), to: folder)
      return folder
    }
    let clip = try Self.walk()
    func performed(_ controller: PluginChoice, _ registry: PluginRegistry = Self.registry) throws -> MotionClip {
      var simulator = simulator
      simulator.registry = registry
      simulator.scene.controller = controller
      return try simulator.simulate(clip).performed
    }
    let (silent, holding) = (try folder(gain: 0), try folder(gain: 0.1))
    defer { for folder in [silent, holding] { try? FileManager.default.removeItem(atPath: folder) } }
    func policy(_ folder: String) -> PluginChoice { PluginChoice("policy", settings: ["policy": .text(folder)]) }
    let tracker = try performed(PluginChoice("tracker"))
    #expect(try performed(policy(silent)) == tracker)
    #expect(try performed(policy(holding)) != tracker)
    // What it says is what it sees, step by step.
    var scene = SceneDescription()
    scene.controller = policy(holding)
    let simulation = try Simulation(
      scene: scene, registry: Self.registry, humanoid: simulator.humanoid,
      reference: ReferenceMotion(clip: simulator.controlReference(clip), humanoid: simulator.humanoid))
    let lean = Lean(configuration: .init(), context: context)
    var speed = 0.0
    for _ in 0..<60 {
      var seen: [Double] = []
      lean.observe(simulation.view, into: &seen)
      speed += seen[3] / 60
      #expect(try simulation.advance() == nil)
      let said = try #require(simulation.controller as? PolicyController).outputs
      #expect(abs(Double(said[69]) + 0.1 * (seen[0] + seen[2])) < 1e-6)
      #expect(abs(Double(said[71]) + 0.1 * (seen[1] + seen[3])) < 1e-6)
    }
    // The walk goes three metres in 2.8 seconds.
    #expect(abs(speed - 1.08) < 0.15)
    let error = #expect(throws: PolicyError.self) { try performed(policy(holding), .standard) }
    #expect(error?.problem.hasPrefix("no observation is named 'observation.lean'") == true)
  }
}
