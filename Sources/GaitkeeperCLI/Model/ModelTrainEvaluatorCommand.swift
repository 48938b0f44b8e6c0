import ArgumentParser
import Foundation
import Gaitkeeper
import MotionDiffusion

struct ModelTrainEvaluatorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train-evaluator", abstract: "Train what models are measured with, on the train split of a data set.",
    discussion: "Needs libtorch and the sentence encoder: Scripts/setup-learning and Scripts/setup-text.")

  @OptionGroup var source: MotionDataOptions

  @Option(help: "Folder of the evaluator.")
  var output: String

  @Option(help: "Steps to take.")
  var steps = EvaluatorConfiguration().steps

  @Option(help: "Licence of what is trained, for its card. Default: that it is the data's.")
  var licence: String?

  @OptionGroup var deviceOption: DeviceOption

  mutating func run() async throws {
    var configuration = EvaluatorConfiguration()
    guard steps > 0 else { throw ValidationError("--steps is \(steps), expected at least 1") }
    configuration.steps = steps
    let (library, device) = try deviceOption.load()
    let set = try await source.motions(split: "train", minimumFrames: configuration.minimumFrames)
    let val = try await source.motions(split: "val", minimumFrames: configuration.minimumFrames)
    let clock = ContinuousClock()
    var last = clock.now
    let steps = steps
    let evaluator = try EvaluatorTrainer.train(
      configuration, motions: set.motions, test: val.motions,
      licence: licence ?? "That of the data, \(source.names)", data: "\(source.names), split train: \(set.summary)",
      library: library, device: device
    ) { step, loss in
      guard clock.now - last >= .seconds(10) || step == steps else { return }
      last = clock.now
      Terminal.note(String(format: "step %d of %d: loss %.4f", step, steps, loss))
    }
    try evaluator.write(to: output)
    for (name, value) in evaluator.card.figures.sorted(by: { $0.key < $1.key }) {
      print(name + String(format: " of split val: %.4f", value))
    }
  }
}
