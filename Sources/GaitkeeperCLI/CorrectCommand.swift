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
      clip that cannot be read is named there and skipped. Exit status: 0 all corrected, 2 some failed or skipped, 1 bad usage or \
      nothing readable.
      """)

  @Argument(help: "Clips (.bvh, .npz, .npy) and folders of them.")
  var paths: [String]

  @Option(help: "Folder to write to.")
  var output: String

  @Option(help: "How many clips at once. Default: as many as there are processor cores.")
  var jobs: Int?

  @Option(
    help:
      "The policy that takes over where the analytic tracker falls: a folder's name in policies/, its path, or none.")
  var policy = "tracker"

  @Option(help: "Body, by name or path. Default: the scene's (smpl).")
  var humanoid: String?

  @Option(help: "Scene file (YAML) with settings of the tracker, the actuator, the search, and other plugins.")
  var scene: String?

  @Option(
    name: .customLong("wrench-force"), parsing: .unconditional,
    help: "Largest help on the root, in N and N m alike; 0 for none.")
  var wrenchForce = 100.0

  @Option(help: "fast, or best: where the body falls, search for a way through.")
  var quality = CorrectionQuality.fast

  @Option(
    name: .customLong("on-failure"),
    help:
      "When the body falls: report (end the clip there), assist (more help), restart, keep-input, or drop (write nothing)."
  )
  var onFailure = OnFailure.report

  @Option(name: .customLong("assist-limit"), help: "The most help that assist goes to, in N and N m.")
  var assistLimit = 1600.0

  @Flag(
    name: .customLong("as-it-comes"),
    help: "Do not clean the motions (flipped legs, spikes, jitter, floating, sliding) first.")
  var asItComes = false

  @Flag(help: "Go on with what is in the output folder.")
  var resume = false

  @Option(help: "Seed of everything random.")
  var seed: UInt64 = 0

  @Option(help: "Format to write: bvh, npz, npy or a codec's name. Default: the one that a clip came in.")
  var format: String?

  enum OnFailure: String, ExpressibleByArgument, CaseIterable {
    case report, assist, restart
    case keepInput = "keep-input"
    case drop
  }

  func validate() throws {
    if let jobs, jobs < 1 { throw ValidationError("--jobs is \(jobs), expected at least 1") }
    guard wrenchForce >= 0, assistLimit >= 0 else {
      throw ValidationError("--wrench-force and --assist-limit must not be negative")
    }
  }

  mutating func run() async throws {
    let formats = MotionFormats.standard
    var options = MotionCorrector.Options()
    options.wrenchCap = wrenchForce
    options.quality = quality
    options.onFailure = FailureHandling(rawValue: onFailure.rawValue) ?? .report
    options.assistLimit = assistLimit
    options.cleaning = asItComes ? .none : InputCleaning()
    options.seed = seed
    var description = try SceneDescription(file: scene)
    if let humanoid { description.humanoid = humanoid }
    let corrector = try MotionCorrector(
      humanoid: description.humanoid, policy: policy == "none" ? nil : policy, options: options, scene: description)
    let codec = try format.map { try codecName($0, formats) }
    let inputs = try BatchInputs(paths, formats: formats, output: output)
    var batch = CorrectionBatch(
      inputs: inputs, output: output, corrector: corrector, formats: formats,
      settings: try settings(options, description, codec))
    batch.format = codec
    batch.dropsFailures = onFailure == .drop
    if let jobs { batch.jobs = jobs }
    var progress = ProgressReport("Correcting")
    let summary = try await batch.run(resumes: resume) { done in
      progress.update(done: done, total: max(done, inputs.fileCount))
    }
    progress.finish()
    print(summary.table)
    if summary.clips == summary.skippedCount {
      let first = summary.skipped.min { $0.key < $1.key }?.value
      Terminal.error(
        "no clip could be read among \(inputs.fileCount) files in \(paths.joined(separator: ", "))"
          + (first.map { "; \($0)" } ?? ""))
      throw ExitCode(1)
    }
    if summary.failed + summary.skippedCount > 0 { throw ExitCode(2) }
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
    var policy: String
    var options: MotionCorrector.Options
    var drop: Bool
    var format: String?
    var inputs: [String]
  }

  private func settings(
    _ options: MotionCorrector.Options, _ scene: SceneDescription, _ codec: String?
  ) throws -> String {
    let settings = Settings(
      scene: scene, policy: policy, options: options, drop: onFailure == .drop, format: codec, inputs: paths)
    return String(decoding: try OutputFile.json(settings), as: UTF8.self)
  }
}

extension CorrectionQuality: ExpressibleByArgument {}

extension BatchSummary {
  /// The figures for people.
  var table: String {
    func number(_ value: Double, _ digits: Int = 1) -> String { String(format: "%.\(digits)f", value) }
    func row(_ title: String, _ text: String) -> String {
      "  " + title.padding(toLength: 18, withPad: " ", startingAt: 0) + text
    }
    func change(_ title: String, _ unit: String, _ value: (Plausibility) -> Double, _ digits: Int = 1) -> String {
      row(title, "\(number(value(plausibilityBefore), digits)) -> \(number(value(plausibilityAfter), digits)) \(unit)")
    }
    var lines = ["\(clips) clips, \(number(motionSeconds, 0)) s of motion"]
    for (outcome, count) in outcomes.sorted(by: { $0.key < $1.key }) { lines.append(row(outcome, "\(count)")) }
    for (reason, count) in failures.sorted(by: { $0.key < $1.key }) { lines.append(row("fell", "\(count): \(reason)")) }
    for (file, problem) in skipped.sorted(by: { $0.key < $1.key }).prefix(20) {
      lines.append(row("skipped", problem.hasPrefix(file) ? problem : "\(file): \(problem)"))
    }
    if flippedClips > 0 {
      lines.append(row("legs turned back", "in \(flippedClips) of the clips, \(flippedFrames) frames"))
    }
    if carriedThrough > 0 {
      lines += [
        "plausibility, before -> after",
        change("Phys-Err", "mm", \.physErrMM), change("penetration", "mm", \.penetrateMM),
        change("floating", "mm", \.floatMM), change("skating", "mm/frame", \.skateMMPerFrame),
        change("jerk", "m/s^3", \.jerk, 0),
        row("joint error", "\(number(mpjpeGlobalMM)) mm, helped by \(number(meanWrenchN)) N"),
      ]
    }
    lines.append(
      "\(number(wallSeconds)) s: \(number(clipsPerSecond)) clips a second, \(number(realTimeFactor, 0)) times real time"
    )
    return lines.joined(separator: "\n")
  }
}
