import Motion

/// What every plugin with a configuration has: a dotted name, a line for people, and a checked configuration.
public protocol Plugin: SendableMetatype {
  associatedtype Configuration: PluginConfiguration = NoConfiguration
  /// Dotted, such as "force.residual".
  static var name: String { get }
  static var summary: String { get }
  /// - Throws: `SimulationError.invalidConfiguration` or `.unsupported`.
  init(configuration: Configuration, context: PluginContext) throws
}

/// A plugin's settings. Every field has a default and is described in `fields`; unknown fields in a file are refused.
public protocol PluginConfiguration: Codable, Sendable {
  init()
  static var fields: [ConfigurationField] { get }
  /// - Throws: `ConfigurationProblem` naming the field and what was expected.
  func validate() throws
}

extension PluginConfiguration {
  public func validate() throws {}
}

/// One setting of a plugin: what people read, and what is accepted.
public struct ConfigurationField: Hashable, Sendable {
  /// Dotted where settings are nested, such as "balance.share".
  public var name: String
  /// "N", "N m", "Hz", or empty for a pure number.
  public var unit: String
  public var effect: String
  /// The numbers that are accepted; nil where a plugin checks its settings itself. A search for better settings stays within it.
  public var range: ClosedRange<Double>?
  /// How a search moves within the range.
  public var scale: Scale

  public enum Scale: String, Hashable, Sendable, Codable {
    /// By differences.
    case linear
    /// By factors; the range begins above zero.
    case logarithmic
    /// By differences, over whole numbers alone.
    case whole
  }

  public init(
    _ name: String, unit: String = "", range: ClosedRange<Double>? = nil, scale: Scale = .linear, _ effect: String
  ) {
    self.name = name
    self.unit = unit
    self.effect = effect
    self.range = range
    self.scale = scale
  }
}

extension [ConfigurationField] {
  /// The same, as parts of the setting of that name.
  public func nested(in name: String) -> [ConfigurationField] {
    map { field in
      var field = field
      field.name = "\(name).\(field.name)"
      return field
    }
  }
}

public struct ConfigurationProblem: Error, Hashable, Sendable, CustomStringConvertible {
  public var description: String
  public init(_ description: String) { self.description = description }
}

public struct NoConfiguration: PluginConfiguration {
  public static var fields: [ConfigurationField] { [] }
  public init() {}
}

/// What a plugin may know when it is made.
public struct PluginContext: Sendable {
  public var humanoid: Humanoid
  /// Control steps a second.
  public var controlRate: Double
  /// Engine steps to a control step.
  public var substeps: Int
  /// A plugin's randomness comes from this seed alone.
  public var seed: UInt64
  /// The plugins that the program knows, for a plugin that is made of others.
  public var registry: PluginRegistry

  /// - Parameter registry: empty but for the grounds that are always known, unless the host has one.
  public init(
    humanoid: Humanoid, controlRate: Double = 30, substeps: Int = 4, seed: UInt64 = 0,
    registry: PluginRegistry = PluginRegistry()
  ) {
    self.humanoid = humanoid
    self.controlRate = controlRate
    self.substeps = substeps
    self.seed = seed
    self.registry = registry
  }

  public var substepDuration: Double { 1 / (controlRate * Double(substeps)) }
}

/// State that the host saves and restores beside the world's, so that a simulation can be branched and replayed.
/// A plugin without state needs neither method.
public protocol StatefulPlugin {
  func saveState() -> [Double]
  /// - Throws: `SimulationError.snapshotMismatch`.
  mutating func restoreState(_ state: [Double]) throws
}

extension StatefulPlugin {
  public func saveState() -> [Double] { [] }
  public mutating func restoreState(_ state: [Double]) throws {}
}

