import Simulation

// Sensitivity, each constant of cleaning, planting and retargeting times and divided by 1.5: on CMU's val split, damaged as a generator
// would (`policy evaluate tracker --split val --wrench-force 100 --corrupt --only fast`, seed 0, 18 clips), 94 to 100 % of the clips are tracked
// and the distance to the recording is 32 to 42 mm, within its scatter between disturbed runs. The one exception is
// `parameterCost`: divided, it leaves the trembling in (52.7 mm, jerk doubled, a seventh of the repairs).

/// When a part of the body counts as flipped (`RotationTrack`).
public struct FlipSettings: PluginConfiguration, Hashable {
  /// Between two frames that are right, a turn that is faster is a flip; rad/s.
  public var speed = 25.0
  /// A flip turns a part at least so far, and over frames that are left out a farther turn always is one; degrees.
  public var leastTurn = 50.0
  public var farthestTurn = 70.0
  /// At least one joint turns so far in it; degrees.
  public var leastJointTurn = 60.0
  /// A flip costs as much as leaving out frames for so long; seconds.
  public var cost = 1.0 / 3
  /// No more frames are left out in one piece; seconds.
  public var longestGap = 0.8

  public init() {}

  public static var fields: [ConfigurationField] {
    [
      .init("speed", unit: "rad/s", range: 1...1000, scale: .logarithmic, "speed over which a turn may be a flip"),
      .init("leastTurn", unit: "degrees", range: 1...180, "a flip turns a part at least so far"),
      .init("farthestTurn", unit: "degrees", range: 1...180, "over frames left out, a farther turn is a flip"),
      .init("leastJointTurn", unit: "degrees", range: 1...180, "at least one joint turns so far in a flip"),
      .init("cost", unit: "s", range: 0.01...10, scale: .logarithmic, "frames left out that cost as much as a flip"),
      .init("longestGap", unit: "s", range: 0.05...10, scale: .logarithmic, "longest piece that is left out"),
    ]
  }
}

/// When a frame is a spike (`MotionChannels`).
public struct SpikeSettings: PluginConfiguration, Hashable {
  /// How far a spike is from what its neighbours say: of a rotation in rad, of a path in metres.
  public var rotation = 0.25
  public var path = 0.08
  /// And how many times as far as is usual for its joint.
  public var times = 8.0

  public init() {}

  public static var fields: [ConfigurationField] {
    [
      .init("rotation", unit: "rad", range: 0.001...3, scale: .logarithmic, "least distance of a rotation's spike"),
      .init("path", unit: "m", range: 0.001...10, scale: .logarithmic, "least distance of a path's spike"),
      .init("times", range: 1...1000, scale: .logarithmic, "and how many times the usual distance of its joint"),
    ]
  }
}

/// Speeds that no body reaches (`MotionChannels`).
public struct SpeedSettings: PluginConfiguration, Hashable {
  /// Of the body's path, m/s.
  public var path = 12.0
  /// Of a joint, rad/s.
  public var joint = 50.0

  public init() {}

  public static var fields: [ConfigurationField] {
    [
      .init("path", unit: "m/s", range: 0.1...1000, scale: .logarithmic, "largest speed of the body's path"),
      .init("joint", unit: "rad/s", range: 0.1...1000, scale: .logarithmic, "largest speed of a joint"),
    ]
  }
}

/// How strongly channels may be smoothed (`JitterSmoothing`).
public struct JitterSettings: PluginConfiguration, Hashable {
  /// Motions slower than this are never smoothed away, in Hz.
  public var lowestFrequency = 2.5
  /// Strengths that are tried.
  public var steps = 10.0
  /// Cross-validation that counts each parameter for more than one errs to the smooth side (Gu 2002).
  public var parameterCost = 1.4

  public init() {}

  public static var fields: [ConfigurationField] {
    [
      .init("lowestFrequency", unit: "Hz", range: 0.1...100, scale: .logarithmic, "slower motion stays as it is"),
      .init("steps", range: 2...100, scale: .whole, "strengths that are tried"),
      .init("parameterCost", range: 0.5...5, "how much a parameter counts in cross-validation; more is smoother"),
    ]
  }
}

/// When a motion jumps at its start (`StartJump.swift`).
public struct StartSettings: PluginConfiguration, Hashable {
  /// Joint speed relative to the root, mean over the joints, above which a pose is taken for a calibration pose; m/s.
  public var poseSpeed = 4.0
  /// A single joint that turns so fast, in rad/s, and then no faster than this share of it, has jumped: no limb is stopped so.
  public var jointSpeed = 20.0
  public var jointRest = 0.25
  /// How long after the start jumps are looked for; seconds.
  public var window = 0.25

  public init() {}

  public static var fields: [ConfigurationField] {
    [
      .init(
        "poseSpeed", unit: "m/s", range: 0.1...100, scale: .logarithmic,
        "joint speed relative to the root above which a pose is taken for a calibration pose"),
      .init(
        "jointSpeed", unit: "rad/s", range: 0.1...1000, scale: .logarithmic, "speed above which a single joint jumps"),
      .init("jointRest", range: 0...1, "share of that speed under which it rests afterwards"),
      .init("window", unit: "s", range: 0...5, "how long after the start jumps are looked for"),
    ]
  }
}
