import Foundation
import Motion
import Simulation
import StandardPlugins
import Testing

@testable import Correction

/// What every plugin of a point must do, asked of each that the standard registry knows.
@Suite struct ConformanceTests {
  static let registry = PluginRegistry.standard

  static func humanoid() throws -> Humanoid {
    let home = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path
    return try ResourceLocator(environment: ["GAITKEEPER_HOME": home]).humanoid(named: "smpl").humanoid
  }

  /// The humanoid standing still for half a second.
  static func standing() throws -> (Humanoid, ReferenceMotion) {
    let humanoid = try humanoid()
    let clip = try MotionClip(
      name: "standing", skeleton: humanoid.skeleton, rate: 30,
      rootTranslations: Array(repeating: humanoid.links[0].offset, count: 16),
      rotations: Array(repeating: .identity, count: 16 * humanoid.links.count))
    return (humanoid, try ReferenceMotion(clip: clip, humanoid: humanoid))
  }

  static func run(_ scene: SceneDescription) throws -> Simulation {
    let (humanoid, reference) = try standing()
    let simulation = try Simulation(scene: scene, registry: registry, humanoid: humanoid, reference: reference, seed: 5)
    for _ in 0..<8 { _ = try simulation.advance() }
    let middle = simulation.save()
    for _ in 0..<4 { _ = try simulation.advance() }
    let end = simulation.view.links
    // From the saved moment it comes to the same end, to the bit.
    try simulation.restore(middle)
    for _ in 0..<4 { _ = try simulation.advance() }
    #expect(simulation.view.links == end)
    #expect(simulation.view.links.allSatisfy { $0.isFinite })
    return simulation
  }

  @Test(arguments: registry.engines.entries.map(\.name)) func engines(name: String) throws {
    var scene = SceneDescription()
    scene.engine = PluginChoice(name)
    let simulation = try Self.run(scene)
    // It stands: the floor carries its weight.
    let lift = simulation.view.contacts.reduce(0) { $0 + $1.force.y }
    #expect(abs(lift / (simulation.view.humanoid.totalMass * 9.81) - 1) < 0.15)
    #expect(simulation.view.jointGap < 0.002)
  }

  @Test(arguments: registry.controllers.entries.map(\.name)) func controllers(name: String) throws {
    var scene = SceneDescription()
    scene.controller = PluginChoice(name)
    #expect(try Self.run(scene).view.meanJointError < 0.02)
  }

  @Test(arguments: registry.actuators.entries.map(\.name)) func actuators(name: String) throws {
    var scene = SceneDescription()
    scene.actuator = PluginChoice(name)
    #expect(try Self.run(scene).view.meanJointError < 0.02)
  }

  @Test(arguments: registry.forces.entries.map(\.name)) func forces(name: String) throws {
    var scene = SceneDescription()
    scene.forces = [PluginChoice(name)]
    _ = try Self.run(scene)
  }

  @Test(arguments: registry.terminations.entries.map(\.name)) func terminationsLetAStandingBodyBe(name: String) throws {
    var scene = SceneDescription()
    scene.terminations = [PluginChoice(name)]
    let (humanoid, reference) = try Self.standing()
    let simulation = try Simulation(
      scene: scene, registry: Self.registry, humanoid: humanoid, reference: reference)
    #expect(try simulation.run() == nil)
  }

  @Test(arguments: registry.recorders.entries.map(\.name)) func recorders(name: String) throws {
    var scene = SceneDescription()
    scene.recorders = [PluginChoice(name)]
    let (humanoid, reference) = try Self.standing()
    let plain = try Simulation(
      scene: SceneDescription(), registry: Self.registry, humanoid: humanoid, reference: reference)
    let recorded = try Simulation(scene: scene, registry: Self.registry, humanoid: humanoid, reference: reference)
    for _ in 0..<5 {
      _ = try plain.advance()
      _ = try recorded.advance()
    }
    // A recorder changes nothing, and has whole rows.
    #expect(plain.view.links == recorded.view.links)
    for series in recorded.recorders[0].recording.series {
      #expect(!series.values.isEmpty && series.values.count % series.width == 0)
    }
  }

  @Test(arguments: registry.observations.entries.map(\.name)) func observations(name: String) throws {
    let (humanoid, reference) = try Self.standing()
    let simulation = try Simulation(
      scene: SceneDescription(), registry: Self.registry, humanoid: humanoid, reference: reference)
    var observation = try Self.registry.observations.make(
      PluginChoice(name), context: PluginContext(humanoid: humanoid))
    var vector: [Double] = []
    try observation.observe(simulation.view, into: &vector)
    #expect(vector.count == observation.layout.reduce(0) { $0 + $1.count })
    #expect(vector.allSatisfy { $0.isFinite })
  }