/// What plugins see of a running simulation. They change nothing in it.
public struct SimulationView: Sendable {
  public let humanoid: Humanoid
  /// What the body stands on.
  public let ground: any Ground
  public internal(set) var reference: ReferenceMotion
  /// m/s^2, world axes.
  public let gravity: Vector3
  /// Seconds of one engine step.
  public let substepDuration: Double
  /// Engine steps to a control step.
  public let substeps: Int
  /// How much the forces that help give on the root at most, all together.
  public internal(set) var helpCap: HelpCap
  /// What they gave on the root in the last engine step.
  public internal(set) var help = Wrench()
  /// Simulated seconds since the start.
  public internal(set) var time: Double
  /// Control steps done. The state now is to be compared with reference frame `referenceFrame`.
  public internal(set) var controlStep: Int
  /// Engine steps done inside the running control step: 0 ..< substeps; equals `substeps` when it is complete.
  public internal(set) var substep: Int
  /// The reference frame of the last complete control step.
  public internal(set) var referenceFrame: Int
  public internal(set) var links: [LinkState]
  public internal(set) var contacts: [ContactPoint]
  /// The wrench that each force plugin together put on each link in the last engine step.
  public internal(set) var wrenches: [Wrench]
  /// What the controller asked for in this control step.
  public internal(set) var action: Action
  /// How high a point is over the ground under it, in metres; over y = 0 if the ground does not reach there.
  public func heightOverGround(of point: Vector3) -> Double {
    let height = ground.height(at: point)
    return height.isFinite ? point.y - height : point.y
  }

  /// The largest distance between the two sides of a joint, in metres.
  public var jointGap: Double { humanoid.jointGap(links) }

  /// The same with another reference of as many frames in the place of the recording's: what a controller wants instead of it.
  public func tracking(_ reference: ReferenceMotion) -> SimulationView {
    var view = self
    view.reference = reference
    return view
  }

  /// Where a link is to be now, also inside a control step: the reference, interpolated.
  public func goal(link: Int) -> LinkState {
    let a = reference.links[reference.base(of: referenceFrame) + link]
    guard substep > 0, substep < substeps else { return a }
    let b = reference.links[reference.base(of: referenceFrame + 1) + link]
    let t = Double(substep) / Double(substeps)
    return LinkState(
      position: a.position + (b.position - a.position) * t, orientation: a.orientation.slerp(to: b.orientation, at: t),
      linearVelocity: a.linearVelocity + (b.linearVelocity - a.linearVelocity) * t,
      angularVelocity: a.angularVelocity + (b.angularVelocity - a.angularVelocity) * t)
  }
}

/// What a controller asks for over one control step.
public struct Action: Hashable, Sendable {
  /// Rotation of each link in its parent's frame to reach at the end of the control step; the root's is ignored.
  public var targets: [Quaternion]
  /// Angular velocity with which each target moves over the control step, in the parent's frame, in rad/s.
  public var targetVelocities: [Vector3]
  /// Torque on each link against its parent that is added to spring and damper, in the parent's frame, in N m.
  public var torques: [Vector3]
  /// Factor on each joint's stiffness and damping.
  public var gains: [Double]
  /// Further factor on each joint's damping.
  public var dampings: [Double]
  /// The helping force and torque on the root that the controller wishes for; `force.residual` grants it within its cap.
  public var rootWrench: Wrench

  public init(linkCount: Int) {
    targets = Array(repeating: .identity, count: linkCount)
    targetVelocities = Array(repeating: .zero, count: linkCount)
    torques = Array(repeating: .zero, count: linkCount)
    gains = Array(repeating: 1, count: linkCount)
    dampings = Array(repeating: 1, count: linkCount)
    rootWrench = Wrench()
  }

  /// Takes over the numbers of an action for as many links, in the memory that is there.
  mutating func copy(_ other: Action) {
    for index in targets.indices {
      targets[index] = other.targets[index]
      targetVelocities[index] = other.targetVelocities[index]
      torques[index] = other.torques[index]
      gains[index] = other.gains[index]
      dampings[index] = other.dampings[index]
    }
    rootWrench = other.rootWrench
  }
}

