import ArgumentParser
import Diffusion
import Foundation
import Gaitkeeper
import MotionDiffusion

struct ModelSampleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample", abstract: "Make motions for texts.",
    discussion: """
      Writes a file for each motion, and samples.jsonl with a line each: file, caption, frames, seed. The same model, texts and seed give the \
      same motions.
      """)

  @Option(help: "Folder of the model, or 'pretrained' for the one that comes with the project.")
  var model = "pretrained"

  @Option(help: "What the motion is to be. May be given several times.")
  var text: [String] = []

  @Option(help: "File with a text on each line.")
  var texts: String?

  @Option(help: "Frames of each motion, at 20 per second. Default: those of the middle training motion.")
  var frames: Int?

  @Option(help: "Motions for each text.")
  var count = 1

  @Option(help: "Folder for the motions.")
  var output: String

  @Option(help: "Format: npy (HumanML3D's features), bvh or npz.")
  var format = "bvh"

  @Option(help: "Seed of the noise.")
  var seed: UInt64 = 0

  @Option(help: "How strongly the text is followed; 1 for as learned. Default: the model's.")
  var guidance: Double?

  @Option(help: "How noise becomes a motion: ddpm or ddim. Default: the model's.")
  var sampler: SamplerChoice?

  @Option(help: "Steps from noise to motion. Default: the model's.")
  var steps: Int?

  @OptionGroup var deviceOption: DeviceOption

  func validate() throws {
    guard count > 0 else { throw ValidationError("--count is \(count), expected at least 1") }
    guard ["npy", "bvh", "npz"].contains(format) else {
      throw ValidationError("--format is \(format), expected npy, bvh or npz")
    }
    guard !text.isEmpty || texts != nil else { throw ValidationError("expected --text or --texts") }
  }

  private struct Line: Encodable {
    var file: String
    var caption: String
    var frames: Int
    var seed: UInt64
  }

  mutating func run() throws {
    var captions = text
    if let texts { captions += try OutputFile.readText(texts).split(whereSeparator: \.isNewline).map(String.init) }
    guard !captions.isEmpty else { throw ValidationError("\(texts ?? ""): it has no texts") }
    let (library, device) = try deviceOption.load()
    let model = try MotionDiffusionModel(named: model, library: library, device: device)
    var requests: [MotionDiffusionModel.Request] = []
    for caption in captions {
      for _ in 0..<count {
        requests.append(
          MotionDiffusionModel.Request(
            caption: caption, frames: frames ?? model.card.middleFrames, seed: seed &+ UInt64(requests.count)))
      }
    }
    var options = MotionDiffusionModel.SamplingOptions()
    options.guidance = guidance
    options.sampler = sampler
    options.steps = steps
    var progress = ProgressReport("sampling")
    let motions = try model.sample(requests, options: options) { progress.update(done: $0, total: requests.count) }
    progress.finish()
    try write(motions, requests)
  }

  private func write(_ motions: [CaptionedMotion], _ requests: [MotionDiffusionModel.Request]) throws {
    try OutputFile.makeFolder(output)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var lines = Data()
    for (index, (motion, request)) in zip(motions, requests).enumerated() {
      let name = String(format: "%04d-", index) + Self.fileName(request.caption) + "." + format
      if format == "npy" {
        let array = try NPYArray(
          shape: [motion.frameCount, HumanML3DFeatures.count], values: motion.features.map(Double.init),
          elementType: .float32)
        try OutputFile.write(Data(array.encoded()), to: "\(output)/\(name)")
      } else {
        try MotionFormats.standard.write(motion.clip(), to: "\(output)/\(name)")
      }
      lines += try encoder.encode(
        Line(file: name, caption: request.caption, frames: request.frames, seed: request.seed))
      lines += Data("\n".utf8)
    }
    try OutputFile.write(lines, to: "\(output)/samples.jsonl")
    Terminal.note("\(motions.count) motions in \(output)")
  }

  /// The first words in small letters, joined by hyphens.
  private static func fileName(_ caption: String) -> String {
    let words = caption.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    let name = words.prefix(8).joined(separator: "-").prefix(60)
    return name.isEmpty ? "motion" : String(name)
  }
}

extension SamplerChoice: ExpressibleByArgument {}
