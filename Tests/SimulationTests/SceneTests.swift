import Motion
import Testing

@testable import Simulation

@Suite struct SceneTests {
  @Test func aSceneReadsBackFromItsOwnText() throws {
    var scene = SceneDescription()
    scene.controlRate = 60
    scene.forces = [PluginChoice("force.residual", settings: ["forceCap": .number(25)])]
    scene.ground[setting: "friction"] = .number(0.4)
    #expect(try SceneDescription(yaml: scene.yaml(), file: "scene.yaml") == scene)
  }

  @Test func whatAFileDoesNotSayKeepsTheStandard() throws {
    let scene = try SceneDescription(yaml: "substeps: 8\nforces: [force.residual]", file: "scene.yaml")
    var expected = SceneDescription()
    expected.substeps = 8
    #expect(scene == expected)
  }

  @Test(arguments: [
    ("substep: 8", "substep"), ("substeps: many", "substeps"), ("substeps: 0", "substeps"),
    ("controlRate: .nan", "controlRate"),
    ("forces: {a: 1}", "forces"), ("forces: [{cap: 3}]", "name"), ("a: [", "scene.yaml"), ("just text", "settings"),
    ("world: {floorFriction: -1}", "floorFriction"), ("world: {florHeight: 1}", "florHeight"),
    ("world: {floorNormal: [0, 2, 0]}", "floorNormal"), ("world: {gravity: [0, 1]}", "gravity"),
    ("world: {floorHeight: 1}\nground: ground.none", "ground"),
  ])
  func mistakesAreNamed(yaml: String, word: String) {
    let error = #expect(throws: SimulationError.self) { try SceneDescription(yaml: yaml, file: "scene.yaml") }
    #expect("\(error.map { "\($0)" } ?? "")".contains(word), "\(String(describing: error))")
  }

  /// The plane that `world` describes by its normal, against the closed form of the plane's equation.
  @Test func aFloorMayBeDescribedByItsNormal() throws {
    let normal = Vector3(0.1, 0.9, -0.3).normalized()
    let scene = try SceneDescription(
      yaml: "world: {floorHeight: 0.5, floorNormal: [\(normal.x), \(normal.y), \(normal.z)], floorFriction: 0.7}",
      file: "scene.yaml")
    let plane = PlaneGround(try scene.ground.settings.decode(PlaneGround.Configuration.self, plugin: scene.ground.name))
    for place in [Vector3.zero, Vector3(1, 0, 0), Vector3(-2, 7, 3)] {
      let surface = try #require(plane.surface(at: place))
      let point = Vector3(place.x, surface.height, place.z)
      #expect(abs((point - Vector3(0, 0.5, 0)).dot(normal)) < 1e-12)
      #expect((surface.normal - normal).length < 1e-12)
      #expect(surface.friction == 0.7)
      #expect(abs(plane.clearance(of: point + normal * 0.3) - 0.3) < 1e-12)
    }
  }

  @Test func withoutAFloorThereIsNoGround() throws {
    let scene = try SceneDescription(yaml: "world: {floorHeight: null}", file: "scene.yaml")
    #expect(scene.ground.name == NoGround.name)
    #expect(NoGround().clearance(of: .zero) == .infinity)
  }
}
