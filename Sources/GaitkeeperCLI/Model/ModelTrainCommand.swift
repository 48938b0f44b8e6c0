import ArgumentParser
import Foundation
import Gaitkeeper
import MotionDiffusion

struct ModelTrainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Train a motion diffusion model on the train split of a data set.",
    discussion: """
      Needs libtorch: Scripts/setup-learning. The folder keeps the model (model.json, weights.safetensors), curves.csv, and under \
      training what the next run goes on from with --resume.
      """)

  @OptionGroup var source: MotionDataOptions

  @Option(help: "Folder of the model.")
  var output: String

  @Option(help: "Settings that differ from the standard ones (JSON).")
  var config: String?

  @Option(help: "Steps to take in all, over all runs.")
  var steps = 10_000

  @Option(help: "Licence of what is trained, for its card. Default: that it is the data's.")
  var licence: String?

  @Flag(help: "Go on from what is in the folder.")
  var resume = false

  @OptionGroup var deviceOption: DeviceOption

  func validate() throws {
    guard steps > 0 else { throw ValidationError("--steps is \(steps), expected at least 1") }
  }

  mutating func run() async throws {
    let configuration = try config.map { try ModelConfiguration(contentsOf: $0) }
    let (library, device) = try deviceOption.load()
    let set = try await source.motions(
      split: "train", minimumFrames: (configuration ?? ModelConfiguration()).minimumFrames)
    let run = try TrainingRun(
      directory: output, configuration: configuration, motions: set.motions, normalisation: source.normalisation(),
      licence: licence ?? "That of the data, \(source.names)", data: "\(source.names), split train: \(set.summary)",
      resumes: resume, library: library, device: device)
    let clock = ContinuousClock()
    var last = clock.now
    var losses: [Double] = []
    var seconds = 0.0
    let steps = steps
    try run.run(steps: steps) { progress in
      losses.append(progress.loss)
      seconds += progress.secondsPerStep
      guard clock.now - last >= .seconds(10) || progress.step == steps else { return }
      last = clock.now
      Terminal.note(
        String(
          format: "step %d of %d: loss %.4f, %.0f ms a step, %.0f min left", progress.step, steps,
          losses.reduce(0, +) / Double(losses.count), seconds / Double(losses.count) * 1e3,
          Double(steps - progress.step) * seconds / Double(losses.count) / 60))
      losses = []
      seconds = 0
    }
  }
}
