import ArgumentParser
import Foundation
import Gaitkeeper
import MotionDiffusion
import Torch

struct ModelCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "model", abstract: "Train, sample and measure a generative model: text in, motion out.",
    subcommands: [
      ModelTrainCommand.self, ModelSampleCommand.self, ModelEvaluateCommand.self, ModelTrainEvaluatorCommand.self,
    ])
}

/// Where libtorch computes.
struct DeviceOption: ParsableArguments {
  @Option(help: "Where to compute: cpu, or cuda where there is one.")
  var device = "cpu"

  func load() throws -> (library: TorchLibrary, device: Device) {
    let library = try TorchLibrary.load()
    switch device {
    case "cpu": return (library, .cpu)
    case "cuda":
      guard library.cudaDeviceCount > 0 else {
        throw ValidationError("--device cuda: this libtorch (\(library.version)) finds no such device")
      }
      return (library, .cuda())
    default: throw ValidationError("--device is \(device), expected cpu or cuda")
    }
  }
}

/// The folders that motions with captions are read from.
struct MotionDataOptions: ParsableArguments {
  @Option(
    help: """
      Folder of motions with captions: HumanML3D's own (new_joint_vecs, texts, train.txt), or captions.jsonl with archives of \
      recordings. May be given several times.
      """)
  var data: [String]

  func motions(split: String, minimumFrames: Int) async throws -> CaptionedMotionSet {
    let (humanoid, card) = try ResourceLocator().humanoid(named: "smpl")
    var all = CaptionedMotionSet(motions: [])
    for folder in data {
      let set = try await CaptionedMotionSet(
        directory: folder, split: split, humanoid: humanoid, roles: card?.jointMap, minimumFrames: minimumFrames)
      Terminal.note("\(folder), split \(split): \(set.summary)")
      all.motions += set.motions
      all.dropped.merge(set.dropped) { $0 + $1 }
    }
    return all
  }

  /// The folders' names, for a card.
  var names: String { data.map { URL(fileURLWithPath: $0).lastPathComponent }.joined(separator: " and ") }

  /// HumanML3D's own statistics, where there is just that.
  func normalisation() throws -> FeatureNormalisation? {
    guard data.count == 1, FileManager.default.fileExists(atPath: data[0] + "/Mean.npy") else { return nil }
    return try HumanML3DFolder(directory: data[0]).normalisation()
  }
}
