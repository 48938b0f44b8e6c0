import ArgumentParser
import Foundation
import Gaitkeeper
import LoopExperiments
import MotionData
import PolicyTraining

struct PolicyTrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train an imitation policy on the train split of a data set.",
    discussion: """
      Needs libtorch: Scripts/setup-learning. The folder keeps the policy (weights.safetensors, card.json) and, under \
      training, what the next run goes on from with --resume, and the curves: a table (curves.csv) after every 50 iterations, when \
      what has been learned is written too, and at the end a picture of it (curves.png, .svg) where gnuplot is installed.
      """)

  @Option(help: "Folder of the data set: captions.jsonl, skeletons.json and archives of clips.")
  var data: String

  @Option(
    help: """
      A folder of motion files that are trained on too, less those named like a recording in the data set's val or test split and \
      those in which the body lies or hangs.
      """)
  var also: String?

  @Option(help: "Settings that differ from the standard ones (JSON).")
  var config: String?

  @Option(help: "Folder of the policy, such as policies/NAME.")
  var output: String

  @Option(
    help: """
      A policy to begin with, in place of the analytic tracker: a folder's name in policies/, or its path. Of what it does, only what \
      is learned is taken over (exploration in --config).
      """)
  var from: String?

  @Option(
    help: """
      What the policy sees: an observation plugin (see 'gaitkeeper plugins'). Default: that of --config (observation.imitation); its \
      settings are in --config too.
      """)
  var observation: String?

  @Option(help: "Hours to train.")
  var hours = 1.0

  @Flag(help: "Go on from what is in the folder.")
  var resume = false

  @Option(help: "Body, by name or path.")
  var humanoid = "smpl"

  func validate() throws {
    if resume, from != nil { throw ValidationError("--resume goes on with what is in the folder, without --from") }
    guard hours > 0, hours.isFinite else { throw ValidationError("--hours is \(hours), expected more than 0") }
  }

  mutating func run() throws {
    let locator = ResourceLocator()
    let (body, card) = try locator.humanoid(named: humanoid)
    let dataset = try MotionDataset(directory: data)
    let entries = dataset.entries(split: "train").filter { FloorRule.reason($0) == nil && $0.isClean != false }
    var configuration = try config.map { try TrainingConfiguration(contentsOf: $0) } ?? TrainingConfiguration()
    if let observation { configuration.observation = PluginChoice(observation) }
    if !resume, FileManager.default.fileExists(atPath: output + "/card.json") {
      throw ValidationError("\(output): there is a policy already; --resume goes on from it")
    }
    let beginning: PolicyTrainer.Beginning =
      resume ? .checkpoint : try from.map { .policy(try locator.policy(named: $0)) } ?? .tracker
    let others = try also.map { try otherClips($0, beside: dataset) } ?? []
    let name = URL(fileURLWithPath: data).lastPathComponent
    let otherName =
      also.map { "; \(URL(fileURLWithPath: $0).lastPathComponent), \(others.count) clips and theirs" } ?? ""
    let trainer = try PolicyTrainer(
      clips: dataset.clips(entries) + others, simulator: MotionSimulator(humanoid: body, humanoidRoles: card?.jointMap),
      configuration: configuration, directory: output, beginning: beginning,
      data: "\(name), split train, \(entries.count) clips and their mirror images\(otherName)")
    var last = 0.0
    try trainer.run(hours: hours) { progress in
      guard progress.seconds - last >= 10 else { return }
      last = progress.seconds
      Terminal.note(progress.line)
    }
    if Plot.isPossible { try Plot.draw(output + "/training/curves", script: Self.curves, width: 1100, height: 640) }
  }

  /// Four figures over the samples, each with its running mean.
  private static let curves = [
    ("failureShare", "share of episodes that fail"), ("errorMM", "mean joint error, mm"),
    ("meanHelpN", "mean helping force, N"), ("divergence", "divergence of an update"),
  ].reduce("set multiplot layout 2,2\nset key off\nset xlabel 'million control steps'\n") { script, figure in
    script + """
      set ylabel '\(figure.1)'
      sum = 0; weight = 0
      running(x) = (sum = 0.95 * sum + x, weight = 0.95 * weight + 1, sum / weight)
      plot data using (column('samples') / 1e6):'\(figure.0)' with points linetype 6 pointtype 7 pointsize 0.3, \
        '' using (column('samples') / 1e6):(running(column('\(figure.0)'))) with lines linetype 1

      """
  }

  /// In the order of their names.
  private func otherClips(_ folder: String, beside dataset: MotionDataset) throws -> [MotionClip] {
    let kept = Set((dataset.entries(split: "val") + dataset.entries(split: "test")).compactMap(\.source))
    let files = try BatchInputs([folder], formats: .standard, output: output)
    var clips: [MotionClip] = []
    for file in files where !kept.contains(URL(fileURLWithPath: file.outputStem).lastPathComponent) {
      do {
        let clip = try file.read(.standard)
        if FloorRule.reason(clip) == nil { clips.append(clip) }
      } catch { Terminal.note("\(error)") }
    }
    guard !clips.isEmpty else { throw ValidationError("\(folder): it has no motion that could be trained on") }
    Terminal.note("\(folder): \(clips.count) of \(files.fileCount) files")
    return clips
  }
}

extension PolicyTrainer.Progress {
  fileprivate var line: String {
    String(
      format:
        "%6d: %5.1f M samples in %5.2f h, %5.0f/s; reward %.3f, %4.1f %% fail, after %5.1f steps; %5.1f mm, help %4.1f N; KL %.4f",
      iteration, Double(samples) / 1e6, seconds / 3600, samplesPerSecond, meanReward, failureShare * 100, episodeSteps,
      errorMM, meanHelpN, divergence)
  }
}
