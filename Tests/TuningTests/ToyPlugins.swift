import Correction
import Foundation
import Motion
import Simulation

@testable import Tuning

/// A world in which the body is always where it was put: rollouts cost next to nothing.
struct ToyEngine: Engine, Plugin {
  static let name = "engine.toy"
  static let summary = "Nothing moves"

  init(configuration: NoConfiguration, context: PluginContext) {}

  func makeWorld(humanoid: Humanoid, settings: WorldSettings) -> any World { ToyWorld(humanoid: humanoid) }

  private final class ToyWorld: World {
    let humanoid: Humanoid
    var time = 0.0
    var contacts: [ContactPoint] { [] }
    private var state: [LinkState] = []

    init(humanoid: Humanoid) { self.humanoid = humanoid }
    func readLinks(into links: inout [LinkState]) { links = state }
    func place(_ links: [LinkState]) { state = links }
    func step(duration: Double, drives: [JointDrive], wrenches: [Wrench]) { time += duration }
    func save() -> WorldSnapshot { WorldSnapshot(layout: "", values: [], contacts: []) }
    func restore(_ snapshot: WorldSnapshot) {}
  }
}

/// Asks for nothing.
struct ToyController: Controller, Plugin {
  static let name = "controller.toy"
  static let summary = "Does nothing"

  init(configuration: NoConfiguration, context: PluginContext) {}
  mutating func act(on view: SimulationView, into action: inout Action) {}
}

/// Drives nothing.
struct ToyActuator: Actuator, Plugin {
  static let name = "actuator.toy"
  static let summary = "Does nothing"

  init(configuration: NoConfiguration, context: PluginContext) {}
  mutating func drive(_ view: SimulationView, into drives: inout [JointDrive]) {}
}

/// Ends a rollout the later the nearer its settings are to 0.3, 10 and 3, in the units in which each is searched.
struct ToyTermination: Termination, Plugin {
  static let name = "termination.toy"
  static let summary = "Fails by its settings"

  struct Configuration: PluginConfiguration {
    struct Parts: Codable, Sendable {
      var factor = 1.0
      var count = 8
    }
    var share = 0.8
    var parts = Parts()
    var fixed = 7.0
    var word = "text"

    static var fields: [ConfigurationField] {
      [
        .init("share", range: 0...1, "best at 0.3"),
        .init("parts.factor", unit: "N", range: 0.1...100, scale: .logarithmic, "best at 10"),
        .init("parts.count", range: 0...10, scale: .whole, "best at 3"),
        .init("fixed", "without a range"),
        .init("word", "no number"),
      ]
    }

    func validate() throws {
      if share > 0.9 { throw ConfigurationProblem("share is \(share), expected at most 0.9") }
    }
  }

  private let secondsUntilFailure: Double

  init(configuration: Configuration, context: PluginContext) {
    let off =
      abs(configuration.share - 0.3) + abs(log10(configuration.parts.factor) - 1) / 3
      + abs(Double(configuration.parts.count) - 3) / 10
    secondsUntilFailure = 2.5 * (1 - off / 2)
  }

  mutating func failure(in view: SimulationView) -> String? { view.time > secondsUntilFailure ? "toy" : nil }
}

/// Rollouts in which the toy termination alone decides.
enum Toy {
  static var scene: SceneDescription {
    var scene = SceneDescription()
    scene.engine = PluginChoice("engine.toy")
    scene.controller = PluginChoice("controller.toy")
    scene.actuator = PluginChoice("actuator.toy")
    scene.terminations = [PluginChoice("termination.toy")]
    scene.controlRate = 100
    scene.substeps = 1
    return scene
  }

  static var registry: PluginRegistry {
    var registry = PluginRegistry.standard
    registry.register(engine: ToyEngine.self)
    registry.register(controller: ToyController.self)
    registry.register(actuator: ToyActuator.self)
    registry.register(termination: ToyTermination.self)
    return registry
  }

  static func simulator(_ scene: SceneDescription = scene) throws -> MotionSimulator {
    let (body, card) = try ResourceLocator().humanoid(named: "mannequin")
    return MotionSimulator(humanoid: body, humanoidRoles: card?.jointMap, scene: scene, registry: registry)
  }

  /// One clip of 2.8 seconds, under two names.
  static func data() throws -> TuningData {
    var clip = try MotionFormats.standard.read(ResourceLocator().sample(named: "walk"))
      .sampled(rate: 10, frameCount: 29)
    var clips: [MotionClip] = []
    for name in ["a", "b"] {
      clip.name = name
      clips.append(clip)
    }
    return TuningData(name: "toy", parts: [.init(name: "train", clips: clips)])
  }

  static func options(_ change: (inout TuningOptions) -> Void = { _ in }) -> TuningOptions {
    var options = TuningOptions(settings: ["termination.toy.*"])
    options.objective = ["survived=1"]
    options.limits = []
    options.parts = 2
    change(&options)
    return options
  }
}

/// Calls `body` with a folder that is gone afterwards.
func withFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
  let path = NSTemporaryDirectory() + "gaitkeeper-" + UUID().uuidString
  try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: path) }
  return try body(path)
}
