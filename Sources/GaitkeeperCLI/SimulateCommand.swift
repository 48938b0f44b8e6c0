import ArgumentParser
import Foundation
import Gaitkeeper

struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Make a body perform a clip, and write what it did.",
    discussion: """
      The clip is retargeted to the humanoid, tracked in simulation, and mapped back to its own skeleton, rate and length. \
      When the body fails to track it, the output ends there, the report says why, and the exit status is 2.
      """)

  @Argument(help: "Motion to perform: .bvh, .npz or .npy.")
  var clip: String

  @Option(help: "Write the performed motion here; the ending chooses the format.")
  var output: String?

  @Option(help: "Write the report here, as JSON.")
  var report: String?

  @Option(help: "File (YAML or JSON) that says which joint of the clip plays which part, such as 'leftFoot: LeftToe'.")
  var map: String?

  @Flag(name: .customLong("no-cleaning"), help: "Take the motion as it comes: no cleaning step at all.")
  var noCleaning = false

  @Flag(help: "Watch it run in the browser: pause, step, pull the body with the mouse, change the cap on help.")
  var view = false

  @OptionGroup var sceneOptions: SceneOptions
  @OptionGroup var clipOptions: ClipOptions
  @OptionGroup var libraries: PluginOptions

  mutating func run() throws {
    // Everything that can be wrong is found before the simulation starts.
    let formats = MotionFormats.standard
    for path in [output, report].compactMap({ $0 }) { try OutputFile.check(path, isNot: clip) }
    if let output { _ = try formats.codec(forWriting: output) }
    let registry = try libraries.registry()
    var scene = try sceneOptions.description()
    if noCleaning { scene.cleaning = CleaningDescription.none }
    let (humanoid, card) = try ResourceLocator().humanoid(named: scene.humanoid)
    let input = try clipOptions.read(clip)
    let simulator = MotionSimulator(
      humanoid: humanoid, humanoidRoles: card?.jointMap, scene: scene, registry: registry, seed: sceneOptions.seed,
      jointMap: try map.map { try JointMap(contentsOf: $0, skeleton: input.skeleton) })

    if view {
      guard output == nil, report == nil else {
        throw ValidationError("--view shows a simulation that others may disturb: expected no --output and no --report")
      }
      guard scene.attempts == nil else {
        throw ValidationError("--view shows the scene's controller once: expected a scene without attempts")
      }
      return try LiveSession.run(simulator, clip: input)
    }

    var progress = ProgressReport("Simulating \(input.name)")
    let result = try simulator.simulate(input) { done, total in progress.update(done: done, total: total) }
    progress.finish()

    if let output { try formats.write(result.clip, to: output) }
    if let report { try OutputFile.write(json: result.report, to: report) }
    print(result.report.table(try registry.figures(for: humanoid, of: scene)))
    if output == nil && report == nil {
      Terminal.note("Nothing was written; --output FILE keeps the motion, --report FILE the figures.")
    }
    if result.status == .strayed {
      Terminal.error("\(clip): the body did not fall, but did something else than the clip")
      throw ExitCode(2)
    }
    if let failure = result.report.failure {
      Terminal.error(
        "\(clip): the body failed at frame \(failure.frame) (\(String(format: "%.2f", failure.time)) s): "
          + failure.reason)
      throw ExitCode(2)
    }
  }
}
