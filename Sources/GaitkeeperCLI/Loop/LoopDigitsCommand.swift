import ArgumentParser
import LoopExperiments

struct LoopDigitsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "digits",
    abstract:
      "The loop on handwritten digits: a small diffusion model, and a correction towards clusters of real digits.",
    discussion: """
      Needs libtorch: Scripts/setup-learning. DATA is digits.csv or digits.csv.gz, which scikit-learn's wheel has under \
      sklearn/datasets/data. The folder keeps the run, which --resume goes on from, and under report its curves, table and a sheet of digits.
      """)

  @Option(help: "digits.csv or digits.csv.gz.")
  var data: String

  @Option(help: "Folder of the run.")
  var output: String

  @Option(name: .customLong("n"), help: "Real digits.")
  var n = 500

  @Option(name: .customLong("lambda"), help: "Synthetic digits for each real one.")
  var lambda = 1.0

  @Option(help: "Generations after the first.")
  var generations = 10

  @Option(help: "Optimisation steps of the first generation.")
  var firstSteps = 3000

  @Option(help: "Optimisation steps of each later one.")
  var steps = 300

  @Option(help: "How many seeds, from 0.")
  var seeds = 1

  @Option(help: "Clusters of each digit.")
  var clusters = 16

  @Option(help: "Share of the way to the nearest cluster's centre, 0 to 1.")
  var strength = 0.5

  @Flag(help: "Also arms that see no real digits after the first generation.")
  var fullySynthetic = false

  @Flag(help: "Go on from what is in the folder.")
  var resume = false

  func validate() throws {
    guard seeds >= 1, seeds <= 1000 else { throw ValidationError("--seeds is \(seeds), expected 1 to 1000") }
    guard clusters >= 1 else { throw ValidationError("--clusters is \(clusters), expected 1 or more") }
    guard strength >= 0, strength <= 1 else { throw ValidationError("--strength is \(strength), expected 0 to 1") }
  }

  mutating func run() async throws {
    var experiment = DigitExperiment()
    experiment.n = n
    experiment.lambda = lambda
    experiment.generations = generations
    experiment.firstSteps = firstSteps
    experiment.steps = steps
    experiment.seeds = (0..<seeds).map(UInt64.init)
    experiment.clusters = clusters
    experiment.strength = strength
    experiment.hasFullySynthetic = fullySynthetic
    try await experiment.run(digits: Digit.read(from: data), in: output, resumes: resume) { Terminal.note($0.line) }
    let report = try LoopReport(runs: [output])
    print(report.markdown, terminator: "")
    try OutputFile.makeFolder(output + "/report")
    try report.write(to: output + "/report")
    try experiment.writeSheet(of: output, to: output + "/report")
  }
}
