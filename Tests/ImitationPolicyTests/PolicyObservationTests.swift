import Correction
import Foundation
import Motion
import SafeTensors
import Simulation
import StandardPlugins
import Testing

@testable import ImitationPolicy

/// What a policy sees is a plugin that its card names.
@Suite struct PolicyObservationTests {
  /// Leaves the body where the reference has it.
  struct Still: Controller, Plugin {
    static let name = "controller.still"
    static let summary = "Asks for nothing"
    init(configuration: NoConfiguration, context: PluginContext) {}
    func act(on view: SimulationView, into action: inout Action) {}
  }

  static func seen(
    _ observation: any Observation, _ clip: MotionClip, on ground: any Ground, gravity: Double = 9.81
  ) throws -> [Double] {
    var observation = observation
    let humanoid = try PolicyControllerTests.humanoid()
    var scene = SceneDescription()
    scene.gravity = Vector3(0, -gravity, 0)
    scene.controller = PluginChoice(Still.name)
    var registry = PluginRegistry.standard
    registry.register(controller: Still.self)
    let simulation = try Simulation(
      scene: scene, registry: registry, humanoid: humanoid, ground: ground,
      reference: ReferenceMotion(clip: clip, humanoid: humanoid), startFrame: 10)
    var vector: [Double] = []
    try observation.observe(simulation.view, into: &vector)
    return vector
  }

  private static func part(_ name: String, of observation: any Observation, _ vector: [Double]) -> [Double] {
    var start = 0
    for part in observation.layout {
      if part.name == name { return Array(vector[start..<(start + part.count)]) }
      start += part.count
    }
    return []
  }

  @Test func aBodyThatIsLiftedWithItsGroundSeesTheSame() throws {
    let walk = try PolicyControllerTests.walk()
    var lifted = walk
    for frame in 0..<walk.frameCount { lifted.rootTranslations[frame].y += 100 }
    let context = PluginContext(humanoid: try PolicyControllerTests.humanoid())
    let observations: [any Observation] = [
      ImitationObservation(context: context), TerrainObservation(context: context),
      ProprioceptiveObservation(context: context),
    ]
    for observation in observations {
      let (a, b) = try (
        Self.seen(observation, walk, on: PlaneGround()), Self.seen(observation, lifted, on: PlaneGround(height: 100))
      )
      #expect(a.count == observation.layout.numbers)
      // A hundred metres take two digits of a double's sixteen.
      #expect(zip(a, b).allSatisfy { abs($0 - $1) < 1e-9 })
      #expect(zip(a, try Self.seen(observation, walk, on: PlaneGround(height: -0.5))).contains { abs($0 - $1) > 0.4 })
    }
  }

  @Test func theTerrainIsThePlaneThatItIs() throws {
    let walk = try PolicyControllerTests.walk()
    let humanoid = try PolicyControllerTests.humanoid()
    let context = PluginContext(humanoid: humanoid)
    var configuration = TerrainObservation.Configuration()
    (configuration.rows, configuration.columns, configuration.spacing) = (5, 3, 0.25)
    let observation = TerrainObservation(configuration: configuration, context: context)
    let imitation = ImitationObservation(context: context)
    // On the flat there is nothing to see: the same numbers, then zeros.
    let flat = try Self.seen(observation, walk, on: PlaneGround())
    #expect(Array(flat.prefix(imitation.layout.numbers)) == (try Self.seen(imitation, walk, on: PlaneGround())))
    #expect(Self.part("groundHeights", of: observation, flat).allSatisfy { $0 == 0 })
    #expect(Self.part("footNormals", of: observation, flat) == [0, 1, 0, 0, 1, 0])
    // A slope that rises by 0.2 a metre along x, and falls by 0.1 along z.
    let normal = Vector3(-0.2, 1, 0.1).normalized()
    let slope = PlaneGround(height: 0.3, normal: normal)
    let seen = try Self.seen(observation, walk, on: slope)
    let heading = walk[rotation: 10, 0].heading
    let heights = Self.part("groundHeights", of: observation, seen)
    #expect(heights.count == 15)
    for row in 0..<5 {
      for column in 0..<3 {
        let place = heading.rotate(Vector3(Double(column - 1), 0, Double(row - 2)) * 0.25)
        #expect(abs(heights[3 * row + column] - (0.2 * place.x - 0.1 * place.z)) < 1e-9)
      }
    }
    let normals = Self.part("footNormals", of: observation, seen)
    for foot in 0..<2 {
      let seen = Vector3(normals[3 * foot], normals[3 * foot + 1], normals[3 * foot + 2])
      #expect((heading.rotate(seen) - normal).length < 1e-9)
    }
    let clearances = Self.part("footClearances", of: observation, seen)
    for (leg, clearance) in zip(humanoid.legs, clearances) {
      let pose = walk.pose(at: 10)
      let shapes = humanoid.links[leg.foot].shapes
      // A box's corner is its nearest point to any plane.
      let corners = shapes.flatMap {
        $0.supportPoints(position: pose.positions[leg.foot], orientation: pose.orientations[leg.foot])
      }
      let least = try #require(corners.map { ($0 - Vector3(0, 0.3, 0)).dot(normal) }.min())
      #expect(abs(clearance - min(max(least, -1), 1)) < 1e-6)
    }
    // Nothing to stand on is as deep as can be seen, and no number is infinite.
    let nothing = try Self.seen(observation, walk, on: NoGround())
    #expect(Self.part("groundHeights", of: observation, nothing).allSatisfy { $0 == -1 })
    #expect(Self.part("footClearances", of: observation, nothing) == [1, 1])
    #expect(nothing.allSatisfy { $0.isFinite })
    #expect(try Self.seen(observation, walk, on: slope, gravity: 0).allSatisfy { $0.isFinite })
  }

