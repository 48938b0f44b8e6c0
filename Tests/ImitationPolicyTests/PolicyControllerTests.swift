import Correction
import Foundation
import Motion
import SafeTensors
import Simulation
import StandardPlugins
import Testing

@testable import ImitationPolicy

@Suite struct PolicyControllerTests {
  static let home = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  static func humanoid(_ name: String = "smpl") throws -> Humanoid {
    try ResourceLocator(environment: ["GAITKEEPER_HOME": home]).humanoid(named: name).humanoid
  }

  static func walk() throws -> MotionClip {
    let simulator = MotionSimulator(humanoid: try humanoid())
    return try simulator.controlReference(
      MotionFormats.standard.read("\(home)/humanoids/smpl/samples/walk.bvh"))
  }

  static func simulation(
    _ clip: MotionClip, controller: String = TrackerController.name, registry: PluginRegistry = .standard,
    frame: Int = 0
  ) throws -> Simulation {
    var scene = SceneDescription()
    scene.controller = PluginChoice(controller)
    let humanoid = try humanoid()
    return try Simulation(
      scene: scene, registry: registry, humanoid: humanoid,
      reference: ReferenceMotion(clip: clip, humanoid: humanoid), startFrame: frame)
  }

  @Test func aPolicyThatSaysNothingIsTheTracker() throws {
    var registry = PluginRegistry.standard
    registry.controllers.add(
      PluginTable<any Controller>.Entry(
        name: "controller.silent", summary: "A policy that says nothing", fields: [], defaults: .null
      ) { _, context in try PolicyController(policy: nil, context: context) })
    let walk = try Self.walk()
    let tracker = try Self.simulation(walk)
    let silent = try Self.simulation(walk, controller: "controller.silent", registry: registry)
    for _ in 0..<20 {
      #expect(try tracker.advance() == nil && silent.advance() == nil)
      #expect(tracker.view.links == silent.view.links)
    }
    // And one that says something is not.
    silent.updateController { controller in
      guard var policy = controller as? PolicyController else { return }
      policy.outputs[69] = 0.2
      controller = policy
    }
    _ = try tracker.advance()
    _ = try silent.advance()
    #expect(tracker.view.links != silent.view.links)
  }

  /// A body sees the same wherever it is and whichever way it faces.
  @Test func theHeadingFrameForgetsPlaceAndDirection() throws {
    let walk = try Self.walk()
    let turn = Quaternion(angle: 2.1, axis: .unitY)
    var turned = walk
    for frame in 0..<walk.frameCount {
      turned.rootTranslations[frame] = turn.rotate(walk.rootTranslations[frame]) + Vector3(3, 0, -7)
      turned[rotation: frame, 0] = turn * walk[rotation: frame, 0]
    }
    let context = PluginContext(humanoid: try Self.humanoid())
    let observation = ImitationObservation(context: context)
    let vectors = try [walk, turned].map { clip in
      var vector: [Double] = []
      observation.observe(try Self.simulation(clip, frame: 10).view, into: &vector)
      return vector
    }
    #expect(vectors[0].count == observation.layout.reduce(0) { $0 + $1.count })
    #expect(zip(vectors[0], vectors[1]).allSatisfy { abs($0 - $1) < 1e-9 })
    #expect(vectors[0].contains { abs($0) > 0.5 })
  }

  /// A folder with a policy of random weights.
  static func folder(_ change: (inout PolicyCard, inout SafeTensors) -> Void = { _, _ in }) throws -> String {
    let context = PluginContext(humanoid: try humanoid())
    var card = try PolicyCard(name: "random", summary: "", licence: "", context: context, training: [:])
    let inputs = card.observation.reduce(0) { $0 + $1.count }
    let outputs = card.action.reduce(0) { $0 + $1.count }
    var weights = PolicyNetworkTests.weights([inputs, 8, outputs], seed: 2)
    change(&card, &weights)
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try card.write(with: weights, to: folder)
    return folder
  }

  @Test func policiesForSomethingElseAreRefusedWithWhatDiffers() throws {
    let context = PluginContext(humanoid: try Self.humanoid())
    func problem(_ folder: String, _ context: PluginContext) -> String {
      defer { try? FileManager.default.removeItem(atPath: folder) }
      do {
        _ = try FrozenPolicy(directory: folder, context: context)
        return ""
      } catch { return "\(error)" }
    }
    #expect(problem(try Self.folder(), context) == "")
    let mannequin = PluginContext(humanoid: try Self.humanoid("mannequin"))
    #expect(problem(try Self.folder(), mannequin).contains("'smpl', not for 'mannequin'"))
    var faster = context
    faster.controlRate = 60
    #expect(problem(try Self.folder(), faster).contains("30.0 times a second, the scene 60.0"))
    #expect(problem(try Self.folder { card, _ in card.observation[0].count = 2 }, context).contains("rootHeight 2"))
    #expect(problem(try Self.folder { card, _ in card.action.removeLast() }, context).contains("action"))
    let narrow = try Self.folder { _, weights in
      weights = PolicyNetworkTests.weights([10, 8, 5], seed: 2)
    }
    #expect(problem(narrow, context).contains("from 10 to 5 numbers"))
    let cut = try Self.folder()
    let path = cut + "/weights.safetensors"
    let bytes = try #require(FileManager.default.contents(atPath: path))
    try bytes.prefix(bytes.count / 2).write(to: URL(fileURLWithPath: path))
    #expect(problem(cut, context).contains("weights.safetensors"))
    // Whole and of the right shape, but another's.
    let foreign = try Self.folder()
    let other = try Self.folder { _, weights in weights.tensors["mean"]?.values[0] += 1 }
    try FileManager.default.removeItem(atPath: foreign + "/weights.safetensors")
    try FileManager.default.copyItem(
      atPath: other + "/weights.safetensors", toPath: foreign + "/weights.safetensors")
    #expect(problem(other, context) == "")
    #expect(problem(foreign, context).contains("SHA-256"))
    #expect(problem("/nowhere", context).contains("card.json cannot be read"))
  }
}
