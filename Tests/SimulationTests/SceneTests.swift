import Testing

@testable import Simulation

@Suite struct SceneTests {
  @Test func aSceneReadsBackFromItsOwnText() throws {
    var scene = SceneDescription()
    scene.controlRate = 60
    scene.forces = [PluginChoice("force.residual", settings: ["forceCap": .number(25)])]
    scene.world.floorFriction = 0.4
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
    ("world: {floorFriction: -1}", "floorFriction"),
  ])
  func mistakesAreNamed(yaml: String, word: String) {
    let error = #expect(throws: SimulationError.self) { try SceneDescription(yaml: yaml, file: "scene.yaml") }
    #expect("\(error.map { "\($0)" } ?? "")".contains(word), "\(String(describing: error))")
  }
}
