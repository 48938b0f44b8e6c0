import Foundation
import Gaitkeeper
import Testing
import Viewer

@testable import GaitkeeperCLI

/// Three steps up along z, on a floor at a height.
private struct Steps: Ground, Plugin {
  static let name = "ground.test-steps"
  static let summary = "Three steps"

  struct Configuration: PluginConfiguration {
    var height = 0.0
    static var fields: [ConfigurationField] { [.init("height", unit: "m", "of the floor")] }
  }

  private let level: Double

  init(configuration: Configuration, context: PluginContext) { level = configuration.height }

  func surface(at place: Vector3) -> GroundSurface? {
    let steps = abs(place.x) < 1 && place.z < 2.2 ? min(max((place.z - 1) / 0.4, 0).rounded(.up), 3) : 0
    return GroundSurface(height: level + 0.2 * steps)
  }

  var pieces: [GroundPiece] {
    [GroundPiece(.plane(point: Vector3(0, level, 0), normal: .unitY))]
      + (1...3).map { step in
        let height = 0.2 * Double(step)
        return GroundPiece(
          .box(
            centre: Vector3(0, level + height / 2, 1 + 0.4 * (Double(step) - 0.5)),
            halfExtents: Vector3(1, height / 2, 0.2), orientation: .identity))
      }
  }
}

/// Ground that is not a flat floor at height 0, in a real browser.
extension InBrowser {
  @Suite(.serialized) struct GroundTests {
    /// The walk as it is, put as high as the ground under its start.
    private func withPage(_ ground: PluginChoice, _ body: (Browser, any Ground) async throws -> Void) async throws {
      var registry = PluginRegistry.standard
      registry.register(ground: Steps.self)
      var scene = SceneDescription()
      scene.humanoid = InBrowser.home + "/humanoids/smpl"
      scene.ground = ground
      let staging = try Staging(scene: scene, registry: registry, seed: 0)
      var clip = try MotionFormats.standard.read(InBrowser.samples + "walk.bvh")
      let lift = staging.ground.height(at: clip.rootTranslations[0])
      for frame in 0..<clip.frameCount { clip.rootTranslations[frame].y += lift }
      let document = ViewerDocument(title: "ground", stages: [try staging.stage(of: clip)])
      let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).html")
      defer { try? FileManager.default.removeItem(at: file) }
      try Data(ViewerPage(document: document, three: ThreeLibrary()).html().utf8).write(to: file)
      let browser = try await Browser.launched()
      do {
        try await browser.open(file.absoluteString)
        try await browser.wait(until: "window.viewer && viewer.timing.frames > 2")
        #expect(try await browser.isTrue("element('message').hidden"))
        try await body(browser, staging.ground)
        #expect(try await browser.consoleErrors().isEmpty)
        if let folder = ProcessInfo.processInfo.environment["GAITKEEPER_SCREENSHOTS"] {
          try await browser.screenshot().write(to: URL(fileURLWithPath: "\(folder)/\(ground.name).png"))
        }
      } catch {
        await browser.close()
        throw error
      }
      await browser.close()
    }

    @Test(
      "The page's ground has the scene's heights, the camera looks at it from above, and the body is in the picture",
      arguments: [
        PluginChoice(
          "ground.plane", settings: ["height": .number(100), "slope": .number(12), "direction": .number(60)]),
        PluginChoice("ground.test-steps", settings: ["height": .number(-100)]),
      ])
    func heights(choice: PluginChoice) async throws {
      try await withPage(choice) { browser, ground in
        for (x, z) in [(0.0, 0.0), (0.3, 1.1), (-0.5, 1.5), (0.2, 2.1), (0, 3), (5, -4)] {
          let height = try await browser.number("viewer.stages[0].ground.height(\(x), \(z))")
          // 32-bit numbers a hundred metres up.
          #expect(abs(height - ground.height(at: Vector3(x, 0, z))) < 2e-5)
        }
        let seen = """
          (() => {
            const { player, stages: [stage] } = viewer;
            player.seek(player.duration);
            player.isPlaying = false;
            player.draw();
            const shift = stage.world.position;
            const eye = player.camera.position;
            const root = stage.performed.links[0].getWorldPosition(new THREE.Vector3());
            const onScreen = root.clone().project(player.camera);
            return [eye.y - shift.y - stage.ground.height(eye.x - shift.x, eye.z - shift.z), root.y,
              Math.max(Math.abs(onScreen.x), Math.abs(onScreen.y))];
          })()
          """
        // Over the ground where the camera is; the body near the middle of the picture, a pelvis' height over the point looked at.
        #expect(try await browser.number(seen + "[0]") > 0.5)
        let height = try await browser.number(seen + "[1]")
        #expect(abs(height - 0.9) < 1)
        #expect(try await browser.number(seen + "[2]") < 0.6)
      }
    }

    @Test("A camera that is turned into a slope stays over it, and a ray from it still hits what is drawn")
    func lowCamera() async throws {
      let slope = PluginChoice("ground.plane", settings: ["slope": .number(30), "direction": .number(90)])
      try await withPage(slope) { browser, _ in
        let outcome = """
          (() => {
            const { player, stages: [stage] } = viewer;
            player.isPlaying = false;
            player.camera.position.set(5, 0.3, 0);
            player.controls.update();
            player.draw();
            let height = 0, seen = null;
            const root = stage.performed.links[0].getWorldPosition(new THREE.Vector3());
            stage.withCamera(player.camera, player.controls.target, () => {
              const shift = stage.world.position;
              const eye = player.camera.position;
              height = eye.y - shift.y - stage.ground.height(eye.x - shift.x, eye.z - shift.z);
              seen = root.clone().project(player.camera);
            });
            const { caster } = player.ray((seen.x + 1) / 2 * player.width, (1 - seen.y) / 2 * player.height);
            return [height, caster.ray.distanceToPoint(root), player.camera.position.y];
          })()
          """
        let height = try await browser.number(outcome + "[0]")
        #expect(abs(height - 0.1) < 1e-6)
        #expect(try await browser.number(outcome + "[1]") < 1e-3)
        // The camera itself stays where the mouse has put it.
        #expect(try await browser.number(outcome + "[2]") < 1)
      }
    }

    @Test("A running simulation says how high the ground under the body is, frame by frame")
    func live() async throws {
      var scene = SceneDescription()
      scene.ground[setting: "slope"] = .number(3)
      try await InBrowser.withSimulation(in: scene, newest: 0.5) { browser in
        let worst = """
          (() => {
            const { poses, heights } = viewer.stages[0].performed.track;
            let worst = poses.count === heights.count ? 0 : 1;
            for (let frame = 0; frame < poses.count; frame++) {
              const height = viewer.stages[0].ground.height(poses.at(frame, 0), poses.at(frame, 2));
              worst = Math.max(worst, Math.abs(height - heights.at(frame, 0)));
            }
            return worst;
          })()
          """
        let distance = try await browser.number(worst)
        #expect(distance < 1e-5)
      }
    }
  }
}
