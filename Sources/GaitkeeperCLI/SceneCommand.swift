import ArgumentParser
import Gaitkeeper

struct SceneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scene",
    abstract: "Print the whole scene in which a command simulates, as YAML that --scene reads back.",
    discussion: """
      Takes the options of 'simulate' and 'correct'. Every plugin is made once, so that what is wrong with a scene is found. A scene \
      file may leave out what is to stay as it is.
      """)

  enum Verb: String, ExpressibleByArgument, CaseIterable { case simulate, correct }

  @Argument(help: "The command: simulate or correct.")
  var verb = Verb.simulate

  @OptionGroup var sceneOptions: SceneOptions
  @OptionGroup var correction: CorrectionOptions
  @OptionGroup var libraries: PluginOptions

  mutating func run() throws {
    let scene = try scene()
    let (humanoid, card) = try ResourceLocator().humanoid(named: scene.humanoid)
    _ = try MotionPipeline(
      scene: scene, humanoid: humanoid, humanoidRoles: card?.jointMap, registry: libraries.registry(),
      seed: sceneOptions.seed)
    print(try scene.yaml(), terminator: "")
  }

  /// The whole scene that the command would use.
  func scene() throws -> SceneDescription {
    var scene = try sceneOptions.description()
    if verb == .correct { return try correction.applied(to: scene) }
    if correction.noCleaning { scene.cleaning = CleaningDescription.none }
    if scene.cleaning == nil { scene.cleaning = .recording }
    if scene.attempts == nil { scene.attempts = [AttemptDescription()] }
    return scene
  }
}
