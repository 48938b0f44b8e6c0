import Foundation
import Motion
import Yams

/// A simulation's whole set-up by name: what a scene file says, so that it can be changed without recompiling.
public struct SceneDescription: Hashable, Sendable, Codable {
  public var humanoid: String
  public var engine: PluginChoice
  /// m/s^2, world axes; y is up. In a file, `world: {gravity: [x, y, z]}`.
  public var gravity: Vector3
  /// What bodies stand on. In a file also `world: {floorHeight, floorNormal, floorFriction}`, for a plane or, without a height, none.
  public var ground: PluginChoice
  public var controller: PluginChoice
  public var actuator: PluginChoice
  public var forces: [PluginChoice]
  public var terminations: [PluginChoice]
  public var recorders: [PluginChoice]
  /// What is done to motions before a body performs them; nil for what the verb does by itself.
  public var cleaning: CleaningDescription?
  /// Settings of how a motion is carried over to the humanoid, those that are not the standard ones.
  public var retargeting = ConfigurationValue.fields([:])
  /// The ways in which a body is made to perform a motion; nil for what the verb tries by itself.
  public var attempts: [AttemptDescription]?
  /// How a way is searched past where the body falls, in attempts that search.
  public var search = SearchSettings()
  /// What is written of motions that no attempt tracked.
  public var onFailure = FailureHandling.report
  /// What is measured; nil for all metrics that are registered.
  public var metrics: [PluginChoice]?
  /// Control steps a second.
  public var controlRate: Double
  /// Engine steps to a control step.
  public var substeps: Int

  /// The standard scene: a humanoid on a flat floor that tracks a motion, with help of up to 100 N and 100 N m.
  public init() {
    humanoid = "smpl"
    engine = PluginChoice("engine.ode")
    gravity = WorldSettings.standardGravity
    ground = PluginChoice(PlaneGround.name)
    controller = PluginChoice("controller.tracker")
    actuator = PluginChoice("actuator.stable-pd")
    forces = [PluginChoice(Self.helpForce)]
    terminations = [PluginChoice("termination.non-finite"), PluginChoice("termination.tracking-error")]
    recorders = []
    controlRate = 30
    substeps = 4
  }

  enum CodingKeys: String, CodingKey, CaseIterable {
    case humanoid, engine, world, ground, controller, actuator, forces, terminations, recorders, cleaning, retargeting,
      attempts, search, onFailure, metrics, controlRate, substeps
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
    try read(.ground, &ground)
    try read(.cleaning, &cleaning)
    try read(.retargeting, &retargeting)
    try read(.attempts, &attempts)
    try read(.onFailure, &onFailure)
    try read(.metrics, &metrics)
    guard let world = try container.decodeIfPresent(WorldFields.self, forKey: .world) else { return }
    gravity = world.gravity
    if let floor = world.floor {
      guard !container.contains(.ground) else {
        throw SimulationError.invalidScene(file: "world", problem: "has a floor, but the scene has 'ground' too")
      }
      ground = floor
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(humanoid, forKey: .humanoid)
    try container.encode(engine, forKey: .engine)
    try container.encode(WorldFields(gravity: gravity), forKey: .world)
    try container.encode(ground, forKey: .ground)
    try container.encode(controller, forKey: .controller)
    try container.encode(actuator, forKey: .actuator)
    try container.encode(forces, forKey: .forces)
    try container.encode(terminations, forKey: .terminations)
    try container.encode(recorders, forKey: .recorders)
    try container.encodeIfPresent(cleaning, forKey: .cleaning)
    if !retargeting.names.isEmpty { try container.encode(retargeting, forKey: .retargeting) }
    try container.encodeIfPresent(attempts, forKey: .attempts)
    try container.encode(search, forKey: .search)
    try container.encode(onFailure, forKey: .onFailure)
    try container.encodeIfPresent(metrics, forKey: .metrics)
    try container.encode(controlRate, forKey: .controlRate)
    try container.encode(substeps, forKey: .substeps)
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
    try check(gravity.isFinite, "world: gravity must be finite")
  }

  /// The scene as YAML that reads back to the same scene.
  public func yaml() throws -> String {
    let value = try ConfigurationValue(describing: self)
    return CodingKeys.allCases.flatMap { key in
      value[field: key.rawValue].map { ConfigurationValue.fields([key.rawValue: $0]).yaml } ?? []
    }.joined(separator: "\n") + "\n"
  }
}

/// What a scene file says under `world`: every field may be left out, and no other may be there.
private struct WorldFields: Codable {
  var gravity = WorldSettings.standardGravity
  /// A plane by its height and normal, or none; nil if the file does not speak of a floor.
  var floor: PluginChoice?

  enum CodingKeys: String, CodingKey, CaseIterable { case gravity, floorHeight, floorNormal, floorFriction }

  init(gravity: Vector3) { self.gravity = gravity }

  init(from decoder: any Decoder) throws {
    try decoder.refuseUnknownKeys(CodingKeys.allCases.map(\.rawValue))
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func refuse(_ key: CodingKeys, _ problem: String) -> DecodingError {
      .dataCorrupted(.init(codingPath: decoder.codingPath + [key], debugDescription: problem))
    }
    if let value = try container.decodeIfPresent(Vector3.self, forKey: .gravity) { gravity = value }
    guard container.allKeys.contains(where: { $0 != .gravity }) else { return }
    var floor = PluginChoice(PlaneGround.name)
    if container.contains(.floorHeight) {
      guard let height = try container.decodeIfPresent(Double.self, forKey: .floorHeight) else {
        self.floor = PluginChoice(NoGround.name)
        return
      }
      floor[setting: "height"] = .number(height)
    }
    if let normal = try container.decodeIfPresent(Vector3.self, forKey: .floorNormal) {
      guard abs(normal.length - 1) < 1e-6, normal.y > 0 else {
        throw refuse(.floorNormal, "expected a vector of length one that points up")
      }
      floor[setting: "slope"] = .number(acos(min(normal.y, 1)) * 180 / .pi)
      floor[setting: "direction"] = .number(atan2(-normal.x, -normal.z) * 180 / .pi)
    }
    if let friction = try container.decodeIfPresent(Double.self, forKey: .floorFriction) {
      guard friction >= 0, friction.isFinite else { throw refuse(.floorFriction, "expected a number of 0 or more") }
      floor[setting: "friction"] = .number(friction)
    }
    self.floor = floor
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(gravity, forKey: .gravity)
  }
}
