import Foundation

/// The figures of every iteration, as a table that plotting programs read.
struct TrainingCurves {
  private static let columns =
    "iteration,samples,seconds,meanReward,failureShare,episodeSteps,errorMM,divergence,valueError,clipShare,learningRate,"
    + "deviation,meanHelpN,samplesPerSecond"
  private var rows: [String] = []

  init() {}

  /// Goes on from a table, without the rows after an iteration.
  init(path: String, upTo iteration: Int) {
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    rows = text.split(separator: "\n").dropFirst().map(String.init).filter {
      ($0.split(separator: ",").first.flatMap { Int($0) } ?? .max) <= iteration
    }
  }

  mutating func append(_ p: PolicyTrainer.Progress) {
    let numbers = [
      p.seconds, p.meanReward, p.failureShare, p.episodeSteps, p.errorMM, p.divergence, p.valueError, p.clipShare,
      p.learningRate, p.deviation, p.meanHelpN, p.samplesPerSecond,
    ]
    rows.append("\(p.iteration),\(p.samples)," + numbers.map { String(format: "%.6g", $0) }.joined(separator: ","))
  }

  func write(to path: String) throws {
    let text = ([Self.columns] + rows).joined(separator: "\n") + "\n"
    try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
  }
}
