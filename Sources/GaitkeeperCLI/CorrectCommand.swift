import ArgumentParser
import Foundation
import Gaitkeeper

struct CorrectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "correct",
    abstract: "Correct clips and whole folders of them: each becomes a motion that a body could have done.",
    discussion: """
      Folders are walked and their tree is kept. A .npy or .npz file may hold many clips, (clips, frames, 22, 3) with an array \
      'lengths'; they become files in a folder of its name. DIR/report.jsonl has a line a clip, DIR/summary.json all in all. A \
      clip that cannot be read is named there. Exit status: 0 all tracked, 2 some failed, strayed or unread, 1 bad usage or \
      nothing readable.
      """)

  @Argument(help: "Clips (.bvh, .npz, .npy) and folders of them.")
  var paths: [String]

  @Option(help: "Folder to write to.")
  var output: String

  @Option(help: "How many clips at once. Default: as many as there are processor cores.")
  var jobs: Int?

  @Flag(help: "Go on with what is in the output folder.")
  var resume = false

  @Option(help: "Format to write: bvh, npz, npy or a codec's name. Default: the one that a clip came in.")
  var format: String?

  @OptionGroup var sceneOptions: SceneOptions
  @OptionGroup var correction: CorrectionOptions
  @OptionGroup var libraries: PluginOptions

  func validate() throws {
    if let jobs, jobs < 1 { throw ValidationError("--jobs is \(jobs), expected at least 1") }
  }

  mutating func run() async throws {
    let formats = MotionFormats.standard
    let registry = try libraries.registry()
    let scene = try correction.applied(to: sceneOptions.description())
    let corrector = try MotionCorrector(scene: scene, registry: registry, seed: sceneOptions.seed)
    let codec = try format.map { try codecName($0, formats) }
    let inputs = try BatchInputs(paths, formats: formats, output: output)
    var batch = CorrectionBatch(
      inputs: inputs, output: output, corrector: corrector, formats: formats,
      settings: try settings(scene, codec))
    batch.format = codec
    if let jobs { batch.jobs = jobs }
    var progress = ProgressReport("Correcting")
    let summary = try await batch.run(resumes: resume) { done in
      progress.update(done: done, total: max(done, inputs.fileCount))
    }
    progress.finish()
    print(summary.table(try registry.figures(for: corrector.pipeline.humanoid, of: scene)))
    if summary.clips == summary.count(.unread) {
      let first = summary.unread.min { $0.key < $1.key }?.value
      Terminal.error(
        "no clip could be read among \(inputs.fileCount) files in \(paths.joined(separator: ", "))"
          + (first.map { "; \($0)" } ?? ""))
      throw ExitCode(1)
    }
    if summary.failed + summary.count(.unread) > 0 { throw ExitCode(2) }
  }

  private func codecName(_ name: String, _ formats: MotionFormats) throws -> String {
    if let codec = formats.codec(named: name) { return codec.name }
    guard let codec = try? formats.codec(forWriting: "clip.\(name)") else {
      let known = formats.codecs.map(\.name).joined(separator: ", ")
      throw ValidationError("--format is \(name), expected bvh, npz, npy or one of \(known)")
    }
    return codec.name
  }

  /// What the results depend on.
  private struct Settings: Codable {
    var scene: SceneDescription
    var seed: UInt64
    var format: String?
    var inputs: [String]
  }

  private func settings(_ scene: SceneDescription, _ codec: String?) throws -> String {
    let settings = Settings(scene: scene, seed: sceneOptions.seed, format: codec, inputs: paths)
    return String(decoding: try OutputFile.json(settings), as: UTF8.self)
  }
}
