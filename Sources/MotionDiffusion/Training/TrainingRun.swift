import Foundation
import SafeTensors
import Torch

/// The training of a model in a folder: the model itself, `curves.csv`, and in `training` what the next run goes on from.
public final class TrainingRun {
  /// What a step was like.
  public struct Progress: Sendable {
    public var step: Int
    public var loss: Double
    public var secondsPerStep: Double
  }

  public let trainer: DiffusionTrainer
  private let directory: String
  private let checkpoint: TrainingCheckpoint
  private var seconds = 0.0
  private var curves: [String]

  private static let curvesHeader = "step,loss"

  /// Begins in a folder without a model, or goes on in one with a training.
  /// - Throws: `ModelError` when there is a model and it is not to be gone on with, none where it is, or one of another configuration.
  public init(
    directory: String, configuration: ModelConfiguration?, motions: [CaptionedMotion],
    normalisation: FeatureNormalisation? = nil, licence: String, data: String, resumes: Bool, library: TorchLibrary,
    device: Device = .cpu
  ) throws {
    self.directory = directory
    let checkpoint = TrainingCheckpoint(directory: directory + "/training")
    self.checkpoint = checkpoint
    if resumes {
      guard checkpoint.exists else { throw ModelError(directory, "there is no training to resume") }
      let model = try MotionDiffusionModel(directory: directory, library: library, device: device)
      if let configuration, configuration != model.configuration {
        throw ModelError(
          directory, "it is of another configuration: \(model.configuration.difference(to: configuration))")
      }
      trainer = try DiffusionTrainer(model: model, motions: motions)
      seconds = try checkpoint.restore(trainer)
      let step = trainer.step
      let text = (try? String(contentsOfFile: directory + "/curves.csv", encoding: .utf8)) ?? ""
      curves = text.split(separator: "\n").dropFirst().map(String.init).filter {
        ($0.split(separator: ",").first.flatMap { Int($0) } ?? .max) <= step
      }
    } else {
      guard !FileManager.default.fileExists(atPath: directory + "/model.json") else {
        throw ModelError(directory, "there is a model already; --resume goes on with it")
      }
      let model = try MotionDiffusionModel(
        configuration: configuration ?? ModelConfiguration(), motions: motions, normalisation: normalisation,
        licence: licence, data: data, library: library, device: device)
      trainer = try DiffusionTrainer(model: model, motions: motions)
      curves = []
    }
  }

  /// Trains until so many steps are done in all, and saves.
  /// - Parameter report: called after each step.
  public func run(steps: Int, report: (Progress) -> Void = { _ in }) throws {
    let interval = trainer.model.configuration.checkpointInterval
    while trainer.step < steps {
      let start = Date()
      let loss = try trainer.train()
      let taken = Date().timeIntervalSince(start)
      seconds += taken
      curves.append("\(trainer.step),\(loss)")
      report(Progress(step: trainer.step, loss: loss, secondsPerStep: taken))
      if trainer.step % interval == 0 { try save() }
    }
    try save()
  }

  private func save() throws {
    trainer.model.card.trainingSteps = trainer.step
    trainer.model.card.trainingHours = (seconds / 36).rounded() / 100
    try trainer.withAverages { try trainer.model.write(to: directory) }
    try Files.write(
      Data(([Self.curvesHeader] + curves).joined(separator: "\n").appending("\n").utf8), to: directory + "/curves.csv")
    try checkpoint.save(trainer, seconds: seconds)
  }
}

extension ModelConfiguration {
  /// "width is 192 there, 256 here", of all that differ.
  func difference(to other: ModelConfiguration) -> String {
    func fields(_ value: ModelConfiguration) -> [String: String] {
      Dictionary(
        uniqueKeysWithValues: Mirror(reflecting: value).children.map { ($0.label ?? "", "\($0.value)") })
    }
    let (mine, others) = (fields(self), fields(other))
    return mine.keys.sorted().filter { mine[$0] != others[$0] }
      .map { "\($0) is \(mine[$0] ?? "") there, \(others[$0] ?? "") here" }.joined(separator: ", ")
  }
}
