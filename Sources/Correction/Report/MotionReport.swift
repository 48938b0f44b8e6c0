import Simulation

/// What came of a clip: how well a body tracked it, how much help that took, how plausible it was before and after, and what was
/// done about it. The keys are those of `REPORT.json` and `report.jsonl`, side by side: figures of rollouts lie among them, figures of
/// clips in `plausibility`.
public struct MotionReport: Codable, Sendable, Equatable {
  public struct Failure: Codable, Sendable, Equatable {
    /// The input clip's frame at or after the failure.
    public var frame: Int
    /// Seconds from the clip's start.
    public var time: Double
    public var reason: String
  }

  /// Figures of the clip that went in, as high as it came, and of the one that came out, both on the humanoid's surface.
  public struct Plausibility: Codable, Sendable, Equatable {
    public var input: FigureValues
    public var output: FigureValues
  }

  /// One way in which the body tried.
  public struct Attempt: Codable, Sendable, Equatable {
    public var controller: String
    /// N, and N m alike; null for no limit.
    @Nullable public var helpCapN: Double?
    public var status: Outcome
    /// When the body fell; null if it did not.
    @Nullable public var failedAtSeconds: Double?
    public var mpjpeGlobalMM: Double
    /// Control steps that were simulated for it, and how often a rollout was cut back and searched on from there.
    public var controlSteps: Int
    public var searches: Int

    private enum CodingKeys: String, CodingKey {
      case controller
      case helpCapN = "wrenchCapN"
      case status, failedAtSeconds, mpjpeGlobalMM, controlSteps, searches
    }
  }

  public var status: Outcome
  /// What was done about the clip beyond performing it.
  public var remedy = Remedy.nothing
  /// Whether it took more help than the first attempt had.
  public var hasMoreHelp = false
  /// Null for a clip whose body did not fall.
  @Nullable public var failure: Failure?
  public var clip: String
  public var humanoid: String
  public var ground: String
  /// Whether the clip was draped over the ground, or had its heights in it.
  public var groundFit = GroundFit.drape
  /// The one that performed the result.
  public var controller: String
  public var engine: String
  public var seed: UInt64
  /// Frames of the input, and of the output (fewer after a failure).
  public var inputFrames: Int
  public var outputFrames: Int
  /// What the cleaning steps changed; null if there were none.
  @Nullable public var cleaning: FigureValues?
  /// Frames per second of input and output.
  public var frameRate: Double
  /// Control steps per second, and engine steps per control step.
  public var controlRate: Double
  public var substeps: Int
  /// The most help that was allowed; null without a limit, or without help.
  @Nullable public var helpForceCapN: Double?
  @Nullable public var helpTorqueCapNm: Double?
  /// Of the rollout, by the keys of its metrics; up to the failure.
  public var figures = FigureValues()
  public var plausibility: Plausibility
  /// The attempts in their order; the last one performed the result.
  public var attempts: [Attempt] = []
  /// Frames of the clip at which the body was put back on the reference, and the number of frames that nobody performed.
  public var restartFrames: [Int] = []
  public var unperformedFrames = 0
  /// Simulation alone, without reading, retargeting and writing.
  public var controlStepsPerSecond: Double
  public var realTimeFactor: Double
  /// Seconds for this clip, all in all.
  public var wallSeconds = 0.0

  /// Frames at the start that lay before a jump no body could make, and were replaced by the first one after it.
  public var heldStartFrames: Int { Int(cleaning?["heldStartFrames"] ?? 0) }
  /// Whether the body performed all of the clip, if need be after a search or with more help.
  public var isTracked: Bool { status == .tracked }

  /// One word for status, remedy and help.
  public var correction: String {
    switch (status, remedy) {
    case (_, .restarted): "restarted"
    case (_, .keptInput): "kept-input"
    case (.tracked, _): hasMoreHelp ? "assisted" : "corrected"
    default: status.rawValue
    }
  }
}

