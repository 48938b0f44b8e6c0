/// How a body is carried past where it falls by trying actions around its controller's (`RolloutSearch` in Correction).
public struct SearchSettings: PluginConfiguration, Hashable {
  /// Control steps in which one offset acts, and in which the controller alone then shows what comes of it.
  public var window = 5
  public var lookahead = 15
  /// Actions that are tried around the last one, and then, more narrowly, around the best of them.
  public var samples = 20
  public var nearSamples = 14
  /// Factor on both each time that the search goes back farther.
  public var escalation = 1.0
  /// How much narrower the second ones are spread.
  public var narrowing = 0.5
  /// How much of the best offset the next window begins with.
  public var carriedOver = 0.5
  /// Deviations of the samples by part of the action, in the policy's units (`TrackerOffset`).
  public var jointDeviation = 0.1
  public var rootDeviation = 0.2
  public var footDeviation = 0.15
  /// Share of the samples that are tried on top of the policy rather than of the tracker alone.
  public var policyShare = 0.75
  /// How long before a fall the search begins, in control steps: first, where that does not help farther, and at last.
  public var retreat = 30
  public var fartherRetreat = 75
  public var farthestRetreat = 150
  /// The search is over this many control steps after the fall when the body is so close to its reference, in metres.
  public var recoverySteps = 15
  public var recoveryError = 0.06
  /// What the mean squared speed against the reference at the end of a trial costs, beside the squared error in each step; s^2.
  public var speedCost = 0.02

  public init() {}

  public static var fields: [ConfigurationField] {
    [
      .init("window", unit: "steps", range: 1...60, scale: .whole, "control steps in which one offset acts"),
      .init(
        "lookahead", unit: "steps", range: 0...120, scale: .whole,
        "control steps in which the controller alone shows what comes of it"),
      .init("samples", range: 1...1000, scale: .whole, "actions that are tried around the last one"),
      .init("nearSamples", range: 0...1000, scale: .whole, "actions that are tried around the best of them"),
      .init(
        "escalation", range: 1...10, scale: .logarithmic, "factor on both each time that the search goes back farther"),
      .init("narrowing", range: 0.05...1, "how much narrower those are spread"),
      .init("carriedOver", range: 0...1, "share of the best offset that the next window begins with"),
      .init(
        "jointDeviation", range: 0.001...1, scale: .logarithmic, "deviation of joint targets, in units of 0.35 rad"),
      .init(
        "rootDeviation", range: 0.001...2, scale: .logarithmic,
        "deviation of the body's acceleration, in units of 15 m/s^2 and 40 rad/s^2"),
      .init("footDeviation", range: 0.001...1, scale: .logarithmic, "deviation of a foot's aim, in units of 0.5 m"),
      .init("policyShare", range: 0...1, "share of the samples on top of the policy, not of the tracker alone"),
      .init(
        "retreat", unit: "steps", range: 1...300, scale: .whole, "how long before a fall the search begins at first"),
      .init("fartherRetreat", unit: "steps", range: 1...600, scale: .whole, "then"),
      .init("farthestRetreat", unit: "steps", range: 1...1200, scale: .whole, "and at last"),
      .init(
        "recoverySteps", unit: "steps", range: 0...300, scale: .whole, "how long after the fall the search goes on"),
      .init(
        "recoveryError", unit: "m", range: 0.01...0.5, scale: .logarithmic,
        "joint error over which it goes on longer"),
      .init(
        "speedCost", unit: "s^2", range: 0...10,
        "cost of the squared speed against the reference at the end of a trial, beside squared errors in each step"),
    ]
  }
}
