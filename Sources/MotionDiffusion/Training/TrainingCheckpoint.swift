import Foundation
import SafeTensors

/// What a training goes on from, in a folder: after a kill at any moment there is one whole step in it, or none.
public struct TrainingCheckpoint: Sendable {
  private struct State: Codable {
    var step: Int
    var seconds: Double
    /// The folder of the step's files.
    var files: String
  }

  private let directory: String
  private static let fileNames = ("network.safetensors", "average.safetensors", "optimiser.safetensors")

  public init(directory: String) { self.directory = directory }

  private var statePath: String { directory + "/state.json" }
  public var exists: Bool { FileManager.default.fileExists(atPath: statePath) }

  /// - Parameter seconds: how long the training has taken.
  public func save(_ trainer: DiffusionTrainer, seconds: Double) throws {
    let files = "step-\(trainer.step)"
    let folder = "\(directory)/\(files)/"
    try Files.makeFolder(folder)
    let state = try trainer.state()
    try state.network.write(to: folder + Self.fileNames.0)
    try state.average.write(to: folder + Self.fileNames.1)
    try state.optimiser.write(to: folder + Self.fileNames.2)
    // From here on this step is the one to go on from.
    try Files.write(json: State(step: trainer.step, seconds: seconds, files: files), to: statePath)
    for old in try FileManager.default.contentsOfDirectory(atPath: directory)
    where old.hasPrefix("step-") && old != files {
      try? FileManager.default.removeItem(atPath: "\(directory)/\(old)")
    }
  }

  /// - Returns: the seconds that were saved.
  /// - Throws: `ModelError` when there is nothing, and what is wrong with a file.
  public func restore(_ trainer: DiffusionTrainer) throws -> Double {
    guard let bytes = FileManager.default.contents(atPath: statePath),
      let state = try? JSONDecoder().decode(State.self, from: bytes)
    else { throw ModelError(statePath, "it cannot be read; expected the state of a training") }
    let folder = "\(directory)/\(state.files)/"
    try trainer.restore(
      network: SafeTensors(contentsOf: folder + Self.fileNames.0),
      average: SafeTensors(contentsOf: folder + Self.fileNames.1),
      optimiser: SafeTensors(contentsOf: folder + Self.fileNames.2), step: state.step)
    return state.seconds
  }
}
