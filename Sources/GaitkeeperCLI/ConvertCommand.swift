import ArgumentParser
import Foundation
import Gaitkeeper
import Viewer

struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert", abstract: "Write a clip in another format, or at another rate.",
    discussion: """
      A name that ends with .glb gives a skinned body with an animation, for Blender and others (glTF 2.0), \
      and with --scene that scene's ground.
      """)

  @Argument(help: "Clip to read: .bvh, .npz or .npy.")
  var input: String

  @Argument(help: "File to write; the ending chooses the format.")
  var output: String

  @Option(help: "Frames per second of the output. Default: the input's.")
  var rate: Double?

  @Option(help: "Format of the output by its plugin's name, where an ending has several (see 'gaitkeeper plugins').")
  var format: String?

  @OptionGroup var groundOptions: GroundOptions
  @OptionGroup var clipOptions: ClipOptions

  mutating func run() throws {
    try OutputFile.check(output, isNot: input)
    var clip = try clipOptions.read(input)
    if let rate { clip = try clip.resampled(to: rate) }
    if output.lowercased().hasSuffix(".glb") {
      guard format == nil else { throw ValidationError("--format does not apply to .glb files") }
      let humanoid = try ResourceLocator().humanoid(ofLinks: clip.skeleton.joints.map(\.name))
      return try OutputFile.write(
        Data(GLBFile(clip: clip, humanoid: humanoid, ground: groundOptions.read().ground).bytes()), to: output)
    }
    guard groundOptions.scene == nil else {
      throw ValidationError("--scene applies to .glb files: \(output) has no ground")
    }
    try MotionFormats.standard.write(clip, to: output, format: format)
  }
}

extension ResourceLocator {
  /// The humanoid whose links have these names in this order, if there is one.
  func humanoid(ofLinks names: [String]) throws -> Humanoid? {
    for name in humanoidNames() {
      let humanoid = try humanoid(named: name).humanoid
      if humanoid.links.map(\.name) == names { return humanoid }
    }
    return nil
  }
}
