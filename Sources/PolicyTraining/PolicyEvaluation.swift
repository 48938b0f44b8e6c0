import Correction
import ImitationPolicy
import Motion
import Simulation

/// How well controllers track clips at several caps on help.
public struct PolicyEvaluation: Sendable {
  public var humanoid: Humanoid
  public var humanoidRoles: [String: String]?
  public var scene: SceneDescription
  public var registry: PluginRegistry
  public var seed: UInt64

  public init(
    humanoid: Humanoid, humanoidRoles: [String: String]?, scene: SceneDescription = .init(),
    registry: PluginRegistry = .standard, seed: UInt64 = 0
  ) {
    self.humanoid = humanoid
    self.humanoidRoles = humanoidRoles
    self.scene = scene
    self.registry = registry
    self.seed = seed
  }

  /// - Parameters:
  ///   - controller: in place of the scene's.
  ///   - cap: N and N m.
  ///   - isCorrupted: whether the references are damaged first (`ReferenceCorruption`), each by the seed and its place.
  /// - Throws: what simulating the first clip that cannot be simulated throws.
  public func row(_ clips: [MotionClip], controller: PluginChoice, cap: Double, isCorrupted: Bool = false) throws -> Row
  {
    var scene = scene
    scene.controller = controller
    scene.attempts = [AttemptDescription()]
    if isCorrupted, scene.cleaning == nil { scene.cleaning = .full }
    try scene.capHelp(force: cap, torque: cap)
    let pipeline = try MotionPipeline(
      scene: scene, humanoid: humanoid, humanoidRoles: humanoidRoles, registry: registry.cachingPolicies(), seed: seed)
    return try row(clips, named: controller.name, cap: cap, isCorrupted: isCorrupted) { try pipeline.run($0) }
  }

  /// - Parameters:
  ///   - name: for the corrector.
  ///   - cap: that it has, in N and N m.
  /// - Throws: what correcting the first clip that cannot be used throws.
  public func row(
    _ clips: [MotionClip], corrector: MotionCorrector, named name: String, cap: Double, isCorrupted: Bool = false
  ) throws -> Row {
    try row(clips, named: name, cap: cap, isCorrupted: isCorrupted) { try corrector.correct(motion: $0) }
  }

  private typealias Performing = @Sendable (MotionClip) throws -> Correction

  private func row(
    _ clips: [MotionClip], named name: String, cap: Double, isCorrupted: Bool, by perform: Performing
  ) throws -> Row {
    // The recording is what it is, however the scene cleans what is damaged.
    var recording = scene
    recording.cleaning = .recording
    recording.attempts = nil
    let plain = MotionSimulator(
      humanoid: humanoid, humanoidRoles: humanoidRoles, scene: recording, registry: registry)
    let seed = seed
    let all = try concurrentMap(count: clips.count) { index in
      try Self.outcome(
        clips[index], plain: plain, corruption: isCorrupted ? seed &+ UInt64(index) &+ 1_000_003 : nil, by: perform)
    }
    return Row(controller: name, cap: cap, isCorrupted: isCorrupted, outcomes: all)
  }

  /// What came of one clip.
  struct Outcome: Sendable {
    var report: MotionReport
    /// Of what was performed, and of the damaged reference: mean joint distance to the recording; nil when it was not damaged.
    var cleanDistanceMM: Double?
    var inputCleanDistanceMM: Double?
    /// The recording's own jerk.
    var cleanJerk: Double?

    /// Whether the damage was repaired: tracked, Phys-Err at least 80 % under the input's, jerk at most a fifth over the
    /// recording's, and nearer to the recording than the input is.
    var isRestored: Bool? {
      guard let cleanDistanceMM, let inputCleanDistanceMM, let cleanJerk else { return nil }
      let plausibility = report.plausibility
      return report.status == .tracked && plausibility.output.physErrMM <= 0.2 * plausibility.input.physErrMM
        && plausibility.output.jerk <= 1.2 * cleanJerk && cleanDistanceMM < inputCleanDistanceMM
    }
  }

  /// - Parameter plain: retargets a recording, of which nothing but flips is repaired.
  private static func outcome(
    _ clip: MotionClip, plain: MotionSimulator, corruption: UInt64?, by perform: Performing
  ) throws -> Outcome {
    guard let corruption else { return Outcome(report: try perform(clip).report) }
    let damaged = ReferenceCorruption().corrupted(clip, seed: corruption)
    let result = try perform(damaged)
    let recording = try plain.retargeted(clip)
    func distance(_ motion: MotionClip, from recording: MotionClip) throws -> Double {
      let count = min(motion.frameCount, result.performed.frameCount)
      return try TrackingMetrics(
        performed: motion.sampled(rate: clip.rate, frameCount: count),
        reference: recording.sampled(rate: clip.rate, frameCount: count)
      ).mpjpeGlobalMM
    }
    return Outcome(
      report: result.report, cleanDistanceMM: try distance(result.performed, from: recording),
      inputCleanDistanceMM: try distance(plain.retargetedAsGiven(damaged), from: plain.retargetedAsGiven(clip)),
      cleanJerk: try PlausibilityMetrics(clip: recording, humanoid: plain.humanoid).jerk)
  }
}

