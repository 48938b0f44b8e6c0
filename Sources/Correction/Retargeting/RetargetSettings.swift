import Simulation

/// How a motion is put on the ground.
public struct RetargetSettings: PluginConfiguration, Hashable {
  /// Whether the motion was recorded on a level floor, or already on this ground.
  public var fit = GroundFit.Choice.auto
  /// A body that does not fall and whose lowest point is at most this far from the floor stands on it; metres.
  public var standingDistance = 0.2
  /// Half width of the smoothing of the body's height over the floor; seconds.
  public var smoothingTime = 0.2
  /// Share of gravity's acceleration with which a body falls that nothing carries.
  public var fallShare = 0.5
  /// Time to either side from which that acceleration is taken; seconds.
  public var fallTime = 1.0 / 15
  public var draping = DrapingSettings()

  public init() {}

  public static var fields: [ConfigurationField] {
    [
      .init(
        "fit",
        "auto, drape (the motion was recorded on a level floor), or asIs (it was recorded on the scene's ground)"),
      .init(
        "standingDistance", unit: "m", range: 0...1,
        "distance from the floor up to which a body that does not fall is put on it"),
      .init(
        "smoothingTime", unit: "s", range: 0.01...2, scale: .logarithmic,
        "half width of the smoothing of the body's height over the floor"),
      .init(
        "fallShare", range: 0.05...1, "share of gravity's acceleration from which on a body falls that nothing carries"),
      .init(
        "fallTime", unit: "s", range: 0.01...0.5, scale: .logarithmic,
        "time to either side from which that acceleration is taken"),
    ] + DrapingSettings.fields.nested(in: "draping")
  }
}

/// How a motion that was recorded on a level floor is carried over to ground that is not level (`GroundDraping`).
public struct DrapingSettings: PluginConfiguration, Hashable {
  /// Half width of the smoothing of the body's height on uneven ground; seconds.
  public var smoothingTime = 0.2
  /// A foot in the air is at least as high over the ground as over the floor, up to this; metres.
  public var edgeClearance = 0.05
  /// How long before and after an edge a foot is lifted over it; seconds.
  public var edgeTime = 0.1
  /// A leg is stretched at most to this share of its length, or as far as the recording stretches it.
  public var stretch = 0.99
  /// How long before and after a foot that is hard to reach the body is lowered; seconds.
  public var loweringTime = 0.15
  /// A foot that does not stand for longer than this follows the ground under it; seconds.
  public var longestSwing = 0.8
  /// In a motion that has the ground's heights in it, a foot that stands within this distance of the ground is put on it; metres.
  public var settling = 0.1

  public init() {}

  public static var fields: [ConfigurationField] {
    [
      .init(
        "smoothingTime", unit: "s", range: 0.01...2, scale: .logarithmic,
        "half width of the smoothing of the body's height on uneven ground"),
      .init("edgeClearance", unit: "m", range: 0...0.3, "clearance with which a foot in the air is carried over edges"),
      .init("edgeTime", unit: "s", range: 0...0.5, "how long before and after an edge a foot is lifted over it"),
      .init("stretch", range: 0.8...1, "largest distance between hip and foot, as a share of the leg's length"),
      .init(
        "loweringTime", unit: "s", range: 0...1, "how long before and after a foot that is hard to reach the body sinks"
      ),
      .init(
        "longestSwing", unit: "s", range: 0.1...5, scale: .logarithmic,
        "time without a stance after which a foot follows the ground under it"),
      .init(
        "settling", unit: "m", range: 0...0.5,
        "distance from the ground up to which a standing foot of a motion with the ground's heights is put on it"),
    ]
  }
}