  @Test func everySettingIsDescribedAndHasADefault() {
    let registry = Self.registry
    func names(in value: ConfigurationValue, but described: [String], path: String = "") -> [String] {
      guard case .fields(let values) = value else { return [] }
      return values.flatMap { key, value in
        described.contains(path + key) ? [path + key] : names(in: value, but: described, path: "\(path)\(key).")
      }
    }
    func check(_ entries: [(name: String, fields: [ConfigurationField], defaults: ConfigurationValue)]) {
      for (name, fields, defaults) in entries {
        let described = fields.map(\.name)
        #expect(Set(names(in: defaults, but: described)) == Set(described), "\(name)")
        #expect(Set(described).count == described.count, "\(name)")
        for field in fields {
          guard let range = field.range else { continue }
          guard case .number(let standard)? = defaults[field: field.name] else {
            Issue.record("\(name): \(field.name) has a range, and no number for a default")
            continue
          }
          #expect(range.contains(standard), "\(name): \(field.name)")
          #expect(field.scale != .logarithmic || range.lowerBound > 0, "\(name): \(field.name)")
        }
      }
    }
    check(registry.engines.entries.map { ($0.name, $0.fields, $0.defaults) })
    check(registry.controllers.entries.map { ($0.name, $0.fields, $0.defaults) })
    check(registry.actuators.entries.map { ($0.name, $0.fields, $0.defaults) })
    check(registry.forces.entries.map { ($0.name, $0.fields, $0.defaults) })
    check(registry.observations.entries.map { ($0.name, $0.fields, $0.defaults) })
    check(registry.terminations.entries.map { ($0.name, $0.fields, $0.defaults) })
    check(registry.recorders.entries.map { ($0.name, $0.fields, $0.defaults) })
  }

  @Test(arguments: registry.codecs.map(\.name)) func codecs(name: String) throws {
    let codec = try #require(MotionFormats.standard.codec(named: name))
    for bytes in [[], [UInt8](repeating: 7, count: 1000), Array("nothing of the kind".utf8)] {
      #expect(throws: MotionError.self) { try codec.decode(bytes, file: "broken", options: .init()) }
    }
    // A body of SMPL's joints, or of a format's own, that lifts an arm: the distances between its joints come back.
    let skeleton =
      try name == DeepMimicCodec().name ? DeepMimicSkeleton.skeleton() : SMPLSkeleton.skeleton(jointCount: 22)
    let arm = try #require(skeleton.index(named: "left_shoulder"))
    var clip = try MotionClip(
      name: "arm", skeleton: skeleton, rate: 20, rootTranslations: Array(repeating: Vector3(0, 0.945, 0), count: 12),
      rotations: Array(repeating: .identity, count: 12 * skeleton.count))
    for frame in 0..<12 { clip[rotation: frame, arm] = Quaternion(angle: 0.1 * Double(frame), axis: .unitZ) }
    let bytes = try codec.encode(clip)
    #expect(codec.recognizes(bytes, fileExtension: codec.fileExtensions[0]))
    let again = try codec.decode(bytes, file: "arm", options: .init())
    #expect(again.rate == 20 && again.frameCount >= 11)
    let partners = try skeleton.joints.map { try #require(again.skeleton.index(named: $0.name)) }
    for frame in 0..<11 {
      let (a, b) = (clip.pose(at: frame).positions, again.pose(at: frame).positions)
      for (joint, partner) in partners.enumerated() {
        let difference = (a[joint] - a[0]).length - (b[partner] - b[0]).length
        #expect(abs(difference) < 1e-3)
      }
    }
  }

  @Test func unknownNamesAndSettingsAreAnsweredWithTheKnownOnes() throws {
    let context = PluginContext(humanoid: try Self.humanoid())
    let unknown = #expect(throws: SimulationError.self) {
      try Self.registry.forces.make(PluginChoice("force.nothing"), context: context)
    }
    #expect(unknown?.description.contains("force.residual") == true)
    // One that only another build has is named with the way to it.
    var engines = Self.registry.engines
    engines.mention(absent: "engine.other", "in another build")
    let absent = #expect(throws: SimulationError.self) {
      try engines.make(PluginChoice("engine.other"), context: context)
    }
    #expect(absent?.description.contains("engine.other (in another build)") == true)
    #expect(absent?.description.contains("engine.mujoco") == true)
    let setting = #expect(throws: SimulationError.self) {
      try Self.registry.forces.make(PluginChoice("residual", settings: ["cap": .number(3)]), context: context)
    }
    #expect(setting?.description.contains("forceCap") == true)
  }
}
