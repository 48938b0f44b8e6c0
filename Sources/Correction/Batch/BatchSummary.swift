import Simulation

/// Statistics of a batch: `summary.json`.
public struct BatchSummary: Codable, Sendable {
  public var clips = 0
  /// Clips by what came of them, and those of which something was made all the same: the words of `Outcome` and `Remedy`.
  public var outcomes: [String: Int] = [:]
  public var remedies: [String: Int] = [:]
  /// Tracked clips that took more help than the first attempt had.
  public var helpedMore = 0
  /// Clips in which the body fell and that were not carried through, by reason.
  public var failures: [String: Int] = [:]
  /// Why clips were not read or used, by name; the first hundred.
  public var unread: [String: String] = [:]
  /// What cleaning steps changed, by the keys of their figures: the number of clips, and the sum over them.
  public var cleanedClips: [String: Int] = [:]
  public var cleaning: [String: Double] = [:]
  /// Means over the clips that were carried through: of clip metrics before and after, and of rollout metrics.
  public var plausibilityBefore = FigureValues()
  public var plausibilityAfter = FigureValues()
  public var figures = FigureValues()
  /// Of motion, in all that was corrected.
  public var motionSeconds = 0.0
  public var controlSteps = 0
  public var searches = 0

  // How long it took: all that differs between two runs.
  public var wallSeconds = 0.0
  public var clipsPerSecond = 0.0
  public var realTimeFactor = 0.0

  /// Clips whose body tracked them or was put back on the reference.
  public private(set) var carriedThrough = 0

  public init() {}

  public func count(_ outcome: Outcome) -> Int { outcomes[outcome.rawValue] ?? 0 }

  /// Clips whose body fell or strayed and was not put back.
  public var failed: Int { clips - carriedThrough - count(.unread) }

  mutating func add(_ line: BatchLine) {
    clips += 1
    guard let report = line.report else {
      outcomes[Outcome.unread.rawValue, default: 0] += 1
      if unread.count < 100 { unread[line.file] = line.error }
      return
    }
    outcomes[report.status.rawValue, default: 0] += 1
    if report.remedy != .nothing { remedies[report.remedy.rawValue, default: 0] += 1 }
    if report.isTracked, report.hasMoreHelp { helpedMore += 1 }
    if let failure = report.failure, report.remedy != .restarted { failures[failure.reason, default: 0] += 1 }
    motionSeconds += Double(report.outputFrames) / report.frameRate
    for (key, value) in report.cleaning?.values ?? [:] where value != 0 {
      cleanedClips[key, default: 0] += 1
      cleaning[key, default: 0] += value
    }
    controlSteps += report.attempts.reduce(0) { $0 + $1.controlSteps }
    searches += report.attempts.reduce(0) { $0 + $1.searches }
    guard report.isTracked || report.remedy == .restarted else { return }
    carriedThrough += 1
    let share = 1 / Double(carriedThrough)
    plausibilityBefore.approach(report.plausibility.input, share: share)
    plausibilityAfter.approach(report.plausibility.output, share: share)
    figures.approach(report.figures, share: share)
  }

  /// - Parameter newClips: those of this run, which took the time.
  mutating func finish(wallSeconds: Double, newClips: Int, newSeconds: Double) {
    self.wallSeconds = wallSeconds
    clipsPerSecond = wallSeconds > 0 ? Double(newClips) / wallSeconds : 0
    realTimeFactor = wallSeconds > 0 ? newSeconds / wallSeconds : 0
  }
}

extension FigureValues {
  /// A running mean: what is not there yet counts from zero.
  fileprivate mutating func approach(_ other: FigureValues, share: Double) {
    for (key, value) in other.values { self[key] += share * (value - self[key]) }
  }
}
