import Foundation

/// A batch in figures: `summary.json`.
public struct BatchSummary: Codable, Sendable {
  public var clips = 0
  /// Clips by what became of them: the words of `Correction.Status`, and `skipped` for those that could not be read or used.
  public var outcomes: [String: Int] = [:]
  /// Clips in which the body fell and that were not carried through, by reason.
  public var failures: [String: Int] = [:]
  /// Clips that were skipped, by name, the first hundred.
  public var skipped: [String: String] = [:]
  /// Clips with legs the wrong way round that were turned back, and their frames in which they were.
  public var flippedClips = 0
  public var flippedFrames = 0
  /// Means over the clips that were corrected, assisted or restarted.
  public var plausibilityBefore = Plausibility()
  public var plausibilityAfter = Plausibility()
  public var mpjpeGlobalMM = 0.0
  public var meanWrenchN = 0.0
  /// Of motion, in all that was corrected.
  public var motionSeconds = 0.0
  public var controlSteps = 0
  public var searches = 0

  // How long it took: all that differs between two runs.
  public var wallSeconds = 0.0
  public var clipsPerSecond = 0.0
  public var realTimeFactor = 0.0

  /// Means of the figures of `PlausibilityMetrics`.
  public struct Plausibility: Codable, Sendable {
    public var penetrateMM = 0.0
    public var floatMM = 0.0
    public var skateMMPerFrame = 0.0
    public var physErrMM = 0.0
    public var jerk = 0.0

    fileprivate mutating func add(_ metrics: PlausibilityMetrics, share: Double) {
      penetrateMM += share * (metrics.penetrateMM - penetrateMM)
      floatMM += share * (metrics.floatMM - floatMM)
      skateMMPerFrame += share * (metrics.skateMMPerFrame - skateMMPerFrame)
      physErrMM += share * (metrics.physErrMM - physErrMM)
      jerk += share * (metrics.jerk - jerk)
    }
  }

  private var carried = 0

  public init() {}

  private enum CodingKeys: String, CodingKey {
    case clips, outcomes, failures, skipped, flippedClips, flippedFrames, plausibilityBefore, plausibilityAfter
    case mpjpeGlobalMM, meanWrenchN
    case motionSeconds, controlSteps, searches, wallSeconds, clipsPerSecond, realTimeFactor
  }

  /// Clips that came through, with or without more help or being put back.
  public var carriedThrough: Int { carried }
  public var failed: Int { (outcomes["failed"] ?? 0) + (outcomes["kept-input"] ?? 0) }
  public var skippedCount: Int { outcomes["skipped"] ?? 0 }

  mutating func add(_ line: BatchLine) {
    clips += 1
    guard let report = line.report else {
      outcomes["skipped", default: 0] += 1
      if skipped.count < 100 { skipped[line.file] = line.error }
      return
    }
    let simulation = report.simulation
    outcomes[report.correction.rawValue, default: 0] += 1
    if let failure = simulation.failure, report.correction != .restarted { failures[failure.reason, default: 0] += 1 }
    motionSeconds += Double(simulation.outputFrames) / simulation.frameRate
    if let flipped = simulation.cleaning?.flippedFrames, flipped > 0 {
      flippedClips += 1
      flippedFrames += flipped
    }
    controlSteps += report.attempts.reduce(0) { $0 + $1.controlSteps }
    searches += report.attempts.reduce(0) { $0 + $1.searches }
    guard [.corrected, .assisted, .restarted].contains(report.correction) else { return }
    carried += 1
    let share = 1 / Double(carried)
    plausibilityBefore.add(simulation.plausibility.input, share: share)
    plausibilityAfter.add(simulation.plausibility.output, share: share)
    mpjpeGlobalMM += share * (simulation.mpjpeGlobalMM - mpjpeGlobalMM)
    meanWrenchN += share * (simulation.meanWrenchN - meanWrenchN)
  }

  /// - Parameter newClips: those of this run, which took the time.
  mutating func finish(wallSeconds: Double, newClips: Int, newSeconds: Double) {
    self.wallSeconds = wallSeconds
    clipsPerSecond = wallSeconds > 0 ? Double(newClips) / wallSeconds : 0
    realTimeFactor = wallSeconds > 0 ? newSeconds / wallSeconds : 0
  }
}
