import ArgumentParser
import Gaitkeeper

/// How a clip is simulated.
struct SceneOptions: ParsableArguments {
  @Option(help: "Scene file (YAML): body, ground, engine, controller, forces, cleaning, attempts and their settings.")
  var scene: String?

  @Option(help: "Body, by name or path. Default: the scene's (smpl).")
  var humanoid: String?

  @Option(help: "Controller plugin. Default: the scene's (tracker).")
  var controller: String?

  @Option(
    name: .customLong("wrench-force"), parsing: .unconditional,
    help:
      "Largest helping force on the root in N, and torque in N m alike; 0 for none, inf for no limit. Default: the scene's (100)."
  )
  var helpForce: Double?

  @Option(
    name: .customLong("wrench-torque"), parsing: .unconditional,
    help: "Largest helping torque on the root in N m, if it is another number.")
  var helpTorque: Double?

  @Option(help: "Control steps per second. Default: the scene's (30).")
  var rate: Double?

  @Option(help: "Engine steps per control step. Default: the scene's (4).")
  var substeps: Int?

  @Option(help: "Random seed.")
  var seed: UInt64 = 0

  /// The scene file's set-up, or the standard one, with what the command line says put over it.
  /// - Throws: what is wrong with the scene file or the caps.
  func description() throws -> SceneDescription {
    var description = try SceneDescription(file: scene)
    if let humanoid { description.humanoid = humanoid }
    if let controller { description.controller = PluginChoice(controller) }
    if let rate { description.controlRate = rate }
    if let substeps { description.substeps = substeps }
    if helpForce != nil || helpTorque != nil, description.attempts?.contains(where: { $0.help != nil }) == true {
      throw ValidationError(
        "--wrench-force and --wrench-torque have no effect: the scene's attempts say how much help they have")
    }
    try description.capHelp(force: helpForce, torque: helpTorque ?? helpForce)
    try description.validate()
    return description
  }
}

extension SceneDescription {
  /// The scene that a file describes, or the standard one.
  /// - Throws: what is wrong with the file.
  init(file: String?) throws {
    self.init()
    if let file { self = try SceneDescription(contentsOf: file) }
  }

  /// What the scene's bodies stand on.
  /// - Throws: `SimulationError` for a ground that there is not, or its settings.
  func makeGround(registry: PluginRegistry, humanoid: Humanoid) throws -> any Ground {
    try registry.grounds.make(
      ground, context: PluginContext(humanoid: humanoid, controlRate: controlRate, substeps: substeps))
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
