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

/// A controller around whose actions others can be tried: what a search past falls needs.
public protocol SearchableController: Controller {
  /// Names the numbers that can be changed: consecutive parts with their sizes.
  var offsetLayout: [ObservationPart] { get }
  /// Added to those numbers; empty for nothing.
  var offset: [Float] { get set }
  /// Whether what it has learned can be left out.
  var hasLearnedPart: Bool { get }
  /// Whether what it has learned is left out.
  var isReduced: Bool { get set }
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
