import Motion

/// Measures a motion on its own, without another one to compare it with. A plugin point.
public protocol ClipMetric: Sendable {
  var figures: [Figure] { get }

  /// - Returns: one value for each figure.
  /// - Throws: `MotionError` if the clip is not one of the body's.
  func values(of clip: MotionClip, in context: MetricContext) throws -> [Double]
}

/// Measures what a body did in simulation, against its reference. A plugin point.
public protocol RolloutMetric: Sendable {
  var figures: [Figure] { get }

  /// - Returns: one value for each figure.
  func values(of rollout: Rollout) throws -> [Double]
}

/// What a metric of a clip sees beside the clip.
public struct MetricContext: Sendable {
  /// The body whose links are the clip's joints; nil for a clip on any skeleton.
  public var humanoid: Humanoid?
  public var ground: any Ground

  public init(humanoid: Humanoid? = nil, ground: any Ground = PlaneGround()) {
    self.humanoid = humanoid
    self.ground = ground
  }
}

/// Values of figures by key.
public struct FigureValues: Hashable, Sendable, Codable {
  public var values: [String: Double]

  public init(_ values: [String: Double] = [:]) { self.values = values }

  /// Zero for a figure that is not there.
  public subscript(key: String) -> Double {
    get { values[key] ?? 0 }
    set { values[key] = newValue }
  }

  /// The means over many.
  public init(meanOf all: [FigureValues]) {
    values = [:]
    for key in Set(all.flatMap(\.values.keys)) {
      let given = all.compactMap { $0.values[key] }
      values[key] = given.reduce(0, +) / Double(given.count)
    }
  }

  public init(from decoder: any Decoder) throws {
    values = try decoder.singleValueContainer().decode([String: Double].self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(values)
  }
}
