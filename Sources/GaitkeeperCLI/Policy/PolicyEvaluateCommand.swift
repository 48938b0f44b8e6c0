import ArgumentParser
import Foundation
import Gaitkeeper
import MotionData
import PolicyTraining

struct PolicyEvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measure how well a policy tracks the clips of a data set, beside the analytic tracker.",
    discussion: """
      A clip counts as a success when it is tracked to its end with a mean joint error of never over 0.5 m. Errors are means over \
      the successes. Clips that need more than a floor are left out by the words in their captions, alike in every split.
      """)

  @Argument(help: "The policy: a folder's name in policies/, or its path.")
  var policy: String

  @Option(help: "Folder of the data set: captions.jsonl, skeletons.json and archives of clips.")
  var data: String

  @Option(help: "Which part of the data set: train, val or test.")
  var split = "val"

  @Option(
    name: .customLong("wrench-force"), parsing: .upToNextOption,
    help: "The most help, in N and N m alike.")
  var caps: [Double] = [100, 50, 25, 0]

  @Flag(help: "Damage the references as motion generators do, and compare with the recordings too.")
  var corrupt = false

  @Flag(help: "Measure the corrector's search too, where tracker and policy fall.")
  var best = false

  @Option(
    parsing: .upToNextOption,
    help: "Measure these alone: policy, tracker, fast (the corrector's), best (with its search)."
  )
  var only: [Contestant] = []

  enum Contestant: String, ExpressibleByArgument, CaseIterable { case policy, tracker, fast, best }

  @Option(help: "Scene file (YAML) with settings of the tracker, the actuator, the search, and other plugins.")
  var scene: String?

  @Option(help: "Seed of everything random.")
  var seed: UInt64 = 0

  @Option(help: "Write all figures here, as JSON.")
  var json: String?

  func validate() throws {
    guard caps.allSatisfy({ $0 >= 0 }), !caps.isEmpty else {
      throw ValidationError("--wrench-force must not be negative")
    }
  }

  private func measures(_ contestant: Contestant) -> Bool {
    only.isEmpty ? best || contestant != .best : only.contains(contestant)
  }

  private struct Report: Codable {
    var policy: String
    var split: String
    var seed: UInt64
    var clips: Int
    var leftOut: Int
    var rows: [PolicyEvaluation.Row]
  }

  mutating func run() throws {
    if let json { try OutputFile.check(json, isNot: data) }
    let locator = ResourceLocator()
    let directory = try locator.policy(named: policy)
    let (humanoid, card) = try locator.humanoid(named: PolicyCard(contentsOf: directory).humanoid)
    let dataset = try MotionDataset(directory: data)
    let all = dataset.entries(split: split)
    let entries = all.filter { FloorRule.reason($0) == nil }
    guard !entries.isEmpty else { throw ValidationError("\(data): it has no clips in split '\(split)'") }
    let clips = try dataset.clips(entries)
    let description = try SceneDescription(file: scene)
    let evaluation = PolicyEvaluation(
      humanoid: humanoid, humanoidRoles: card?.jointMap, scene: description, seed: seed)
    let tracker = try ConfigurationValue(describing: TrackerController.Configuration(of: description.controller))
    var controllers: [PluginChoice] = []
    if measures(.policy) {
      controllers.append(
        PluginChoice(PolicyController.name, settings: ["policy": .text(directory), "tracker": tracker]))
    }
    if measures(.tracker) {
      var choice = PluginChoice(TrackerController.name)
      choice.settings = tracker
      controllers.append(choice)
    }
    var report = Report(
      policy: policy, split: split, seed: seed, clips: clips.count, leftOut: all.count - clips.count, rows: [])
    print("\(clips.count) clips of split \(split), \(report.leftOut) left out")
    for cap in caps {
      for controller in controllers {
        let row = try evaluation.row(clips, controller: controller, cap: cap, isCorrupted: corrupt)
        print(row.line)
        report.rows.append(row)
      }
      for quality in CorrectionQuality.allCases where measures(quality == .fast ? .fast : .best) {
        var options = MotionCorrector.Options()
        options.help = cap
        options.quality = quality
        options.seed = seed
        options.cleaning = description.cleaning ?? (corrupt ? .full : .recording)
        let corrector = try MotionCorrector(
          humanoid: PolicyCard(contentsOf: directory).humanoid, policy: directory, options: options,
          scene: description)
        let row = try evaluation.row(
          clips, corrector: corrector, named: "corrector.\(quality.rawValue)", cap: cap, isCorrupted: corrupt)
        print(row.line)
        report.rows.append(row)
      }
    }
    if let json { try OutputFile.write(json: report, to: json) }
  }
}

extension PolicyEvaluation.Row {
  fileprivate var line: String {
    let name = controller.padding(toLength: max(18, controller.count), withPad: " ", startingAt: 0)
    var text = String(
      format:
        "%@ %4.0f N: %5.1f %% (%.1f %% strayed), %5.1f mm (%5.1f local), acc %5.2f mm/frame^2, help %5.1f N, Phys-Err %5.2f mm, %6.1f s per fall",
      name, capN, successRate * 100, strayedRate * 100, mpjpeGlobalMM, mpjpeLocalMM, accelerationErrorMMPerFrame2,
      meanHelpN, physErrMM,
      secondsPerFailure)
    if corrupted {
      text += String(
        format: "; input's Phys-Err %5.2f; to the recording %5.1f mm (input %5.1f)", inputPhysErrMM,
        cleanDistanceMM ?? .nan,
        inputCleanDistanceMM ?? .nan)
    }
    return text
  }
}