  // MARK: Cards

  /// A folder with a policy that looks at one number and pushes the root along x by it.
  private static func folder(
    _ observation: PluginChoice, registry: PluginRegistry = .standard, looksAt place: Int, weight: Float = 1,
    network: PolicyNetwork.Shape = .init(hiddenWidths: [], activation: .tanh)
  ) throws -> String {
    let context = PluginContext(humanoid: try PolicyControllerTests.humanoid(), registry: registry)
    let card = try PolicyCard(
      name: "one", summary: "", licence: "", context: context, observation: observation, network: network, training: [:]
    )
    let (inputs, outputs) = (card.observation.numbers, card.action.numbers)
    var weights = [Float](repeating: 0, count: inputs * outputs)
    // The first number after the joints' targets.
    weights[69 * inputs + place] = weight
    var file = SafeTensors()
    file.tensors["mean"] = .init(shape: [inputs], values: Array(repeating: 0, count: inputs))
    file.tensors["deviation"] = .init(shape: [inputs], values: Array(repeating: 1, count: inputs))
    file.tensors["policy.layers.0.weight"] = .init(shape: [outputs, inputs], values: weights)
    file.tensors["policy.layers.0.bias"] = .init(shape: [outputs], values: Array(repeating: 0, count: outputs))
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try card.write(with: file, to: folder)
    return folder
  }

  private static func simulation(
    _ controller: PluginChoice, ground: any Ground, registry: PluginRegistry = .standard
  ) throws -> Simulation {
    var scene = SceneDescription()
    scene.controller = controller
    let humanoid = try PolicyControllerTests.humanoid()
    return try Simulation(
      scene: scene, registry: registry, humanoid: humanoid, ground: ground,
      reference: ReferenceMotion(clip: PolicyControllerTests.walk(), humanoid: humanoid))
  }

  private static func links(
    _ controller: PluginChoice, ground: any Ground, registry: PluginRegistry = .standard
  ) throws -> [LinkState] {
    let simulation = try simulation(controller, ground: ground, registry: registry)
    for _ in 0..<5 { _ = try simulation.advance() }
    return simulation.view.links
  }

  @Test func aPolicySeesWhatItsCardNames() throws {
    // The height ahead of the root: nothing on the flat, something on a slope.
    let choice = PluginChoice("terrain", settings: ["rows": .number(3), "columns": .number(1)])
    let folder = try Self.folder(choice, looksAt: 438 + 2)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let card = try PolicyCard(contentsOf: folder)
    #expect(card.observationPlugin.name == TerrainObservation.name)
    #expect(card.observationPlugin[setting: "rows"] == .number(3))
    #expect(card.observation.first { $0.name == "groundHeights" }?.count == 3)
    let policy = PluginChoice(PolicyController.name, settings: ["policy": .text(folder)])
    let tracker = PluginChoice(TrackerController.name)
    #expect(try Self.links(policy, ground: PlaneGround()) == Self.links(tracker, ground: PlaneGround()))
    let slope = PlaneGround(height: 0, normal: Vector3(0, 1, -0.1).normalized())
    #expect(try Self.links(policy, ground: slope) != Self.links(tracker, ground: slope))
    // The walk goes along z, where the slope rises by 0.1 a metre, and the point is 0.2 m ahead.
    let simulation = try Self.simulation(policy, ground: slope)
    let view = simulation.view
    _ = try simulation.advance()
    let heading = view.links[0].orientation.heading
    let outputs = try #require(simulation.controller as? PolicyController).outputs
    #expect(abs(Double(outputs[69]) - 0.1 * heading.rotate(.unitZ).z * 0.2) < 1e-6)
    #expect(outputs.enumerated().allSatisfy { $0.offset == 69 || $0.element == 0 })
  }

