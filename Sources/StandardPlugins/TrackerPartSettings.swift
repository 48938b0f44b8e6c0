import Simulation

/// How stiff the joints are, by the part of the body that they move: factors on what the humanoid's file says. Stiff hips and trunk hold
/// a body upright; soft, lightly damped ankles and toes let its feet follow the floor.
public struct JointSettings: PluginConfiguration {
  public var hips = JointGains(stiffness: 2.6, damping: 0.21)
  public var knees = JointGains(stiffness: 0.66, damping: 0.29)
  public var ankles = JointGains(stiffness: 0.27, damping: 0.4)
  public var toes = JointGains(stiffness: 0.14, damping: 0.19)
  public var trunk = JointGains(stiffness: 3, damping: 0.4)
  public var arms = JointGains(stiffness: 1.25, damping: 0.65)

  public init() {}

  public static var fields: [ConfigurationField] {
    JointGroup.allCases.flatMap { group in
      [
        ConfigurationField(
          "stiffness", range: 0.01...100, scale: .logarithmic, "factor on the stiffness of \(group.rawValue)"),
        ConfigurationField(
          "damping", range: 0.01...100, scale: .logarithmic, "factor on the damping of \(group.rawValue)"),
      ].nested(in: group.rawValue)
    }
  }

  subscript(group: JointGroup) -> JointGains {
    switch group {
    case .hips: hips
    case .knees: knees
    case .ankles: ankles
    case .toes: toes
    case .trunk: trunk
    case .arms: arms
    }
  }
}

/// Factors on the stiffness and damping of joints.
public struct JointGains: Codable, Sendable, Hashable {
  public var stiffness = 1.0
  public var damping = 1.0

  public init(stiffness: Double = 1, damping: Double = 1) {
    self.stiffness = stiffness
    self.damping = damping
  }
}

/// How the reference is shifted towards where it keeps its balance (`BalancePlan`).
public struct BalanceSettings: PluginConfiguration, Hashable {
  /// Share of the way. All of the way costs more of the likeness: what a recording seems to lack is as often an error of what is
  /// measured in it.
  public var share = 0.88
  /// A body stands on points that are at most so far over its lowest one; metres.
  public var supportThickness = 0.025
  /// Its lowest point is at most so high then; metres.
  public var supportHeight = 0.05
  /// Of the area between the feet, about its middle: with less than all of it the body stands well inside.
  public var areaScale = 0.36
  /// That holds where, within so many seconds, the zero moment point comes out of all of it by so many metres or more; a motion that
  /// keeps its balance stays as it is.
  public var window = 0.6
  public var calmness = 0.02
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
      .init(
        "areaScale", range: 0...1, "share of the area between the feet, about its middle, that the plan balances on"),
      .init("window", unit: "s", range: 0...5, "how far around a lack of balance that holds"),
      .init(
        "calmness", unit: "m", range: 0.0001...1, scale: .logarithmic,
        "distance of the zero moment point from the feet from which on it holds fully"),
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

/// How flights of the reference are made those of a body (`FlightPlan`).
public struct FlightSettings: PluginConfiguration, Hashable {
  /// A body flies while all of it is higher; metres.
  public var height = 0.03
  /// Flights that take longer are left as they are, in seconds, and such as would move the body by more, in metres: there is
  /// something under its feet that the floor has not.
  public var longest = 1.0
  public var farthest = 0.1
  /// Share of the lacking speed that is made up for.
  public var share = 1.0

  public init() {}

  public static var fields: [ConfigurationField] {
    [
      .init(
        "height", unit: "m", range: 0.001...0.2, scale: .logarithmic,
        "height of the lowest point over which the body flies"),
      .init("longest", unit: "s", range: 0...3, "the longest flight that is made one of a body"),
      .init("farthest", unit: "m", range: 0...1, "how far a flight may be moved for that"),
      .init("share", range: 0...2, "share of the lacking speed that is made up for"),
    ]
  }
}

/// What is to stand on the floor, by how the reference has it (`PlannedContact`).
public struct ContactSettings: PluginConfiguration {
  /// What is lower is on the floor; metres.
  public var floorHeight = 0.01
  /// What is lower and still would be on the floor but for errors of the recording: metres, and metres per second.
  public var lowHeight = 0.035
  public var stillSpeed = 0.19
  /// What moves along the floor faster swings; metres per second.
  public var sweepingSpeed = 0.46
  /// A point of the body is on the floor now when it is under this height; metres.
  public var actualHeight = 0.022

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
  public var planLack = 0.85
  /// Lack of help, in newtons, before the body stands on all that touches the floor and does not swing.
  public var spareLack = 180.0
  /// What may stand then: metres, and metres per second.
  public var spareHeight = 0.11
  public var spareSpeed = 0.7
  /// With at least this share of its weight as help, a newton metre counted as a newton, a body is better off when its feet go where
  /// they are planned to go.
  public var littleHelp = 0.15
  /// Share of the way by which feet that stand are off their places that the body is to be off its own, without help.
  public var footShare = 0.7
  /// So far off they may be without that, in metres.
  public var footSlack = 0.03

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
        "footShare", range: 0...1,
        "how far the body follows its standing feet, as a share of how far they are off, without help"),
      .init("footSlack", unit: "m", range: 0...0.3, "how far they may be off before the body follows them"),
      .init(
        "littleHelp", range: 0.001...1, scale: .logarithmic,
        "share of the weight under which help is too little to rely on: the body steps, and falls behind rather than over"
      ),
    ]
  }
}