/// State and next reference to an action, once a control step. A plugin point.
public protocol Controller: StatefulPlugin {
  /// Where the links are to be at the start, with their velocities, if not where the reference has them. Nil unless a controller
  /// says so.
  mutating func start(of view: SimulationView) throws -> [LinkState]?

  /// - Parameter action: that of the last control step, to be changed.
  mutating func act(on view: SimulationView, into action: inout Action) throws

  /// Before every further engine step of a control step: the body may have come to be elsewhere than thought. Does nothing unless
  /// a controller says so.
  /// - Parameter action: that of this control step, to be changed.
  mutating func refine(on view: SimulationView, into action: inout Action) throws
}

extension Controller {
  public mutating func start(of view: SimulationView) throws -> [LinkState]? { nil }
  public mutating func refine(on view: SimulationView, into action: inout Action) throws {}
}

/// An action to what the engine drives each joint with, once an engine step. A plugin point.
public protocol Actuator: StatefulPlugin {
  mutating func drive(_ view: SimulationView, into drives: inout [JointDrive]) throws
}

/// Forces from the world, once an engine step. A plugin point.
public protocol ForceField: StatefulPlugin {
  /// Of a force that helps the body from outside what physics allows: how much it gives at most on the root. Nil for forces of
  /// the world.
  var helpCap: HelpCap? { get }
  /// Adds to `wrenches`, one a link.
  mutating func apply(to wrenches: inout [Wrench], in view: SimulationView) throws
}

extension ForceField {
  public var helpCap: HelpCap? { nil }
}

/// The largest helping force (N) and torque (N m).
public struct HelpCap: Hashable, Sendable {
  public var force: Double
  public var torque: Double

  public init(force: Double = 0, torque: Double = 0) {
    self.force = force
    self.torque = torque
  }

  public static func + (a: HelpCap, b: HelpCap) -> HelpCap {
    HelpCap(force: a.force + b.force, torque: a.torque + b.torque)
  }

  /// As much of a wrench as the cap allows.
  public func granted(_ wrench: Wrench) -> Wrench {
    Wrench(force: wrench.force.clamped(toLength: force), torque: wrench.torque.clamped(toLength: torque))
  }
}

/// State and reference to a vector with a named layout. A plugin point.
public protocol Observation: StatefulPlugin {
  /// Names the numbers: consecutive parts with their sizes.
  var layout: [ObservationPart] { get }
  /// Appends as many numbers as the layout says.
  mutating func observe(_ view: SimulationView, into vector: inout [Double]) throws
}

public struct ObservationPart: Hashable, Sendable, Codable {
  public var name: String
  public var count: Int
  public init(_ name: String, count: Int) {
    self.name = name
    self.count = count
  }
}

/// Says when a rollout has failed, and why; asked after each control step. A plugin point.
public protocol Termination: StatefulPlugin {
  /// The reason in a few words, or nil to go on.
  mutating func failure(in view: SimulationView) throws -> String?
}

/// Sees the start and every engine step, and changes nothing. A plugin point.
public protocol Recorder: StatefulPlugin {
  mutating func record(_ view: SimulationView) throws
  /// What has been recorded: named series.
  var recording: Recording { get }
}

/// Named series of numbers: one row an entry.
public struct Recording: Hashable, Sendable, Codable {
  public struct Series: Hashable, Sendable, Codable {
    public var name: String
    public var unit: String
    /// Columns in a row.
    public var width: Int
    public var values: [Double]
    public init(name: String, unit: String, width: Int = 1, values: [Double] = []) {
      self.name = name
      self.unit = unit
      self.width = width
      self.values = values
    }
  }
  public var series: [Series]
  public init(series: [Series] = []) { self.series = series }
  public subscript(name: String) -> Series? { series.first { $0.name == name } }
}
