import ArgumentParser
import Foundation
import Gaitkeeper

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure how fast and how exactly bodies are simulated on this machine.",
    discussion: """
      Each stepper tracks the same clip, turn by turn, so that a machine that is busy for a while is busy for all. Beside each \
      speed stand the tracking error, the joint gap and a hash of the last state. Speeds are medians over the rounds.
      """)

  enum Opponent: String, ExpressibleByArgument, CaseIterable { case mujoco }

  @Option(help: "Write all figures here, as JSON.")
  var json: String?

  @Option(help: "Another engine to measure beside ours: mujoco.")
  var against: Opponent?

  @Option(help: "Clip to track. Default: the sample walk.")
  var clip: String?

  @Option(
    help:
      "Scene file (YAML): ground, forces, rates and other plugins. The engine is what is measured, the controller the tracker."
  )
  var scene: String?

  @Option(help: "Body, by name or path. Default: the scene's (smpl).")
  var humanoid: String?

  @Option(help: "How often everything is measured.")
  var rounds = 5

  @Option(
    name: .customLong("long-run"),
    help: "Also let one body walk a stride of the clip on and on for so many simulated minutes; 60 takes seconds.")
  var longRunMinutes: Double?

  @Option(help: "Random seed.")
  var seed: UInt64 = 0

  func validate() throws {
    guard (1...1000).contains(rounds) else { throw ValidationError("--rounds is \(rounds), expected 1 to 1000") }
    if let longRunMinutes, !(1...600).contains(longRunMinutes) {
      throw ValidationError("--long-run is \(longRunMinutes), expected 1 to 600 minutes")
    }
  }

  mutating func run() throws {
    var scene = try SceneDescription(file: scene)
    if let humanoid { scene.humanoid = humanoid }
    let tracker = try TrackerController.Configuration(of: scene.controller)
    scene.controller = PluginChoice(TrackerController.name)
    scene.controller.settings = try ConfigurationValue(describing: tracker)
    if let json { try OutputFile.check(json, isNot: clip ?? "") }
    var contestants = Contestant.steppers(in: scene)
    var registry = PluginRegistry.standard
    registry.register(controller: ClockedController<TrackerController>.self)
    if against == .mujoco {
      guard registry.engines.entries.contains(where: { $0.name == Self.mujoco }) else {
        throw OutputFile.Problem(
          description:
            "--against mujoco: this build has no MuJoCo; install libmujoco-dev and build with --traits MuJoCo")
      }
      for substeps in [Self.substepsOfUHC, scene.substeps] {
        contestants.append(
          Contestant(
            "mujoco, \(substeps) substeps", engine: PluginChoice(Self.mujoco), in: scene, substeps: substeps))
      }
    }
    let (track, performed) = try racetrack(registry: registry, scene)
    var bench = Bench(track: track, contestants: contestants, rounds: rounds)
    var progress = ProgressReport("Measuring")
    try bench.run { done, total in progress.update(done: done, total: total) }
    progress.finish()
    var report = try bench.report(clip: performed.name, scene: scene)
    if let longRunMinutes {
      var progress = ProgressReport("Walking on")
      report.longRun = try LongRun.report(
        minutes: longRunMinutes, motion: performed, contestant: contestants[0], track: track
      ) { done, total in progress.update(done: done, total: total) }
      progress.finish()
    }
    if let json { try OutputFile.write(json: report, to: json) }
    print(report.table)
  }

  static let mujoco = "engine.mujoco"
  /// UHC simulates 15 steps of 1/450 s to a control step.
  static let substepsOfUHC = 15

  /// What is run on, and what the body did of the clip at the control rate.
  private func racetrack(
    registry: PluginRegistry, _ scene: SceneDescription
  ) throws -> (track: Racetrack, performed: MotionClip) {
    let locator = ResourceLocator()
    let (body, card) = try locator.humanoid(named: scene.humanoid)
    let path = try clip ?? locator.sample(named: "walk")
    let simulator = MotionSimulator(humanoid: body, humanoidRoles: card?.jointMap, scene: scene, seed: seed)
    let given = try MotionFormats.standard.read(path)
    let track = Racetrack(
      humanoid: body, reference: try ReferenceMotion(clip: simulator.controlReference(given), humanoid: body),
      registry: registry, seed: seed)
    return (track, try simulator.simulate(given).performed.atControlRate(scene.controlRate))
  }
}
