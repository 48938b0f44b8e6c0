import ArgumentParser
import Foundation
import Gaitkeeper
import LoopExperiments
import Tuning

struct TuneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tune",
    abstract: "Search for settings of a scene's plugins with which a body performs clips better.",
    discussion: """
      Any number of a plugin that declares a range can be searched ('gaitkeeper plugins' lists the settings), on any body and any clips. \
      The output is a piece of a scene for --scene. Beside it, in OUTPUT.search, are the state, from which --resume goes on, the curve \
      (curve.csv, and a picture of it where gnuplot is installed) and all figures (report.json).
      """)

  @Option(help: "Data set with splits (a folder with captions.jsonl), or a folder of motion files.")
  var data: String

  @Option(help: "Which part of a data set is searched: train, val or test.")
  var split = "train"

  @Option(
    parsing: .upToNextOption,
    help: "Settings to search: one or more patterns over plugin and setting, such as 'controller.tracker.*'.")
  var settings: [String]

  @Option(
    name: .customLong("wrench-force"), parsing: .upToNextOption,
    help: "Caps on help at which the objective is measured, in N and N m alike; the mean over them counts.")
  var caps: [Double] = [0]

  @Option(
    parsing: .upToNextOption,
    help: """
      Metrics with weights: tracked (share of clips performed to their end), survived (mean share of a clip until the fall), and the \
      report's numbers, means over tracked clips, such as mpjpeGlobalMM=-0.0005.
      """)
  var objective: [String] = Objective.standard

  @Option(
    parsing: .upToNextOption,
    help: """
      What must not become worse: a metric, a cap in N, and a factor on what it is with the start's settings, over the clips that both \
      track; or none.
      """)
  var limit: [String] = Limit.standard

  @Option(help: "Hours to search, without the measurements at the end. Default: one, or no limit with --generations.")
  var hours: Double?

  @Option(help: "Generations to search, those before a --resume among them.")
  var generations: Int?

  @Option(help: "Where the tuned settings are written: a piece of a scene (YAML).")
  var output: String

  @Flag(help: "Go on from the search beside the output.")
  var resume = false

  @Flag(help: "Measure the result on the test split too.")
  var test = false

  @Flag(inversion: .prefixedNo, help: "Whether each setting alone is put back to its start at the end.")
  var sensitivity = true

  @Option(help: "Candidates in a generation. Default: 4 + 3 ln n for n settings.")
  var population: Int?

  @Option(help: "Parts of the clips that the generations are measured on by turns.")
  var parts = 3

  @Option(help: "Generations between two measurements of the distribution's middle on all clips.")
  var checkEvery = 5

  @Option(help: "First standard deviation, as a share of the range, of settings on a linear scale.")
  var step = 0.04

  @Option(help: "First standard deviation, as a factor, of settings on a logarithmic scale.")
  var factor = 1.25

  @Option(help: "Scene file (YAML) to start from. Default: the standard scene.")
  var scene: String?

  @Option(help: "Body, by name or path. Default: the scene's (smpl).")
  var humanoid: String?

  @Option(
    help: """
      Let the corrector perform the clips at this quality, as 'gaitkeeper correct' does, in place of the scene's controller alone: fast \
      or best.
      """)
  var quality: CorrectionQuality?

  @Option(help: "The corrector's policy: a folder's name in policies/, its path, or none.")
  var policy = "tracker"

  @Option(help: "Random seed.")
  var seed: UInt64 = 0

  @Option(help: "Threads; all cores unless told. The result does not depend on it.")
  var jobs: Int?

  @OptionGroup var libraries: PluginOptions

  func validate() throws {
    guard hours ?? 1 >= 0, hours?.isFinite ?? true else {
      throw ValidationError("--hours is \(hours ?? 0), expected 0 or more")
    }
    guard generations ?? 0 >= 0 else {
      throw ValidationError("--generations is \(generations ?? 0), expected 0 or more")
    }
    guard jobs ?? 1 >= 1 else { throw ValidationError("--jobs is \(jobs ?? 1), expected 1 or more") }
  }

  mutating func run() throws {
    try OutputFile.check(output, isNot: scene ?? data)
    let folder = try TuningFolder(output: output, resumes: resume)
    var start = try SceneDescription(file: scene)
    if let humanoid { start.humanoid = humanoid }
    let (body, card) = try ResourceLocator().humanoid(named: start.humanoid)
    let simulator = MotionSimulator(
      humanoid: body, humanoidRoles: card?.jointMap, scene: start, registry: try libraries.registry(), seed: seed)
    let tuning = try Tuning(
      simulator: simulator, performer: performer, data: TuningData(data, split: split, includesTest: test),
      options: options, threadCount: jobs ?? ProcessInfo.processInfo.activeProcessorCount)
    Terminal.note(tuning.summary)
    for problem in tuning.leftOut { Terminal.note("left out: \(problem)") }
    let found = try tuning.search(
      in: folder,
      until: .init(hours: hours ?? (generations == nil ? 1 : nil), generations: generations), progress: Terminal.note)
    let report = try tuning.report(on: found, command: command, sensitivity: sensitivity, progress: Terminal.note)
    try tuning.write(found, report, to: folder)
    print(report.table)
    if Plot.isPossible, found.generations > 0 { try Plot.draw(folder.path + "/curve", script: Self.curve) }
  }

  private var performer: ClipPerformer {
    quality.map { .corrector($0, policy: policy == "none" ? nil : policy) } ?? .controller
  }

  private var options: TuningOptions {
    var options = TuningOptions(settings: settings)
    options.caps = caps
    options.objective = objective
    options.limits = limit == ["none"] ? [] : limit
    options.population = population
    options.parts = parts
    options.checkEvery = checkEvery
    options.step = step
    options.factor = factor
    options.seed = seed
    return options
  }

  /// What repeats the search, without what only says how long and how it is run.
  private var command: String {
    let standard = TuningOptions(settings: settings)
    var words = ["tune", "--data", data, "--split", split, "--wrench-force"]
    words += caps.map { ConfigurationValue.number($0).text }
    words += ["--settings"] + settings
    func add(_ name: String, _ values: [String], unless isStandard: Bool) {
      if !isStandard { words += [name] + values }
    }
    add("--objective", objective, unless: objective == Objective.standard)
    add("--limit", limit, unless: limit == Limit.standard)
    add("--population", ["\(population ?? 0)"], unless: population == nil)
    add("--parts", ["\(parts)"], unless: parts == standard.parts)
    add("--check-every", ["\(checkEvery)"], unless: checkEvery == standard.checkEvery)
    add("--step", ["\(step)"], unless: step == standard.step)
    add("--factor", ["\(factor)"], unless: factor == standard.factor)
    add("--scene", [scene ?? ""], unless: scene == nil)
    add("--humanoid", [humanoid ?? ""], unless: humanoid == nil)
    if let quality { words += ["--quality", quality.rawValue, "--policy", policy] }
    for file in libraries.files { words += ["--plugin", file] }
    words += ["--seed", "\(seed)"]
    return words.map(Self.quoted).joined(separator: " ")
  }

  /// As a shell takes it.
  private static func quoted(_ word: String) -> String {
    let isPlain = !word.isEmpty && word.allSatisfy { $0.isLetter || $0.isNumber || "-_./=:,@+".contains($0) }
    return isPlain ? word : "'\(word.replacingOccurrences(of: "'", with: "'\\''"))'"
  }

  private static let curve = """
    set xlabel 'generation'
    set ylabel 'objective over that of the start'
    set key outside bottom center horizontal
    plot data using 'generation':(column('best') - column('start')) with points pointtype 7 pointsize 0.4 \
      title 'best candidate, on a part', \
      '' using 'generation':(column('median') - column('start')) with points pointtype 7 pointsize 0.4 \
      title 'median candidate, on a part', \
      '' using 'generation':(column('kept') - column('first')) with steps title 'kept, on all clips'
    """
}
