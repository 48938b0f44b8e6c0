import ArgumentParser
import Foundation
import Gaitkeeper
import Viewer

struct ViewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "view",
    abstract: "Look at clips in the browser: what went in, what a body made of it, forces, errors and figures.",
    discussion: """
      Each clip is simulated, and shown with its input as a ghost; several clips are side by side, in step. The page is on \
      this machine's loopback address until it is closed or Ctrl-C is pressed, or in a file of its own with --export. \
      Failed simulations are shown with their failure marked, and the exit status is 0 all the same.
      """)

  @Argument(help: "Motions to look at: .bvh, .npz or .npy.")
  var clips: [String]

  @Flag(name: .customLong("no-simulation"), help: "Show the clips as they are.")
  var withoutSimulation = false

  @Option(help: "Write the page to this file (.html), complete in itself, instead of serving it.")
  var export: String?

  @Option(help: "Port of the page; where it is in use, the next free one.")
  var port: UInt16 = 8017

  @OptionGroup var scene: SceneOptions
  @OptionGroup var clipOptions: ClipOptions
  @OptionGroup var libraries: PluginOptions

  mutating func run() throws {
    if let export {
      guard export.lowercased().hasSuffix(".html") else {
        throw ValidationError("\(export): expected a name that ends with .html")
      }
      for clip in clips { try OutputFile.check(export, isNot: clip) }
    }
    let three = try ThreeLibrary()
    let staging = try Staging(scene: scene.description(), registry: libraries.registry(), seed: scene.seed)
    var stages: [ViewerStage] = []
    var problems: [any Error] = []
    for path in clips {
      do {
        let clip = try clipOptions.read(path)
        stages.append(try withoutSimulation ? staging.stage(of: clip) : staging.simulatedStage(of: clip))
      } catch {
        // A page for others to read has no gaps, and a page of nothing but gaps is no use.
        if export != nil || clips.count == problems.count + 1 { throw error }
        problems.append(error)
        stages.append(ViewerStage(name: path, problem: "\(error)"))
        Terminal.error("\(error)")
      }
    }
    let title = stages.map(\.name).joined(separator: ", ")
    let html = try ViewerPage(document: ViewerDocument(title: title, stages: stages), three: three).html()
    if let export {
      try OutputFile.write(Data(html.utf8), to: export)
    } else {
      try PageSession.run(server: PageServer(html: html), port: port)
    }
  }
}
