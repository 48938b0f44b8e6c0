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

  @Option(help: "Control steps a second. Default: the scene's (30).")
  var rate: Double?

  @Option(help: "Engine steps to a control step. Default: the scene's (4).")
  var substeps: Int?

  @Option(help: "File (YAML or JSON) that says which joint of the clip plays which part, such as 'leftFoot: LeftToe'.")
  var map: String?

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
    let scene = try sceneOptions.description {
      if let rate { $0.controlRate = rate }
      if let substeps { $0.substeps = substeps }
    }
    let (humanoid, card) = try ResourceLocator().humanoid(named: scene.humanoid)
    let input = try clipOptions.read(clip)
    let simulator = MotionSimulator(
      humanoid: humanoid, humanoidRoles: card?.jointMap, scene: scene, registry: registry, seed: sceneOptions.seed,
      jointMap: try map.map { try JointMap(contentsOf: $0, skeleton: input.skeleton) })

    if view {
      guard output == nil, report == nil else {
        throw ValidationError("--view shows a simulation that others may disturb: expected no --output and no --report")
      }
      return try LiveSession.run(simulator, clip: input)
    }

    var progress = ProgressReport("Simulating \(input.name)")
    let result = try simulator.simulate(input) { done, total in progress.update(done: done, total: total) }
    progress.finish()

    if let output { try formats.write(result.clip, to: output) }
    if let report { try OutputFile.write(json: result.report, to: report) }
    print(result.report.table)
    if output == nil && report == nil {
      Terminal.note("Nothing was written; --output FILE keeps the motion, --report FILE the figures.")
    }
    if let failure = result.report.failure {
      Terminal.error(
        "\(clip): the body failed at frame \(failure.frame) (\(String(format: "%.2f", failure.time)) s): "
          + failure.reason)
      throw ExitCode(2)
    }
  }
}

extension SimulationReport {
  /// The figures for people.
  var table: String {
    func number(_ value: Double, _ digits: Int = 1) -> String { String(format: "%.\(digits)f", value) }
    func change(_ title: String, _ unit: String, _ value: (PlausibilityMetrics) -> Double, digits: Int = 1) -> String {
      "  " + title.padding(toLength: 18, withPad: " ", startingAt: 0)
        + "\(number(value(plausibility.input), digits)) -> \(number(value(plausibility.output), digits)) \(unit)"
    }
    let outcome =
      failure.map { "failed at frame \($0.frame) of \(inputFrames): \($0.reason)" } ?? "tracked, \(outputFrames) frames"
    let flipped = cleaning?.flippedFrames ?? 0
    let repaired = flipped > 0 ? "\n  legs turned back  in \(flipped) of \(inputFrames) frames of the input" : ""
    return """
      \(clip) on \(humanoid): \(outcome)\(repaired)
        joint error       \(number(mpjpeGlobalMM)) mm mean, \(number(maxJointErrorMM)) mm in the worst frame, \
      \(number(mpjpeLocalMM)) mm root-relative
        helping wrench    \(number(meanWrenchN)) N mean (\(number(meanWrenchOfWeight * 100)) % of weight), \
      \(number(peakWrenchN)) N peak, \(number(meanWrenchNm)) N m mean; \(number(assistedFraction * 100, 0)) % of steps
        joint gap         \(number(maxJointGapMM, 3)) mm at most
      plausibility, input -> output
      \(change("penetration", "mm", \.penetrateMM))
      \(change("floating", "mm", \.floatMM))
      \(change("skating", "mm/frame", \.skateMMPerFrame))
      \(change("foot skating", "% of frames", { $0.footSkatingRatio * 100 }))
      \(change("jerk", "m/s^3", \.jerk, digits: 0))
      \(number(controlStepsPerSecond, 0)) control steps a second, \(number(realTimeFactor)) times real time
      """
  }
}