  @Test func aCardWithoutItsObservationIsOfTheFirstOne() throws {
    let path = PolicyControllerTests.home + "/policies/tracker"
    var card = try #require(
      JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path + "/card.json"))) as? [String: Any])
    card["observationPlugin"] = nil
    card["network"] = nil
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try JSONSerialization.data(withJSONObject: card).write(to: URL(fileURLWithPath: folder + "/card.json"))
    try FileManager.default.copyItem(
      atPath: path + "/weights.safetensors", toPath: folder + "/weights.safetensors")
    let context = PluginContext(humanoid: try PolicyControllerTests.humanoid())
    let (old, new) = try (
      FrozenPolicy(directory: folder, context: context), FrozenPolicy(directory: path, context: context)
    )
    for policy in [old, new] {
      #expect(policy.card.observationPlugin == PluginChoice(ImitationObservation.name))
      #expect(policy.network.shape == .init(hiddenWidths: [512, 256], activation: .relu, inputLimit: 5))
    }
  }

  @Test func whatACardCannotMeanIsSaidInALine() throws {
    let context = PluginContext(humanoid: try PolicyControllerTests.humanoid(), registry: .standard)
    func problem(_ change: (inout [String: Any]) -> Void) throws -> String {
      let folder = try Self.folder(PluginChoice(TerrainObservation.name), looksAt: 0)
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let url = URL(fileURLWithPath: folder + "/card.json")
      var card = try #require(JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any])
      change(&card)
      try JSONSerialization.data(withJSONObject: card).write(to: url)
      do {
        _ = try FrozenPolicy(directory: folder, context: context)
        return ""
      } catch { return "\(error)".replacing(folder, with: "P") }
    }
    let cases: [(name: String, value: Any?, expected: String)] = [
      ("summary", "fine", ""),
      (
        "observationPlugin", "observation.touch",
        "P: no observation is named 'observation.touch'; known: observation.imitation, observation.proprioception, "
          + "observation.terrain"
      ),
      (
        "observationPlugin", ["name": "terrain", "row": 3],
        "P: observation.terrain: unknown setting 'row'; it has columns, rows, spacing"
      ),
      (
        "network", ["activation": "step"],
        "P: card.json: 'network.activation': it is 'step', expected one of relu, gelu, silu, tanh"
      ),
      ("network", ["hiddenWidths": [4]], "P: its network has hidden layers of [], its card says [4]"),
      ("linkNames", nil, "P: card.json: 'linkNames': it is missing"),
    ]
    for (name, value, expected) in cases {
      let found = try problem { $0[name] = value }
      #expect(found == expected)
    }
    let other = try problem { $0["observationPlugin"] = "imitation" }
    #expect(other.contains("groundHeights 35") && other.contains("expected what imitation gives, rootHeight 1"))
  }

  /// Sees how often it has been asked.
  struct Count: Observation, Plugin {
    static let name = "observation.count"
    static let summary = "How often it has been asked"
    private var count = 0.0
    init(configuration: NoConfiguration, context: PluginContext) {}
    var layout: [ObservationPart] { [.init("count", count: 1)] }
    mutating func observe(_ view: SimulationView, into vector: inout [Double]) {
      count += 1
      vector.append(count)
    }
    func saveState() -> [Double] { [count] }
    mutating func restoreState(_ state: [Double]) throws {
      guard state.count == 1 else { throw SimulationError.snapshotMismatch(expected: "1", found: "\(state.count)") }
      count = state[0]
    }
  }

  @Test func whatAnObservationRemembersIsSavedAndRestored() throws {
    var registry = PluginRegistry.standard
    registry.register(observation: Count.self)
    let folder = try Self.folder(PluginChoice(Count.name), registry: registry, looksAt: 0, weight: 0.01)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let policy = PluginChoice(PolicyController.name, settings: ["policy": .text(folder)])
    let simulation = try Self.simulation(policy, ground: PlaneGround(), registry: registry)
    for _ in 0..<3 { _ = try simulation.advance() }
    let moment = simulation.save()
    func further() throws -> (outputs: Float, links: [LinkState]) {
      for _ in 0..<4 { _ = try simulation.advance() }
      return (try #require(simulation.controller as? PolicyController).outputs[69], simulation.view.links)
    }
    let first = try further()
    #expect(abs(first.outputs - 0.05) < 1e-6, "clipped at five")
    try simulation.restore(moment)
    let again = try further()
    #expect(first.outputs == again.outputs && first.links == again.links)
    // Without the plugin, the card's observation is not known.
    #expect(throws: PolicyError.self) { try Self.simulation(policy, ground: PlaneGround()) }
  }
}