/// How the floor's forces are chosen (`InverseDynamics`).
///
/// Softness says how soon help on the root is preferred to large forces of the floor: with it, the supports share with the root
/// what they could only provide at their edges. The one of the two that is softer is given up first.
public struct FloorForceSettings: PluginConfiguration {
  /// Coulomb friction coefficient that is relied on at most.
  public var friction = 0.8
  /// Share of a contact's coefficient that is relied on at most: at the edge of the friction cone the foot begins to slide.
  public var frictionShare = 0.8
  public var softness = 0.001
  public var momentSoftness = 0.001
  /// Without help, by which the body rather falls behind than topples; with half of `StanceSettings.littleHelp` it is as ever.
  public var unaidedSoftness = 0.01
  /// Of upward forces: what carries the weight is not given up with what holds the body back.
  public var unaidedLiftSoftness = 0.004
  public var unaidedMomentSoftness = 0.0013

  public init() {}

  public static var fields: [ConfigurationField] {
    [
      .init("friction", range: 0...5, "largest friction coefficient that is relied on"),
      .init("frictionShare", range: 0...1, "largest share of a contact's friction coefficient that is relied on"),
      .init("softness", range: 1e-6...1, scale: .logarithmic, "how soon forces are given up"),
      .init("momentSoftness", range: 1e-6...1, scale: .logarithmic, "how soon moments are given up"),
      .init("unaidedSoftness", range: 1e-6...1, scale: .logarithmic, "how soon forces are given up without help"),
      .init(
        "unaidedLiftSoftness", range: 1e-6...1, scale: .logarithmic, "how soon upward forces are given up without help"),
      .init(
        "unaidedMomentSoftness", range: 1e-6...1, scale: .logarithmic, "how soon moments are given up without help"),
    ]
  }
}

/// How legs are steered (`LegSteering`).
public struct LegSettings: PluginConfiguration {
  /// A foot in the air is carried higher than the reference has it by its height there, up to this, in metres: room for the errors
  /// of what carries it.
  public var clearance = 0.025
  /// One that swings is over the floor by the way that it goes in this time (s), up to this height (m), however low the reference
  /// has it: toes that brush the floor trip the body.
  public var swingTime = 0.033
  public var swingHeight = 0.045
  /// A standing leg that is shorter than planned by more than this, in metres, stands where it was not to: stretched as planned it
  /// would throw the body up.
  public var shortness = 0.06

  public init() {}

  public static var fields: [ConfigurationField] {
    [
      .init(
        "clearance", unit: "m", range: 0...0.3, "how much higher than planned a foot in the air is carried at most"),
      .init(
        "swingTime", unit: "s", range: 0...0.2, "a swinging foot is as high as the way that it goes in this time"),
      .init("swingHeight", unit: "m", range: 0...0.3, "largest height for that"),
      .init("shortness", unit: "m", range: 0...0.5, "how much shorter than planned a leg is before it stays bent"),
    ]
  }
}

/// How feet in the air are aimed off their places where there is little help.
public struct StepSettings: PluginConfiguration {
  /// For each metre by which the capture point (Pratt et al. 2006) is off its goal.
  public var gain = 1.35
  /// Of the way that the body has been taken along to where its feet stand: what is not kept brings it back.
  public var keep = 0.45
  /// Up to so many metres.
  public var limit = 0.4
  /// Least height of the centre of mass that the capture point is reckoned by; metres.
  public var leastHeight = 0.2

  public init() {}

  public static var fields: [ConfigurationField] {
    [
      .init("gain", range: 0...5, "how far a foot in the air is aimed off its place by the capture point's error"),
      .init(
        "keep", range: 0...1, "share of the way along which standing feet took the body that a foot in the air keeps"),
      .init("limit", unit: "m", range: 0...1, "largest offset of a foot"),
      .init(
        "leastHeight", unit: "m", range: 0.05...2, scale: .logarithmic,
        "least height of the centre of mass that the capture point is reckoned by"),
    ]
  }
}

/// Steps that the reference does not have (`RecoveryStep`), where there is little help.
public struct RecoverySettings: PluginConfiguration {
  /// A body does one when its capture point is at least so far off the reference's, and so far outside of its feet; metres.
  public var error = 0.15
  public var outside = 0.02
  /// Seconds in which the reference has its feet stand, so that it does not step by itself.
  public var horizon = 0.5
  /// Share of the load that the leg may carry that steps.
  public var largestLoad = 0.6
  /// How near the feet have to come to under the capture point, as a share of how far they are off without the step.
  public var gain = 0.5
  /// How long it takes, in seconds.
  public var duration = 0.2
  /// How far beside its place the foot is set down for each metre of the capture point's error then, and how far it goes at most; metres.
  public var reach = 1.05
  public var longest = 0.6
  /// How high it is lifted, in metres.
  public var height = 0.06
  /// Newtons on the foot with which it has been set down.
  public var landingLoad = 50.0

  public init() {}

  public static var fields: [ConfigurationField] {
    [
      .init(
        "error", unit: "m", range: 0...2, "error of the capture point from which on the body does a step of its own"),
      .init("outside", unit: "m", range: 0...1, "how far outside of the feet the capture point has to be for it"),
      .init("horizon", unit: "s", range: 0...3, "how long the reference has to stand for it"),
      .init("largestLoad", range: 0...1, "share of the load that the stepping leg may carry before"),
      .init(
        "gain", range: 0...1,
        "how near the feet have to come to under the capture point, as a share of how far they are"),
      .init("duration", unit: "s", range: 0.05...1, scale: .logarithmic, "how long it takes"),
      .init("reach", range: 0...3, "how far beside its place the foot is set down by the capture point's error"),
      .init("longest", unit: "m", range: 0...2, "how far it goes at most"),
      .init("height", unit: "m", range: 0...0.3, "how high the foot is lifted"),
      .init(
        "landingLoad", unit: "N", range: 1...1000, scale: .logarithmic, "load on the foot with which it has come down"),
    ]
  }
}
