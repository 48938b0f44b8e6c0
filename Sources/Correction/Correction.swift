import Motion

/// What came of correcting a motion.
public struct Correction: Sendable {
  /// On the input's skeleton and at its rate; as long as it, unless `status` is `.failed`: then it ends where the body fell.
  public var clip: MotionClip
  public var status: Status
  public var report: CorrectionReport
  /// From frame to frame of `clip`.
  public var frames: PerformedFrames
  /// The same motion on the humanoid's links, as far as a body performed it.
  public var performed: MotionClip

  public init(
    clip: MotionClip, status: Status, report: CorrectionReport, frames: PerformedFrames, performed: MotionClip
  ) {
    self.performed = performed
    self.clip = clip
    self.status = status
    self.report = report
    self.frames = frames
  }

  public enum Status: String, Codable, Sendable, CaseIterable {
    /// The body performed all of it, within the cap on help that was asked for.
    case corrected
    /// The body fell at first and performed all of it with more help.
    case assisted
    /// The body fell and was put back on the reference; the report says in which frames.
    case restarted
    /// The body fell; the clip is the input, unchanged.
    case keptInput = "kept-input"
    /// The body fell; the clip ends there.
    case failed
  }
}

/// What is done when the body falls. It is always marked in status and report.
public enum FailureHandling: String, Codable, Sendable, CaseIterable {
  /// The clip ends at the fall.
  case report
  /// The body tries again with a larger cap on the helping wrench, up to a stated limit.
  case assist
  /// The body is put back on the reference and goes on.
  case restart
  /// The clip is the input, unchanged.
  case keepInput = "keep-input"
}

/// How much is tried.
public enum CorrectionQuality: String, Codable, Sendable, CaseIterable {
  /// The analytic tracker, and where it falls the policy.
  case fast
  /// Both, and where both fall a search around them from before the fall; what stays closest with the least help is kept.
  case best
}

/// The figures of `SimulationReport`, and what the correction did. In JSON all keys lie side by side.
public struct CorrectionReport: Codable, Sendable, Equatable {
  public var simulation: SimulationReport
  public var correction: Correction.Status
  /// The controllers that were tried, in order; the last one performed the result.
  public var attempts: [Attempt]
  /// Frames of the clip at which the body was put back on the reference, and frames that nobody performed.
  public var restartFrames: [Int] = []
  public var unperformedFrames = 0
  /// Seconds for this clip, all in all.
  public var wallSeconds = 0.0

  public struct Attempt: Codable, Sendable, Equatable {
    public var controller: String
    /// N, and N m alike; null for no limit.
    @Nullable public var wrenchCapN: Double?
    /// When the body fell; null when it did not.
    @Nullable public var failedAtSeconds: Double?
    @Nullable public var mpjpeGlobalMM: Double?
    /// Control steps that were simulated for it, and how often a rollout was cut back and searched on from there.
    public var controlSteps: Int
    public var searches: Int
  }

  public init(simulation: SimulationReport, correction: Correction.Status, attempts: [Attempt]) {
    self.simulation = simulation
    self.correction = correction
    self.attempts = attempts
  }

  private enum CodingKeys: String, CodingKey {
    case correction, attempts, restartFrames, unperformedFrames, wallSeconds
  }

  public init(from decoder: any Decoder) throws {
    simulation = try SimulationReport(from: decoder)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    correction = try container.decode(Correction.Status.self, forKey: .correction)
    attempts = try container.decode([Attempt].self, forKey: .attempts)
    restartFrames = try container.decode([Int].self, forKey: .restartFrames)
    unperformedFrames = try container.decode(Int.self, forKey: .unperformedFrames)
    wallSeconds = try container.decode(Double.self, forKey: .wallSeconds)
  }

  public func encode(to encoder: any Encoder) throws {
    try simulation.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(correction, forKey: .correction)
    try container.encode(attempts, forKey: .attempts)
    try container.encode(restartFrames, forKey: .restartFrames)
    try container.encode(unperformedFrames, forKey: .unperformedFrames)
    try container.encode(wallSeconds, forKey: .wallSeconds)
  }
}
