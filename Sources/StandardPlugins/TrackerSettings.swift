import Simulation

extension TrackerController {
  /// The tracker's numbers, by its parts. Those of the body's joints are the actuator's.
  public struct Configuration: PluginConfiguration {
    /// Natural frequency with which the links come back to the reference; Hz.
    public var frequency = 2.0
    /// Damping ratio of that motion; 1 is critical.
    public var dampingRatio = 1.0
    /// A body far off is not thrown back: largest linear acceleration of the feedback in m/s^2, and angular in rad/s^2.
    public var linearLimit = 10.0
    public var angularLimit = 40.0
    /// Of the actuator's stiffness and damping: what moves the body is the added torques, and stiff joints resist them where the
    /// body must not be just as the reference is.
    public var jointGain = 0.5
    public var balance = BalanceSettings()
    public var contacts = ContactSettings()
    public var stance = StanceSettings()
    public var forces = FloorForceSettings()
    public var legs = LegSettings()
    public var steps = StepSettings()

    public init() {}

    public static var fields: [ConfigurationField] {
      [
        .init(
          "frequency", unit: "Hz", range: 0.2...10, scale: .logarithmic,
          "natural frequency with which the links come back to the reference"),
        .init(
          "dampingRatio", range: 0.1...10, scale: .logarithmic, "damping ratio of that motion; 1 is critical"),
        .init(
          "linearLimit", unit: "m/s^2", range: 1...100, scale: .logarithmic,
          "largest linear acceleration of the feedback"),
        .init(
          "angularLimit", unit: "rad/s^2", range: 1...500, scale: .logarithmic,
          "largest angular acceleration of the feedback"),
        .init("jointGain", range: 0.05...5, scale: .logarithmic, "factor on the actuator's stiffness and damping"),
      ] + BalanceSettings.fields.nested(in: "balance") + ContactSettings.fields.nested(in: "contacts")
        + StanceSettings.fields.nested(in: "stance") + FloorForceSettings.fields.nested(in: "forces")
        + LegSettings.fields.nested(in: "legs") + StepSettings.fields.nested(in: "steps")
    }
  }
}

/// How the reference is shifted towards where it keeps its balance (`BalancePlan`).
public struct BalanceSettings: PluginConfiguration {
  /// Share of the way. All of the way costs more of the likeness: what a recording seems to lack is as often an error of what is
  /// measured in it.
  public var share = 0.5
  /// A body stands on points that are at most so far over its lowest one; metres.
  public var supportThickness = 0.03
  /// Its lowest point is at most so high then; metres.
  public var supportHeight = 0.05
  /// Share of the weight under which a body counts as flying.
  public var leastLoad = 0.1
  /// Of the zero moment point, in metres: what is farther off has other reasons than balance.
  public var largestLack = 0.5
  /// Of the pendulum, in metres: a body that lies down is none.
  public var leastHeight = 0.3

  public init() {}

  public static var fields: [ConfigurationField] {
    [
      .init("share", range: 0...1, "share of the way that the reference is shifted to where it keeps its balance"),
      .init(
        "supportThickness", unit: "m", range: 0.005...0.2, scale: .logarithmic,
        "height over the lowest point of the body up to which its points carry it"),
      .init(
        "supportHeight", unit: "m", range: 0.005...0.3, scale: .logarithmic,
        "height of the lowest point up to which the body stands"),
      .init("leastLoad", range: 0.01...0.9, "share of the weight on the floor under which the body counts as flying"),
      .init(
        "largestLack", unit: "m", range: 0.02...2, scale: .logarithmic,
        "largest distance of the zero moment point from the feet that is made up for"),
      .init(
        "leastHeight", unit: "m", range: 0.05...2, scale: .logarithmic,
        "least height of the centre of mass in the pendulum that balance is reckoned by"),
    ]
  }
}

/// What is to stand on the floor, by how the reference has it (`PlannedContact`).
public struct ContactSettings: PluginConfiguration {
  /// What is lower is on the floor; metres.
  public var floorHeight = 0.01
  /// What is lower and still would be on the floor but for errors of the recording: metres, and metres per second.
  public var lowHeight = 0.05
  public var stillSpeed = 0.5
  /// What moves along the floor faster swings; metres per second.
  public var sweepingSpeed = 0.7
  /// A point of the body is on the floor now when it is under this height; metres.
  public var actualHeight = 0.01

  public init() {}

  public static var fields: [ConfigurationField] {
    [
      .init("floorHeight", unit: "m", range: 0...0.1, "height in the reference under which a point is on the floor"),
      .init("lowHeight", unit: "m", range: 0...0.3, "height under which a point that is still is to stand"),
      .init(
        "stillSpeed", unit: "m/s", range: 0.02...5, scale: .logarithmic, "speed under which a low point is still"),
      .init(
        "sweepingSpeed", unit: "m/s", range: 0.05...10, scale: .logarithmic,
        "speed along the floor over which a point swings, and does not stand"),
      .init(
        "actualHeight", unit: "m", range: 0.001...0.1, "height now under which a point of the body is on the floor"),
    ]
  }
}