extension MotionReport {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case status, remedy, correction, failure, clip, humanoid, ground, groundFit, controller, engine, seed, inputFrames,
      outputFrames
    case heldStartFrames, cleaning, frameRate, controlRate, substeps, hasMoreHelp
    case helpForceCapN = "wrenchForceCapN"
    case helpTorqueCapNm = "wrenchTorqueCapNm"
    case plausibility, attempts, restartFrames, unperformedFrames, controlStepsPerSecond, realTimeFactor, wallSeconds
  }

  /// Keys that no figure can have.
  static var reservedKeys: [String] { CodingKeys.allCases.map(\.rawValue) + ["file", "output", "error"] }

  private struct FigureKey: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func read<T: Decodable>(_ key: CodingKeys) throws -> T { try container.decode(T.self, forKey: key) }
    self.init(
      status: try read(.status), remedy: try read(.remedy), hasMoreHelp: try read(.hasMoreHelp),
      failure: try container.decode(Nullable<Failure>.self, forKey: .failure).wrappedValue, clip: try read(.clip),
      humanoid: try read(.humanoid), ground: try read(.ground), groundFit: try read(.groundFit),
      controller: try read(.controller),
      engine: try read(.engine), seed: try read(.seed), inputFrames: try read(.inputFrames),
      outputFrames: try read(.outputFrames),
      cleaning: try container.decode(Nullable<FigureValues>.self, forKey: .cleaning).wrappedValue,
      frameRate: try read(.frameRate), controlRate: try read(.controlRate), substeps: try read(.substeps),
      helpForceCapN: try container.decode(Nullable<Double>.self, forKey: .helpForceCapN).wrappedValue,
      helpTorqueCapNm: try container.decode(Nullable<Double>.self, forKey: .helpTorqueCapNm).wrappedValue,
      plausibility: try read(.plausibility), attempts: try read(.attempts), restartFrames: try read(.restartFrames),
      unperformedFrames: try read(.unperformedFrames), controlStepsPerSecond: try read(.controlStepsPerSecond),
      realTimeFactor: try read(.realTimeFactor), wallSeconds: try read(.wallSeconds))
    let all = try decoder.container(keyedBy: FigureKey.self)
    for key in all.allKeys where !Self.reservedKeys.contains(key.stringValue) {
      figures[key.stringValue] = try all.decode(Double.self, forKey: key)
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(status, forKey: .status)
    try container.encode(remedy, forKey: .remedy)
    try container.encode(correction, forKey: .correction)
    try container.encode(hasMoreHelp, forKey: .hasMoreHelp)
    try container.encode(_failure, forKey: .failure)
    try container.encode(clip, forKey: .clip)
    try container.encode(humanoid, forKey: .humanoid)
    try container.encode(ground, forKey: .ground)
    try container.encode(groundFit, forKey: .groundFit)
    try container.encode(controller, forKey: .controller)
    try container.encode(engine, forKey: .engine)
    try container.encode(seed, forKey: .seed)
    try container.encode(inputFrames, forKey: .inputFrames)
    try container.encode(outputFrames, forKey: .outputFrames)
    try container.encode(heldStartFrames, forKey: .heldStartFrames)
    try container.encode(_cleaning, forKey: .cleaning)
    try container.encode(frameRate, forKey: .frameRate)
    try container.encode(controlRate, forKey: .controlRate)
    try container.encode(substeps, forKey: .substeps)
    try container.encode(_helpForceCapN, forKey: .helpForceCapN)
    try container.encode(_helpTorqueCapNm, forKey: .helpTorqueCapNm)
    try container.encode(plausibility, forKey: .plausibility)
    try container.encode(attempts, forKey: .attempts)
    try container.encode(restartFrames, forKey: .restartFrames)
    try container.encode(unperformedFrames, forKey: .unperformedFrames)
    try container.encode(controlStepsPerSecond, forKey: .controlStepsPerSecond)
    try container.encode(realTimeFactor, forKey: .realTimeFactor)
    try container.encode(wallSeconds, forKey: .wallSeconds)
    var all = encoder.container(keyedBy: FigureKey.self)
    for (key, value) in figures.values { try all.encode(value, forKey: FigureKey(stringValue: key)) }
  }
}
