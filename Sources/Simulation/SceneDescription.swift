import Foundation
import Yams

/// A simulation's whole set-up by name: what a scene file says, so that it can be changed without recompiling.
public struct SceneDescription: Hashable, Sendable, Codable {
  public var humanoid: String
  public var engine: PluginChoice
  public var world: WorldSettings
  public var controller: PluginChoice
  public var actuator: PluginChoice
  public var forces: [PluginChoice]
  public var terminations: [PluginChoice]
  public var recorders: [PluginChoice]
  /// How a way is searched past where the body falls; for what searches.
  public var search = SearchSettings()
  /// Control steps a second.
  public var controlRate: Double
  /// Engine steps to a control step.
  public var substeps: Int

  /// The standard scene: a humanoid on a flat floor that tracks a motion, with a helping wrench of up to 100 N and 100 N m.
  public init() {
    humanoid = "smpl"
    engine = PluginChoice("engine.ode")
    world = WorldSettings()
    controller = PluginChoice("controller.tracker")
    actuator = PluginChoice("actuator.stable-pd")
    forces = [PluginChoice("force.residual")]
    terminations = [PluginChoice("termination.non-finite"), PluginChoice("termination.tracking-error")]
    recorders = []
    controlRate = 30
    substeps = 4
  }

  enum CodingKeys: String, CodingKey, CaseIterable {
    case humanoid, engine, world, controller, actuator, forces, terminations, recorders, search, controlRate,
      substeps
  }

  public init(from decoder: any Decoder) throws {
    self.init()
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func read<T: Decodable>(_ key: CodingKeys, _ value: inout T) throws {
      if let given = try container.decodeIfPresent(T.self, forKey: key) { value = given }
    }
    try read(.humanoid, &humanoid)
    try read(.engine, &engine)
    try read(.controller, &controller)
    try read(.actuator, &actuator)
    try read(.forces, &forces)
    try read(.terminations, &terminations)
    try read(.recorders, &recorders)
    if let given = try container.decodeIfPresent(ConfigurationValue.self, forKey: .search) {
      search = try given.decode(SearchSettings.self, plugin: CodingKeys.search.rawValue)
    }
    try read(.controlRate, &controlRate)
    try read(.substeps, &substeps)
    if let given = try container.decodeIfPresent(WorldFields.self, forKey: .world) { world = given.settings }
  }

  /// Reads a scene from YAML (of which JSON is a part). What it does not say keeps the standard scene's value.
  /// - Throws: `SimulationError.invalidScene` with the line or the setting.
  public init(yaml: String, file: String) throws {
    do {
      let value = try YAMLDecoder().decode(ConfigurationValue.self, from: yaml)
      guard case .fields(let fields) = value else {
        throw SimulationError.invalidScene(file: file, problem: "expected settings by name, such as 'controlRate: 30'")
      }
      let known = CodingKeys.allCases.map(\.rawValue)
      if let unknown = fields.keys.sorted().first(where: { !known.contains($0) }) {
        throw SimulationError.invalidScene(
          file: file, problem: "unknown setting '\(unknown)'; a scene has \(known.joined(separator: ", "))")
      }
      self = try ConfigurationValue.decoder.decode(
        SceneDescription.self, from: ConfigurationValue.encoder.encode(value))
    } catch let error as SimulationError {
      throw error
    } catch let error as YamlError {
      throw SimulationError.invalidScene(
        file: file, problem: "\(error)".split(separator: "\n").joined(separator: " "))
    } catch DecodingError.typeMismatch(_, let context), DecodingError.dataCorrupted(let context),
      DecodingError.keyNotFound(_, let context), DecodingError.valueNotFound(_, let context)
    {
      let place = context.codingPath.map(\.stringValue).joined(separator: ".")
      throw SimulationError.invalidScene(
        file: file, problem: place.isEmpty ? context.debugDescription : "'\(place)': \(context.debugDescription)")
    }
    try validate(file: file)
  }

  /// - Throws: `SimulationError.invalidScene`.
  public func validate(file: String = "scene") throws {
    func check(_ condition: Bool, _ problem: @autoclosure () -> String) throws {
      if !condition { throw SimulationError.invalidScene(file: file, problem: problem()) }
    }
    try check(
      controlRate.isFinite && controlRate >= 1 && controlRate <= 10_000,
      "controlRate is \(controlRate), expected 1 to 10000 Hz")
    try check((1...1000).contains(substeps), "substeps is \(substeps), expected 1 to 1000")
    try check(
      world.gravity.isFinite && world.floorFriction >= 0 && world.floorFriction.isFinite
        && abs(world.floorNormal.length - 1) < 1e-6 && (world.floorHeight?.isFinite ?? true),
      "world: gravity must be finite, floorFriction not negative, floorNormal of length one")
  }

  /// The scene as YAML that reads back to the same scene.
  public func yaml() throws -> String { try YAMLEncoder().encode(self) }
}

/// World settings as a file has them: every field may be left out.
private struct WorldFields: Decodable {
  var settings = WorldSettings()

  enum CodingKeys: String, CodingKey { case gravity, floorHeight, floorNormal, floorFriction }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    if let value = try container.decodeIfPresent(SIMD3<Double>.self, forKey: .gravity) { settings.gravity = value }
    if container.contains(.floorHeight) {
      settings.floorHeight = try container.decodeIfPresent(Double.self, forKey: .floorHeight)
    }
    if let value = try container.decodeIfPresent(SIMD3<Double>.self, forKey: .floorNormal) {
      settings.floorNormal = value
    }
    if let value = try container.decodeIfPresent(Double.self, forKey: .floorFriction) { settings.floorFriction = value }
  }
}
