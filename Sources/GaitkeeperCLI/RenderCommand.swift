import ArgumentParser
import Foundation
import Gaitkeeper
import Viewer

struct RenderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render",
    abstract: "Draw a clip without a display: a contact sheet (.png), or a film (.gif, .mp4).",
    discussion: """
      A contact sheet has key poses on the ground from the side and the front, and the path from above. A film follows the \
      body; it needs ffmpeg. In films the clip moves the humanoid's own shapes, as high as it came; contact sheets draw \
      the clip's own bones, unless --humanoid is given. The ground is a level floor at height 0, or that of a --scene.
      """)

  @Argument(help: "Clip to draw.")
  var clip: String

  @Option(help: "File to write: .png, .gif or .mp4.")
  var output: String

  @Option(
    help: "Second clip, with the same times and scale: under the first in a contact sheet, to its right in a film.")
  var beside: String?

  @Option(
    help: """
      Body to draw, by name or path; 'none' for the clip's own bones. Default: the scene's (smpl) in films, none in contact sheets.
      """)
  var humanoid: String?

  @Option(help: "Draw this moment of the film as a picture (.png), in seconds.")
  var at: Double?

  @Option(help: "Width of a film or of its picture in pixels. Default: 720 for .gif, else 1280.")
  var width: Int?

  @OptionGroup var groundOptions: GroundOptions
  @OptionGroup var clipOptions: ClipOptions

  mutating func run() throws {
    let ending = URL(fileURLWithPath: output).pathExtension.lowercased()
    let format = Film.Format(rawValue: ending)
    guard format != nil || ending == "png" else {
      throw ValidationError("\(output): expected a name that ends with .png, .gif or .mp4")
    }
    if let width, !(64...3840).contains(width) {
      throw ValidationError("--width is \(width), expected 64 to 3840 pixels")
    }
    let paths = [clip] + (beside.map { [$0] } ?? [])
    for path in paths { try OutputFile.check(output, isNot: path) }
    if let at {
      guard ending == "png", at >= 0, at.isFinite else {
        throw ValidationError("--at takes a moment for a .png, at 0 seconds or later")
      }
    }
    let (scene, ground) = try groundOptions.read()
    let name = humanoid ?? (format == nil && at == nil ? "none" : scene.humanoid)
    let body = name == "none" ? nil : try ResourceLocator().humanoid(named: name)
    let clips = try paths.map { path in
      let clip = try clipOptions.read(path)
      guard let (humanoid, card) = body, clip.skeleton.joints.map(\.name) != humanoid.links.map(\.name) else {
        return clip
      }
      return try Retargeter(source: clip, humanoid: humanoid, map: nil, humanoidRoles: card?.jointMap)
        .referenceAsGiven()
    }
    if format == nil && at == nil {
      let sheet = ContactSheet(clips: clips, titles: paths, humanoid: body?.humanoid, ground: ground)
      return try OutputFile.write(Data(sheet.png()), to: output)
    }
    let titles = titles(of: paths)
    let film = try Film(
      clips: clips, titles: titles, humanoid: body?.humanoid, ground: ground, format: format ?? .mp4, width: width)
    if let at { return try OutputFile.write(Data(film.png(at: at)), to: output) }
    // An encoder that ends early is an error to report, not the end of this process.
    signal(SIGPIPE, SIG_IGN)
    var progress = ProgressReport("Drawing \(output)")
    try film.write(to: output) { done, total in progress.update(done: done, total: total) }
    progress.finish()
  }

  /// The files' names, with their folders' where they are the same.
  private func titles(of paths: [String]) -> [String] {
    let places = paths.map { URL(fileURLWithPath: $0).deletingPathExtension() }
    let names = places.map(\.lastPathComponent)
    guard Set(names).count < names.count else { return names }
    return places.map { "\($0.deletingLastPathComponent().lastPathComponent)/\($0.lastPathComponent)" }
  }
}
