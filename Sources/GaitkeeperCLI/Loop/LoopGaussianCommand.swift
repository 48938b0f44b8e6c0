import ArgumentParser
import Foundation
import LoopExperiments

struct LoopGaussianCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gaussian",
    abstract:
      "The loop of a normal distribution, where everything is known: distance to the truth, theory, stability, bias.",
    discussion: """
      Without --sampler and --accumulate all four settings are run. The published figures are those of \
      --sampler histogram --accumulate with the standard numbers. Figures need gnuplot; tables and summary.json do not.
      """)

  @Option(name: .customLong("n"), help: "Real samples.")
  var n = 50

  @Option(name: .customLong("lambda"), help: "Synthetic samples for each real one.")
  var lambda = 0.5

  @Option(help: "Strength of the correction; may be given several times (0, 0.01, 0.03, 0.1, 0.3, 1, 2 and 5).")
  var gamma: [Double] = []

  @Option(help: "Generations after the first.")
  var generations = 500

  @Option(help: "Runs for each curve, each with other data.")
  var runs = 40

  @Option(help: "Of the first run; the others count up from it.")
  var seed: UInt64 = 0

  @Option(help: "How corrected samples are drawn: exact or histogram.")
  var sampler: GaussianLoop.Sampler?

  @Flag(inversion: .prefixedNo, help: "Whether samples of earlier generations are learned from too.")
  var accumulate: Bool?

  @Option(help: "Threads; all cores unless told.")
  var jobs: Int?

  @Option(help: "Folder of the figures, made when it is not there.")
  var output: String

  func validate() throws {
    func require(_ condition: Bool, _ problem: String) throws { if !condition { throw ValidationError(problem) } }
    try require((2...100_000).contains(n), "--n is \(n), expected 2 to 100000")
    try require(lambda >= 0 && lambda <= 1000, "--lambda is \(lambda), expected 0 to 1000")
    for gamma in gamma { try require(gamma >= 0, "--gamma is \(gamma), expected 0 or more") }
    try require(Set(gamma).count == gamma.count, "--gamma is given twice with one value")
    try require((1...100_000).contains(generations), "--generations is \(generations), expected 1 to 100000")
    try require((2...100_000).contains(runs), "--runs is \(runs), expected 2 to 100000")
    try require((jobs ?? 1) >= 1, "--jobs is \(jobs ?? 1), expected 1 or more")
  }

  mutating func run() async throws {
    var experiment = GaussianExperiment()
    experiment.n = n
    experiment.lambda = lambda
    if !gamma.isEmpty { experiment.gammas = gamma }
    experiment.generations = generations
    experiment.runs = runs
    experiment.seed = seed
    if let sampler { experiment.samplers = [sampler] }
    if let accumulate { experiment.accumulations = [accumulate ? .fading : .none] }
    if let jobs { experiment.threads = jobs }
    try OutputFile.makeFolder(output)
    let summary = try await experiment.write(to: output) { Terminal.note($0) }
    print(Self.text(of: summary), terminator: "")
  }

  private static func text(of summary: GaussianExperiment.Summary) -> String {
    var lines = ["2-Wasserstein distance to the truth, last tenth of the generations, ± deviation of a run"]
    for curve in summary.curves {
      let published = summary.published?[String(format: "%g", curve.gamma)]
      let isPublishedSetting = curve.sampler == .histogram && curve.accumulation == .fading
      lines.append(
        String(
          format: "  %@ %@ gamma %-5g %.3f ± %.3f",
          curve.sampler.rawValue.padding(toLength: 9, withPad: " ", startingAt: 0),
          curve.accumulation.rawValue.padding(toLength: 6, withPad: " ", startingAt: 0), curve.gamma, curve.final,
          curve.finalDeviation)
          + (isPublishedSetting ? published.map { String(format: "  published %.3f", $0) } ?? "" : ""))
    }
    for (title, rows) in [("theory", summary.theory), ("misspecified", summary.misspecified)] {
      lines.append("\(title), measured / closed form")
      for m in rows {
        lines.append(
          String(
            format: "  lambda %-3g gamma %-3g rate %.4f / %.4f  fixed point %+.5f ± %.5f  variance %.6f / %.6f",
            m.lambda, m.gamma,
            m.rate.measured, m.rate.theory, m.fixedPoint.measured, m.fixedPoint.error, m.stationaryVariance.measured,
            m.stationaryVariance.theory))
      }
    }
    lines.append("bias floor: where the mean comes to rest, measured / closed form")
    for floor in summary.biasFloors where floor.bias > 0 {
      lines.append(
        String(
          format: "  bias %-3g gamma %-4g %+.4f ± %.4f / %+.4f", floor.bias, floor.gamma, floor.floor.measured,
          floor.floor.error,
          floor.floor.theory))
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension GaussianLoop.Sampler: ExpressibleByArgument {}
