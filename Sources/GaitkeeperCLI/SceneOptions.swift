import ArgumentParser
import Gaitkeeper

/// How a clip is simulated.
struct SceneOptions: ParsableArguments {
  @Option(help: "Scene file (YAML): engine, world, controller, forces and other plugins with their settings.")
  var scene: String?

  @Option(help: "Body, by name or path. Default: the scene's (smpl).")
  var humanoid: String?

  @Option(help: "Controller plugin. Default: the scene's (tracker).")
  var controller: String?

  @Option(
    name: .customLong("wrench-force"), parsing: .unconditional,
    help: "Largest helping force on the root in N; 0 for none, inf for no limit.")
  var wrenchForce: Double?

  @Option(
    name: .customLong("wrench-torque"), parsing: .unconditional,
    help: "Largest helping torque on the root in N m; 0 for none, inf for no limit.")
  var wrenchTorque: Double?

  @Option(help: "Seed of everything random.")
  var seed: UInt64 = 0

  /// The scene file's set-up, or the standard one, with what the command line says put over it.
  /// - Parameter change: what a command has to say beyond these options.
  /// - Throws: what is wrong with the scene file or the caps.
  func description(change: (inout SceneDescription) -> Void = { _ in }) throws -> SceneDescription {
    var description = try SceneDescription(file: scene)
    if let humanoid { description.humanoid = humanoid }
    if let controller { description.controller = PluginChoice(controller) }
    change(&description)
    try description.cap(force: wrenchForce, torque: wrenchTorque)
    try description.validate()
    return description
  }
}

extension SceneDescription {
  /// The scene that a file describes, or the standard one.
  /// - Throws: what is wrong with the file.
  init(file: String?) throws {
    self.init()
    if let file {
      self = try SceneDescription(yaml: OutputFile.readText(file), file: file).resolved(relativeTo: file)
    }
  }

  /// What the scene's bodies stand on.
  /// - Throws: `SimulationError` for a ground that there is not, or its settings.
  func makeGround(registry: PluginRegistry, humanoid: Humanoid) throws -> any Ground {
    try registry.grounds.make(
      ground, context: PluginContext(humanoid: humanoid, controlRate: controlRate, substeps: substeps))
  }

  /// Place among the forces of the one that helps.
  var helpIndex: Int? { forces.firstIndex { $0.name.hasSuffix("residual") } }

  /// Changes the caps on the helping wrench that are given.
  /// - Throws: when the scene has no force that helps.
  mutating func cap(force: Double?, torque: Double?) throws {
    for (setting, cap) in [("forceCap", force), ("torqueCap", torque)] {
      guard let cap else { continue }
      guard let index = helpIndex else {
        throw ValidationError("--wrench-force and --wrench-torque need 'force.residual' among the scene's forces")
      }
      forces[index][setting: setting] = .number(cap)
    }
  }
}

/// Where a clip is that is drawn without being simulated.
struct GroundOptions: ParsableArguments {
  @Option(help: "Scene file (YAML) of whose ground the motion is on. Default: a level floor at height 0.")
  var scene: String?

  @OptionGroup var libraries: PluginOptions

  /// The scene that the file describes, or the standard one, and its ground.
  /// - Throws: what is wrong with the scene file, its humanoid or its ground.
  func read() throws -> (scene: SceneDescription, ground: any Ground) {
    let registry = try libraries.registry()
    let description = try SceneDescription(file: scene)
    guard scene != nil else { return (description, PlaneGround()) }
    let humanoid = try ResourceLocator().humanoid(named: description.humanoid).humanoid
    return (description, try description.makeGround(registry: registry, humanoid: humanoid))
  }
}
