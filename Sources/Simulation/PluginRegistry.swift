import Motion

/// The plugins that a program knows, by point and name: a value, filled where the program is put together.
public struct PluginRegistry: Sendable {
  /// A plane and no ground are always known: a scene that does not say otherwise has the plane.
  public var grounds: PluginTable<any Ground> = {
    var table = PluginTable<any Ground>(point: "ground")
    table.add(PlaneGround.self) { $0 }
    table.add(NoGround.self) { $0 }
    return table
  }()
  public var engines = PluginTable<any Engine>(point: "engine")
  public var controllers = PluginTable<any Controller>(point: "controller")
  public var actuators = PluginTable<any Actuator>(point: "actuator")
  public var forces = PluginTable<any ForceField>(point: "force")
  public var observations = PluginTable<any Observation>(point: "observation")
  public var terminations = PluginTable<any Termination>(point: "termination")
  public var recorders = PluginTable<any Recorder>(point: "recorder")
  public var cleaningSteps = PluginTable<any CleaningStep>(point: "cleaning")
  public var clipMetrics = PluginTable<any ClipMetric>(point: "metric")
  public var rolloutMetrics = PluginTable<any RolloutMetric>(point: "metric")
  public var codecs: [any MotionCodec] = []

  public init() {}

  /// Files read and written by the registry's codecs, asked in the order in which they were registered.
  public var formats: MotionFormats { MotionFormats(codecs: codecs) }

  public mutating func register<P: Plugin & Ground>(ground: P.Type) { grounds.add(ground) { $0 } }
  public mutating func register<P: Plugin & Engine>(engine: P.Type) { engines.add(engine) { $0 } }
  public mutating func register<P: Plugin & Controller>(controller: P.Type) { controllers.add(controller) { $0 } }
  public mutating func register<P: Plugin & Actuator>(actuator: P.Type) { actuators.add(actuator) { $0 } }
  public mutating func register<P: Plugin & ForceField>(force: P.Type) { forces.add(force) { $0 } }
  public mutating func register<P: Plugin & Observation>(observation: P.Type) { observations.add(observation) { $0 } }
  public mutating func register<P: Plugin & Termination>(termination: P.Type) { terminations.add(termination) { $0 } }
  public mutating func register<P: Plugin & Recorder>(recorder: P.Type) { recorders.add(recorder) { $0 } }
  public mutating func register<P: Plugin & CleaningStep>(cleaning: P.Type) { cleaningSteps.add(cleaning) { $0 } }
  public mutating func register<P: Plugin & ClipMetric>(metric: P.Type) { clipMetrics.add(metric) { $0 } }
  public mutating func register<P: Plugin & RolloutMetric>(metric: P.Type) { rolloutMetrics.add(metric) { $0 } }
  public mutating func register(codec: any MotionCodec) {
    codecs.removeAll { $0.name == codec.name }
    codecs.append(codec)
  }
}

/// The plugins of one point.
public struct PluginTable<Product>: Sendable {
  public struct Entry: Sendable {
    public var name: String
    public var summary: String
    public var fields: [ConfigurationField]
    /// Each field's default.
    public var defaults: ConfigurationValue
    /// The file that it comes from; nil for what is part of the program.
    public var origin: String?
    let make: @Sendable (ConfigurationValue, PluginContext) throws -> Product

    /// For a plugin that is not a Swift type.
    /// - Parameter make: an instance from the settings that a scene gives: fields by name, or null for none.
    public init(
      name: String, summary: String, fields: [ConfigurationField], defaults: ConfigurationValue,
      origin: String? = nil, make: @escaping @Sendable (ConfigurationValue, PluginContext) throws -> Product
    ) {
      self.name = name
      self.summary = summary
      self.fields = fields
      self.defaults = defaults
      self.origin = origin
      self.make = make
    }
  }

  public let point: String
  private var entriesByName: [String: Entry] = [:]
  private var absent: [String] = []

  public init(point: String) { self.point = point }

  /// Sorted by name.
  public var entries: [Entry] { entriesByName.values.sorted { $0.name < $1.name } }

  public subscript(name: String) -> Entry? { entriesByName[name] }

  /// Whether there is a plugin of that name; the point's own prefix may be left out.
  public func knows(_ name: String) -> Bool { (try? entry(for: name)) != nil }

  /// An entry takes the place of one of the same name.
  public mutating func add(_ entry: Entry) { entriesByName[entry.name] = entry }

  public mutating func add<P: Plugin>(_ type: P.Type, as cast: @escaping @Sendable (P) -> Product) {
    add(
      Entry(
        name: P.name, summary: P.summary, fields: P.Configuration.fields,
        defaults: (try? ConfigurationValue(describing: P.Configuration())) ?? .null,
        make: { value, context in
          cast(
            try P(configuration: value.decode(P.Configuration.self, plugin: P.name), context: context))
        }))
  }

  /// Mentions a plugin that this build is without among the known ones, and how to come by it.
  public mutating func mention(absent name: String, _ remedy: String) { absent.append("\(name) (\(remedy))") }

  /// - Throws: `SimulationError.unknownPlugin` with the known names, or what the plugin's own check throws.
  public func make(_ choice: PluginChoice, context: PluginContext) throws -> Product {
    try entry(for: choice.name).make(choice.settings, context)
  }

  /// The plugin of a name, from which the point's own prefix may be left out: "tracker" is "controller.tracker".
  /// - Throws: `SimulationError.unknownPlugin` with the known names.
  public func entry(for name: String) throws -> Entry {
    guard let entry = entriesByName[name] ?? entriesByName["\(point).\(name)"] else {
      throw SimulationError.unknownPlugin(point: point, name: name, known: entriesByName.keys + absent)
    }
    return entry
  }
}

/// A plugin by name with its settings, as a scene file has it: a name alone, or fields with `name` among them.
public struct PluginChoice: Hashable, Sendable, Codable {
  public var name: String
  public var settings: ConfigurationValue

  public init(_ name: String, settings: [String: ConfigurationValue] = [:]) {
    self.name = name
    self.settings = .fields(settings)
  }

  public init(from decoder: any Decoder) throws {
    switch try ConfigurationValue(from: decoder) {
    case .text(let name): self.init(name)
    case .fields(var fields):
      guard case .text(let name)? = fields.removeValue(forKey: "name") else {
        throw DecodingError.dataCorrupted(
          .init(codingPath: decoder.codingPath, debugDescription: "a plugin has no 'name'"))
      }
      self.init(name, settings: fields)
    default:
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "expected a plugin's name, or fields with 'name'"))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    guard case .fields(var fields) = settings, !fields.isEmpty else {
      try ConfigurationValue.text(name).encode(to: encoder)
      return
    }
    fields["name"] = .text(name)
    try ConfigurationValue.fields(fields).encode(to: encoder)
  }

  /// Of a dotted name for settings that are nested.
  public subscript(setting setting: String) -> ConfigurationValue? {
    get { settings[field: setting] }
    set { settings[field: setting] = newValue }
  }
}
