import Motion
import Simulation
import Testing

@testable import Tuning

/// The piece of a scene that is written.
@Suite struct PieceTests {
  @Test func onlyWhatIsNotStandardIsWritten() throws {
    #expect(try SceneDescription().piece() == "{}\n")
    var scene = SceneDescription()
    scene.humanoid = "mannequin"
    scene.controller[setting: "balance.share"] = .number(0.5834)
    scene.controller[setting: "frequency"] = .number(2)
    #expect(
      try scene.piece() == """
        controller:
          name: controller.tracker
          balance:
            share: 0.5834
          frequency: 2
        humanoid: mannequin

        """)
  }

  @Test func everySceneReadsBackFromItsPiece() throws {
    var scene = SceneDescription()
    #expect(try SceneDescription(yaml: scene.piece(), file: "piece") == scene)
    scene.humanoid = "bodies/my body: no. 1.xml"
    scene.engine = PluginChoice("engine.ode", settings: ["stepper": .text("tree")])
    scene.controller[setting: "a.b.c"] = .number(1.25e-7)
    scene.controller[setting: "word"] = .text("a \"word\", # and: more")
    scene.controller[setting: "flag"] = .bool(true)
    scene.controller[setting: "list"] = .list([.number(1), .list([.number(-2.5), .text("x")]), .fields([:])])
    scene.actuator[setting: "none"] = .null
    scene.forces = [
      PluginChoice("force.residual", settings: ["forceCap": .number(.infinity)]), PluginChoice("force.push"),
    ]
    scene.terminations = []
    scene.gravity = Vector3(0, -1.62, 0)
    scene.ground[setting: "friction"] = .number(0.4)
    scene.substeps = 8
    let piece = try scene.piece()
    #expect(try SceneDescription(yaml: piece, file: "piece") == scene, "\(piece)")
  }
}
