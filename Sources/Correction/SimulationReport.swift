/// What a simulated clip was like: how well the motion was tracked, how much help it took, and how plausible it was
/// before and after. The keys are those of `REPORT.json`.
public struct SimulationReport: Codable, Sendable, Equatable {
  public enum Status: String, Codable, Sendable { case tracked, failed }

  public struct Failure: Codable, Sendable, Equatable {
    /// The input clip's frame at or after the failure.
    public var frame: Int
    /// Seconds from the clip's start.
    public var time: Double
    public var reason: String
  }

  /// Figures of the clip that went in, as high as it came, and of the one that came out, both on the humanoid's surface.
  public struct Plausibility: Codable, Sendable, Equatable {
    public var input: PlausibilityMetrics
    public var output: PlausibilityMetrics
  }

  public var status: Status
  /// Nil (null in JSON) for a tracked clip.
  @Nullable public var failure: Failure?
  public var clip: String
  public var humanoid: String
  public var controller: String
  public var engine: String
  public var seed: UInt64
  /// Frames of the input, and of the output (fewer after a failure).
  public var inputFrames: Int
  public var outputFrames: Int
  /// Frames at the start that lay before a jump no body could make (a calibration pose, a glitch) and were replaced by the
  /// first one after it.
  public var heldStartFrames = 0
  /// How the input lay on the ground: draped over it, or with the ground's heights in it. On level ground the first.
  public var groundFit = GroundFit.drape
  /// What was done to the input before it was retargeted; null when it was taken as it came, or nothing but flips
  /// was looked for and none was found.
  @Nullable public var cleaning: InputCleaning.Report? = nil
  /// Frames a second of input and output.
  public var frameRate: Double
  /// Control steps a second, and engine steps to each.
  public var controlRate: Double
  public var substeps: Int
  /// The cap on the helping wrench; null without one.
  @Nullable public var wrenchForceCapN: Double?
  @Nullable public var wrenchTorqueCapNm: Double?

  // Tracking: performed against reference on the humanoid's joints, at the control rate, up to the failure.
  public var mpjpeGlobalMM: Double
  public var mpjpeLocalMM: Double
  /// Largest mean per-joint error of a frame.
  public var maxJointErrorMM: Double
  public var velocityErrorMMPerFrame: Double
  public var accelerationErrorMMPerFrame2: Double

  // Help: over engine steps.
  public var meanWrenchN: Double
  public var peakWrenchN: Double
  public var meanWrenchNm: Double
  public var peakWrenchNm: Double
  /// Share of the body's weight that the mean force is.
  public var meanWrenchOfWeight: Double
  /// Share of engine steps with more than 1 N or 1 N m of help.
  public var assistedFraction: Double
  public var maxJointGapMM: Double

  public var plausibility: Plausibility

  /// Simulation alone, without reading, retargeting and writing.
  public var controlStepsPerSecond: Double
  public var realTimeFactor: Double
}

/// An optional value that is written as null, not left out, when it is nil.
@propertyWrapper
public struct Nullable<Value: Codable & Sendable & Equatable>: Codable, Sendable, Equatable {
  public var wrappedValue: Value?

  public init(wrappedValue: Value?) { self.wrappedValue = wrappedValue }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    wrappedValue = container.decodeNil() ? nil : try container.decode(Value.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let wrappedValue { try container.encode(wrappedValue) } else { try container.encodeNil() }
  }
}
