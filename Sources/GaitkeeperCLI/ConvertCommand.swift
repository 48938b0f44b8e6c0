import ArgumentParser
import Gaitkeeper

struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert", abstract: "Write a clip in another format, or at another rate.")

  @Argument(help: "Clip to read: .bvh, .npz or .npy.")
  var input: String

  @Argument(help: "File to write; the ending chooses the format.")
  var output: String

  @Option(help: "Frames per second of the output. Default: the input's.")
  var rate: Double?

  @Option(help: "Format of the output by its plugin's name, where an ending has several (see 'gaitkeeper plugins').")
  var format: String?

  @OptionGroup var clipOptions: ClipOptions

  mutating func run() throws {
    try OutputFile.check(output, isNot: input)
    var clip = try clipOptions.read(input)
    if let rate { clip = try clip.resampled(to: rate) }
    try MotionFormats.standard.write(clip, to: output, format: format)
  }
}
