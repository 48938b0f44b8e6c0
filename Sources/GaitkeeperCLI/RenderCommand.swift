import ArgumentParser
import Foundation
import Gaitkeeper
import Viewer

struct RenderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render",
    abstract: "Draw a contact sheet of a clip: key poses on the floor from the side and the front, as a PNG picture.")

  @Argument(help: "Clip to draw.")
  var clip: String

  @Option(help: "Picture to write (.png).")
  var output: String

  @Option(help: "Second clip, drawn under the first with the same times and scale.")
  var beside: String?

  @OptionGroup var clipOptions: ClipOptions

  mutating func run() throws {
    guard output.lowercased().hasSuffix(".png") else {
      throw ValidationError("\(output): expected a name that ends with .png")
    }
    let paths = [clip] + (beside.map { [$0] } ?? [])
    for path in paths { try OutputFile.check(output, isNot: path) }
    let clips = try paths.map { try clipOptions.read($0) }
    let sheet = ContactSheet(clips: clips, titles: paths)
    try OutputFile.write(Data(sheet.png()), to: output)
  }
}