/// On which of the feet that touch the floor the body stands.
public struct StanceSettings: PluginConfiguration {
  /// Share of the weight that has to be lacking before feet that sweep over the floor carry the body.
  public var planLack = 0.5
  /// Lack of help, in newtons, before the body stands on all that touches the floor and does not swing.
  public var spareLack = 0.0
  /// What may stand then: metres, and metres per second.
  public var spareHeight = 0.05
  public var spareSpeed = 0.7
  /// With at least this share of its weight as help, a newton metre counted as a newton, a body is better off when its feet go where
  /// they are planned to go.
  public var littleHelp = 0.1

  public init() {}

  public static var fields: [ConfigurationField] {
    [
      .init(
        "planLack", range: 0...5, "share of the weight that has to be lacking before feet that sweep the floor carry"),
      .init(
        "spareLack", unit: "N", range: 0...1000, "lack of help before all that touches the floor carries the body"),
      .init("spareHeight", unit: "m", range: 0...0.5, "height in the reference under which a point may carry it then"),
      .init(
        "spareSpeed", unit: "m/s", range: 0.05...10, scale: .logarithmic, "speed up to which a point may carry it then"),
      .init(
        "littleHelp", range: 0.001...1, scale: .logarithmic,
        "share of the weight under which help is too little to rely on: the body steps, and falls behind rather than over"
      ),
    ]
  }
}

/// How the floor's forces are chosen (`InverseDynamics`).
///
/// Softness says how soon a wrench on the root is preferred to large forces of the floor: with it, the supports share with the root
/// what they could only provide at their edges. The one of the two that is softer is given up first.
public struct FloorForceSettings: PluginConfiguration {
  /// Coulomb friction coefficient that is relied on.
  public var friction = 0.8
  public var softness = 1e-3
  public var momentSoftness = 1e-3
  /// Without help, by which the body rather falls behind than topples; with half of `StanceSettings.littleHelp` it is as ever.
  public var unaidedSoftness = 1e-2
  public var unaidedMomentSoftness = 1e-3

  public init() {}

  public static var fields: [ConfigurationField] {
    [
      .init("friction", range: 0...5, "friction coefficient of the floor that is relied on"),
      .init("softness", range: 1e-6...1, scale: .logarithmic, "how soon forces are given up"),
      .init("momentSoftness", range: 1e-6...1, scale: .logarithmic, "how soon moments are given up"),
      .init("unaidedSoftness", range: 1e-6...1, scale: .logarithmic, "how soon forces are given up without help"),
      .init(
        "unaidedMomentSoftness", range: 1e-6...1, scale: .logarithmic, "how soon moments are given up without help"),
    ]
  }
}

/// How legs are steered (`LegSteering`).
public struct LegSettings: PluginConfiguration {
  /// A foot in the air is carried higher than the reference has it by its height there, up to this, in metres: room for the errors
  /// of what carries it.
  public var clearance = 0.03
  /// One that swings is over the floor by the way that it goes in this time (s), up to this height (m), however low the reference
  /// has it: toes that brush the floor trip the body.
  public var swingTime = 0.02
  public var swingHeight = 0.05
  /// A standing leg that is shorter than planned by more than this, in metres, stands where it was not to: stretched as planned it
  /// would throw the body up.
  public var shortness = 0.05

  public init() {}

  public static var fields: [ConfigurationField] {
    [
      .init(
        "clearance", unit: "m", range: 0...0.3, "how much higher than planned a foot in the air is carried at most"),
      .init(
        "swingTime", unit: "s", range: 0...0.2, "a foot that swings is so high as the way that it goes in this time"),
      .init("swingHeight", unit: "m", range: 0...0.3, "height up to which it is so"),
      .init("shortness", unit: "m", range: 0...0.5, "how much shorter than planned a leg is before it stays bent"),
    ]
  }
}

/// Steps towards where a body without help falls.
public struct StepSettings: PluginConfiguration {
  /// How far a foot in the air is aimed off its place for each metre by which the capture point (Pratt et al. 2006) is off the
  /// reference's.
  public var gain = 2.0
  /// Up to so many metres.
  public var limit = 0.4
  /// Least height of the centre of mass that the capture point is reckoned by; metres.
  public var leastHeight = 0.3

  public init() {}

  public static var fields: [ConfigurationField] {
    [
      .init("gain", range: 0...5, "how far a foot in the air is aimed off its place by the capture point's error"),
      .init("limit", unit: "m", range: 0...1, "how far at most"),
      .init(
        "leastHeight", unit: "m", range: 0.05...2, scale: .logarithmic,
        "least height of the centre of mass that the capture point is reckoned by"),
    ]
  }
}
