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
    // Nobody else may lift the body: the helping wrench turns it alone.
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
    #expect(held.report.status == .tracked && held.report.controller == Marionette.name)
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
}
