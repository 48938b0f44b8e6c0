import Simulation

/// A part of a scene that has settings: a plugin in its place.
struct SceneSlot: Sendable {
  /// The plugin's full name; `#2` follows for the second one of a name.
  var name: String
  let fields: [ConfigurationField]
  /// Fields that the search sets itself.
  private let reserved: [String]
  /// What the scene and the defaults say of a field.
  let value: @Sendable (SceneDescription, String) -> ConfigurationValue?
  let set: @Sendable (inout SceneDescription, String, Double) throws -> Void
  /// Whether they are the settings of the search past falls.
  var isSearch: Bool { name == Self.search.name }

  /// The search past falls, which is no plugin.
  private static let search = SceneSlot(
    name: "search", fields: SearchSettings.fields, reserved: [],
    value: { scene, field in (try? ConfigurationValue(describing: scene.search))?[field: field] },
    set: { scene, field, number in
      var settings = try ConfigurationValue(describing: scene.search)
      settings[field: field] = .number(number)
      scene.search = try settings.decode(SearchSettings.self, plugin: "search")
    })

  private init(
    name: String, fields: [ConfigurationField], reserved: [String],
    value: @escaping @Sendable (SceneDescription, String) -> ConfigurationValue?,
    set: @escaping @Sendable (inout SceneDescription, String, Double) throws -> Void
  ) {
    self.name = name
    self.fields = fields
    self.reserved = reserved
    self.value = value
    self.set = set
  }

  /// The parts of a scene, in its order. Engines and recorders are not searched: they are what measures.
  /// - Throws: `SimulationError.unknownPlugin`.
  static func slots(of scene: SceneDescription, registry: PluginRegistry) throws -> [SceneSlot] {
    var slots = [
      try SceneSlot(\.controller, of: scene, in: registry.controllers),
      try SceneSlot(\.actuator, of: scene, in: registry.actuators),
    ]
    for index in scene.forces.indices {
      let caps = index == scene.helpForceIndex ? ["forceCap", "torqueCap"] : []
      slots.append(try SceneSlot(\.forces[index], of: scene, in: registry.forces, reserved: caps))
    }
    for index in scene.terminations.indices {
      slots.append(try SceneSlot(\.terminations[index], of: scene, in: registry.terminations))
    }
    slots.append(search)
    var counts: [String: Int] = [:]
    for index in slots.indices {
      let count = counts[slots[index].name, default: 0] + 1
      counts[slots[index].name] = count
      if count > 1 { slots[index].name += "#\(count)" }
    }
    return slots
  }

  private init<Product>(
    _ path: WritableKeyPath<SceneDescription, PluginChoice> & Sendable, of scene: SceneDescription,
    in table: PluginTable<Product>, reserved: [String] = []
  ) throws {
    let entry = try table.entry(for: scene[keyPath: path].name)
    let defaults = entry.defaults
    name = entry.name
    fields = entry.fields
    self.reserved = reserved
    value = { scene, field in
      let given = scene[keyPath: path][setting: field]
      return given == nil || given == .null ? defaults[field: field] : given
    }
    set = { scene, field, number in scene[keyPath: path][setting: field] = .number(number) }
  }
}

extension SceneSlot {
  /// The numbers of the slot's fields that declare a range that can be searched.
  func tunable(in scene: SceneDescription) -> [TunableSetting] {
    fields.compactMap { field in
      guard let range = field.range, range.lowerBound < range.upperBound, range.lowerBound.isFinite,
        range.upperBound.isFinite, !reserved.contains(field.name), field.scale != .logarithmic || range.lowerBound > 0,
        case .number(let start)? = value(scene, field.name), range.contains(start)
      else { return nil }
      return TunableSetting(
        name: "\(name).\(field.name)", unit: field.unit, range: range, scale: field.scale, start: start, slot: self,
        field: field.name)
    }
  }
}

extension TunableSetting {
  /// The settings of a scene that the patterns name, in the scene's order, each once.
  /// - Throws: `TuningError.settings` for a pattern that names none, `SimulationError.unknownPlugin`.
  static func matching(
    _ patterns: [String], in scene: SceneDescription, registry: PluginRegistry
  ) throws -> [TunableSetting] {
    let slots = try SceneSlot.slots(of: scene, registry: registry)
    let all = slots.flatMap { $0.tunable(in: scene) }
    let others = slots.flatMap { slot in slot.fields.map { "\(slot.name).\($0.name)" } }
    let known = all.map(\.name)
    for pattern in patterns.map(NamePattern.init) where !known.contains(where: pattern.matches) {
      let fixed = others.filter(pattern.matches)
      let problem =
        fixed.isEmpty
        ? "no setting of the scene is called so"
        : "\(fixed.prefix(6).joined(separator: ", ")) cannot be searched, having no range"
      throw TuningError.settings(
        pattern: pattern.text,
        problem: known.isEmpty
          ? "\(problem); no setting of the scene's plugins can be searched"
          : "\(problem); there are \(pattern.nearest(known))")
    }
    let wanted = patterns.map(NamePattern.init)
    return all.filter { setting in wanted.contains { $0.matches(setting.name) } }
  }
}

extension SceneDescription {
  /// The scene with other values of some settings, in their order.
  /// - Throws: `SimulationError.invalidConfiguration`.
  func setting(_ settings: [TunableSetting], to values: [Double]) throws -> SceneDescription {
    var scene = self
    for (setting, value) in zip(settings, values) { try setting.set(value, in: &scene) }
    return scene
  }
}
