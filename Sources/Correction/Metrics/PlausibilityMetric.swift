import Motion
import Simulation

/// The figures of `PlausibilityMetrics`.
public struct PlausibilityMetric: ClipMetric, Plugin {
  public static let name = "metric.plausibility"
  public static let summary = "Penetration, floating, skating and jerk of a motion, against the ground"

  public init(configuration: NoConfiguration = .init(), context: PluginContext) {}
  public init() {}

  public var figures: [Figure] {
    [
      Figure("penetrateMM", "penetration", unit: "mm"), Figure("floatMM", "floating", unit: "mm"),
      Figure("skateMMPerFrame", "skating", unit: "mm/frame"),
      Figure("physErrMM", "Phys-Err (their sum)", unit: "mm"),
      Figure("footSkatingRatio", "foot skating", unit: "of frames", digits: 3),
      Figure("jerk", "jerk", unit: "m/s^3", digits: 0),
    ]
  }

  public func values(of clip: MotionClip, in context: MetricContext) throws -> [Double] {
    let ground = context.ground
    let metrics =
      try context.humanoid.map { try PlausibilityMetrics(clip: clip, humanoid: $0, ground: ground) }
      ?? PlausibilityMetrics(clip: clip, ground: ground)
    return [
      metrics.penetrateMM, metrics.floatMM, metrics.skateMMPerFrame, metrics.physErrMM, metrics.footSkatingRatio,
      metrics.jerk,
    ]
  }
}

extension FigureValues {
  public var penetrateMM: Double { self["penetrateMM"] }
  public var floatMM: Double { self["floatMM"] }
  public var skateMMPerFrame: Double { self["skateMMPerFrame"] }
  public var physErrMM: Double { self["physErrMM"] }
  public var footSkatingRatio: Double { self["footSkatingRatio"] }
  public var jerk: Double { self["jerk"] }
}
