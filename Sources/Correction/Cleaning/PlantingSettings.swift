import Simulation

/// When a foot stands (`FootStances`).
public struct StanceDetectionSettings: PluginConfiguration, Hashable {
  /// A point that is this low in two frames may stand; metres.
  public var height = 0.025
  /// It stands if it is slower than this, in m/s. Faster ones slide as dancers do, or swing.
  public var speed = 0.3
  /// A foot stands for at least this long, in seconds.
  public var shortest = 0.12

  public init() {}

  public static var fields: [ConfigurationField] {
    [
      .init(
        "height", unit: "m", range: 0.001...0.3, scale: .logarithmic,
        "height over the ground under which a point may stand"),
      .init("speed", unit: "m/s", range: 0.02...5, scale: .logarithmic, "speed along the ground under which it stands"),
      .init("shortest", unit: "s", range: 0...1, "the shortest time for which a foot stands"),
    ]
  }
}

/// How standing feet are made to stand still (`FootPlanting`).
public struct PlantingSettings: PluginConfiguration, Hashable {
  /// A foot that stands for this long has its slip believed; one that stands for less in part. Seconds.
  public var sureTime = 1.0
  /// Half width of the smoothing of the slip that the feet share; seconds.
  public var slipSmoothingTime = 0.15
  /// After this long without a standing foot nothing is known of the slip; seconds.
  public var slipGap = 0.3
  /// How long before and after a stance a foot is led to and from its place; seconds.
  public var leadTime = 0.2
  /// Half width of the smoothing of that way; seconds.
  public var leadSmoothingTime = 0.1
  /// How far a foot is moved at most; metres.
  public var leadDistance = 0.08
  public var stance = StanceDetectionSettings()

  public init() {}

  public static var fields: [ConfigurationField] {
    [
      .init(
        "sureTime", unit: "s", range: 0.05...10, scale: .logarithmic, "length of a stance whose slip is fully believed"),
      .init(
        "slipSmoothingTime", unit: "s", range: 0.01...2, scale: .logarithmic,
        "half width of the smoothing of the slip that the feet share"),
      .init("slipGap", unit: "s", range: 0...5, "time without a standing foot after which no slip is known"),
      .init(
        "leadTime", unit: "s", range: 0.01...2, scale: .logarithmic, "how long a foot is led to and from its place"),
      .init(
        "leadSmoothingTime", unit: "s", range: 0.01...2, scale: .logarithmic, "half width of the smoothing of that way"),
      .init("leadDistance", unit: "m", range: 0...0.5, "how far a foot is moved at most"),
    ] + StanceDetectionSettings.fields.nested(in: "stance")
  }
}

/// How slow rising and sinking is found (`FloatRemoval`).
public struct FloatRemovalSettings: PluginConfiguration, Hashable {
  /// A foot stands while it moves slower than this along the ground, and up or down; lengths of the leg per second.
  public var alongSpeed = 0.45
  public var upSpeed = 0.25
  /// Half width of the smoothing; seconds.
  public var smoothingTime = 0.35
  /// Feet that stand higher or lower than this share of the leg's length stand on something.
  public var largest = 0.15

  public init() {}

  public static var fields: [ConfigurationField] {
    [
      .init(
        "alongSpeed", unit: "legs/s", range: 0.02...5, scale: .logarithmic,
        "speed along the ground under which a foot stands"),
      .init(
        "upSpeed", unit: "legs/s", range: 0.02...5, scale: .logarithmic, "vertical speed under which a foot stands"),
      .init("smoothingTime", unit: "s", range: 0.01...5, scale: .logarithmic, "half width of the smoothing"),
      .init(
        "largest", range: 0...1,
        "share of the leg's length beyond which a foot that is higher or lower stands on something"),
    ]
  }
}