extension PolicyEvaluation {
  /// One controller at one cap over all clips. Means are over the successes.
  public struct Row: Codable, Sendable {
    public var controller: String
    /// N, and N m alike.
    public var capN: Double
    public var corrupted: Bool
    /// Share of the clips that are performed to their end with a mean joint error of never over 0.5 m, as UHC and PHC count success;
    /// and share of those among them that stray (`Outcome.strayed`).
    public var successRate: Double
    public var strayedRate: Double
    public var mpjpeGlobalMM: Double
    public var mpjpeLocalMM: Double
    public var velocityErrorMMPerFrame: Double
    public var accelerationErrorMMPerFrame2: Double
    public var meanHelpN: Double
    public var peakHelpN: Double
    public var physErrMM: Double
    public var inputPhysErrMM: Double
    public var skateMMPerFrame: Double
    public var jerk: Double
    /// Over all clips: simulated seconds by failures (all seconds when there is none).
    public var secondsPerFailure: Double
    /// Mean joint distance to the recording, of what was performed and of the damaged reference.
    @Nullable public var cleanDistanceMM: Double?
    @Nullable public var inputCleanDistanceMM: Double?
    /// Share of all clips whose damage was repaired.
    @Nullable public var restoredShare: Double?
    public var perClip: [Clip]

    private enum CodingKeys: String, CodingKey {
      case controller, capN, corrupted, successRate, strayedRate, mpjpeGlobalMM, mpjpeLocalMM, velocityErrorMMPerFrame
      case accelerationErrorMMPerFrame2
      case meanHelpN = "meanWrenchN"
      case peakHelpN = "peakWrenchN"
      case physErrMM, inputPhysErrMM, skateMMPerFrame, jerk, secondsPerFailure, cleanDistanceMM, inputCleanDistanceMM
      case restoredShare, perClip
    }
  }

  public struct Clip: Codable, Sendable {
    public var clip: String
    public var isSuccess: Bool
    public var seconds: Double
    /// Until the first failure, or all.
    public var performedSeconds: Double
    public var mpjpeGlobalMM: Double
    public var physErrMM: Double
    public var inputPhysErrMM: Double
    public var jerk: Double
    @Nullable public var cleanJerk: Double?
    @Nullable public var cleanDistanceMM: Double?
    @Nullable public var inputCleanDistanceMM: Double?
    @Nullable public var isRestored: Bool?
  }
}

extension PolicyEvaluation.Row {
  init(controller: String, cap: Double, isCorrupted: Bool, outcomes: [PolicyEvaluation.Outcome]) {
    let reports = outcomes.map(\.report)
    let successes = outcomes.filter { $0.report.failure == nil }
    func mean(_ values: [Double]) -> Double { values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count) }
    func mean(_ value: (MotionReport) -> Double) -> Double { mean(successes.map { value($0.report) }) }
    let clips = outcomes.map { PolicyEvaluation.Clip($0) }
    self.init(
      controller: controller, capN: cap, corrupted: isCorrupted,
      successRate: Double(successes.count) / Double(max(reports.count, 1)),
      strayedRate: Double(reports.count { $0.status == .strayed }) / Double(max(reports.count, 1)),
      mpjpeGlobalMM: mean(\.mpjpeGlobalMM),
      mpjpeLocalMM: mean(\.mpjpeLocalMM), velocityErrorMMPerFrame: mean(\.velocityErrorMMPerFrame),
      accelerationErrorMMPerFrame2: mean(\.accelerationErrorMMPerFrame2), meanHelpN: mean(\.meanHelpN),
      peakHelpN: mean(\.peakHelpN), physErrMM: mean(\.plausibility.output.physErrMM),
      inputPhysErrMM: mean(\.plausibility.input.physErrMM),
      skateMMPerFrame: mean(\.plausibility.output.skateMMPerFrame),
      jerk: mean(\.plausibility.output.jerk),
      secondsPerFailure: clips.reduce(0) { $0 + $1.performedSeconds } / Double(max(reports.count - successes.count, 1)),
      cleanDistanceMM: isCorrupted ? mean(successes.compactMap(\.cleanDistanceMM)) : nil,
      inputCleanDistanceMM: isCorrupted ? mean(successes.compactMap(\.inputCleanDistanceMM)) : nil,
      restoredShare: isCorrupted ? mean(clips.map { $0.isRestored == true ? 1 : 0 }) : nil, perClip: clips)
  }
}

extension PolicyEvaluation.Clip {
  init(_ outcome: PolicyEvaluation.Outcome) {
    let report = outcome.report
    let seconds = Double(report.inputFrames - 1) / report.frameRate
    self.init(
      clip: report.clip, isSuccess: report.failure == nil, seconds: seconds,
      performedSeconds: report.failure?.time ?? seconds, mpjpeGlobalMM: report.mpjpeGlobalMM,
      physErrMM: report.plausibility.output.physErrMM, inputPhysErrMM: report.plausibility.input.physErrMM,
      jerk: report.plausibility.output.jerk, cleanJerk: outcome.cleanJerk, cleanDistanceMM: outcome.cleanDistanceMM,
      inputCleanDistanceMM: outcome.inputCleanDistanceMM, isRestored: outcome.isRestored)
  }
}
