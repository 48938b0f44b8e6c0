import Motion

/// Changes a motion before a body performs it, and says what it changed. A plugin point.
///
/// A scene has two lists of steps: the first ones change the clip, on its own skeleton; the others the reference, on the humanoid's
/// links and on the ground. Between the steps on the clip rotations need not be of length one: they are normalised at the end, once.
public protocol CleaningStep: Sendable {
  /// What the step's record consists of. In a report each figure is the sum or the largest over the steps of its key.
  var figures: [Figure] { get }
  /// In which of the lists the step may be.
  var stages: Set<CleaningStage> { get }

  /// - Returns: a motion with the same skeleton, rate and number of frames.
  /// - Throws: `MotionError` if the motion cannot be used at all.
  func cleaned(_ motion: MotionClip, in context: CleaningContext) throws -> CleanedMotion
}

extension CleaningStep {
  public var stages: Set<CleaningStage> { [.clip, .reference] }
}

public enum CleaningStage: String, Sendable, Codable, CaseIterable {
  /// Before retargeting.
  case clip
  /// After it.
  case reference
}

/// What a cleaning step sees beside the motion.
public struct CleaningContext: Sendable {
  public var humanoid: Humanoid
  /// Of the clip, in its own metres; of the reference, what its feet stand on: the scene's, or a level floor if the motion was recorded
  /// on one and is still to be draped over the scene's ground.
  public var ground: any Ground
  /// m/s^2, world axes.
  public var gravity: Vector3
  /// Joints by the part of the body that they play (VRM's humanoid bones: "hips", "leftUpperLeg", ...).
  public var roles: [String: Int]
  /// Frames that earlier steps made up: nothing is known of them.
  public var guessedFrames: Set<Int>

  public init(
    humanoid: Humanoid, ground: any Ground, gravity: Vector3, roles: [String: Int], guessedFrames: Set<Int> = []
  ) {
    self.humanoid = humanoid
    self.ground = ground
    self.gravity = gravity
    self.roles = roles
    self.guessedFrames = guessedFrames
  }
}

/// What a cleaning step made of a motion.
public struct CleanedMotion: Sendable {
  public var motion: MotionClip
  /// Whether the motion is another one now.
  public var isChanged: Bool
  /// One value for each of the step's figures.
  public var values: [Double]
  /// Frames that the step made up.
  public var guessedFrames: Set<Int>

  public init(_ motion: MotionClip, isChanged: Bool, values: [Double], guessedFrames: Set<Int> = []) {
    self.motion = motion
    self.isChanged = isChanged
    self.values = values
    self.guessedFrames = guessedFrames
  }
}

/// The two lists of steps that clean motions, as a scene has them.
public struct CleaningDescription: Hashable, Sendable, Codable {
  public var clip: [PluginChoice]
  public var reference: [PluginChoice]

  public init(clip: [PluginChoice] = [], reference: [PluginChoice] = []) {
    self.clip = clip
    self.reference = reference
  }

  /// No step at all: the motion as it comes.
  public static let none = CleaningDescription()

  public init(from decoder: any Decoder) throws {
    try decoder.refuseUnknownKeys(CleaningStage.allCases.map(\.rawValue))
    let container = try decoder.container(keyedBy: CodingKeys.self)
    clip = try container.decodeIfPresent([PluginChoice].self, forKey: .clip) ?? []
    reference = try container.decodeIfPresent([PluginChoice].self, forKey: .reference) ?? []
  }
}
