import Correction
import Foundation
import ImitationPolicy
import Motion
import SafeTensors
import Simulation
import StandardPlugins
import Testing
import Torch

@testable import PolicyTraining

@Suite struct MirrorTests {
  static func simulation(_ clip: MotionClip, _ simulator: MotionSimulator) throws -> Simulation {
    var scene = SceneDescription()
    scene.controller = PluginChoice("controller.training")
    return try Simulation(
      scene: scene, registry: simulator.registry.forTraining, humanoid: simulator.humanoid,
      reference: ReferenceMotion(clip: clip, humanoid: simulator.humanoid), startFrame: 12)
  }

  static func seen(_ simulation: Simulation, _ observation: ImitationObservation) -> [Float] {
    var vector: [Double] = []
    observation.observe(simulation.view, into: &vector)
    return vector.map(Float.init)
  }

  /// A body in the mirror sees the mirror image, and does what the image of an action says.
  @Test func theImageOfASceneIsTheSceneInTheMirror() throws {
    let simulator = try TrainingTests.simulator()
    let clip = try simulator.controlReference(TrainingTests.jump())
    let observation = ImitationObservation(context: PluginContext(humanoid: simulator.humanoid))
    let body = try Self.simulation(clip, simulator)
    let mirrored = try Self.simulation(clip.mirrored(), simulator)
    let image = MirrorImage.ofObservation(simulator.humanoid)
    func difference() -> Float {
      zip(image(Self.seen(body, observation)[...]), Self.seen(mirrored, observation)).map { abs($0 - $1) }.max() ?? 0
    }
    let count = TrackerOffset(humanoid: simulator.humanoid).count
    var random = SplitMix64(seed: 4)
    let action = (0..<count).map { _ in 0.2 * random.nextNormal() }
    // Single precision of numbers up to some ten.
    #expect(difference() < 1e-5)
    for (simulation, numbers) in [
      (body, action), (mirrored, MirrorImage.ofAction(simulator.humanoid)(action[...])),
    ] {
      simulation.updateController { controller in
        guard var policy = controller as? PolicyController else { return }
        policy.outputs = numbers
        controller = policy
      }
    }
    let before = Self.seen(body, observation)
    #expect(try body.advance() == nil && mirrored.advance() == nil)
    #expect(zip(before, Self.seen(body, observation)).contains { abs($0 - $1) > 0.5 })
    // The sweeps over contacts and joints take left and right one after the other.
    #expect(difference() < 0.05)
    #expect(image(image(before[...])[...]) == before)
  }

  @Test(.enabled(if: TrainingTests.hasTorch, "libtorch is not set up: Scripts/setup-learning does it"))
  func aPolicyThatHasLearnedFromItsImageIsNearerToIt() throws {
    let simulator = try TrainingTests.simulator()
    let context = PluginContext(humanoid: simulator.humanoid)
    let folders = ["before", "after", "again"].map {
      FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString + $0).path
    }
    defer { for folder in folders { try? FileManager.default.removeItem(atPath: folder) } }
    var configuration = TrainingConfiguration()
    (configuration.worlds, configuration.horizon, configuration.minibatch) = (8, 16, 64)
    (configuration.hiddenWidths, configuration.learningRate) = ([32], 2e-3)
    try PolicyTrainer(
      clips: [TrainingTests.jump()], simulator: simulator, configuration: configuration, directory: folders[0],
      beginning: .tracker, data: "the sample jump"
    ).run(hours: 1, iterations: 4)
    var averaging = MirrorAveraging()
    (averaging.iterations, averaging.epochs, averaging.learningRate) = (2, 20, 2e-3)
    (averaging.configuration, averaging.minibatch) = (configuration, 32)
    for folder in folders.dropFirst() {
      try averaging.run(clips: [TrainingTests.jump()], simulator: simulator, from: folders[0], to: folder)
    }
    // How far from even they are on states that neither has learned from.
    averaging.configuration.seed = 9
    let source = try FrozenPolicy(directory: folders[0], context: context).network
    let (states, targets) = try averaging.lessons(
      clips: [TrainingTests.jump()], simulator: simulator, network: source)
    let image = (MirrorImage.ofObservation(simulator.humanoid), MirrorImage.ofAction(simulator.humanoid))
    func unevenness(_ folder: String) throws -> Float {
      let network = try FrozenPolicy(directory: folder, context: context).network
      var workspace = network.workspace()
      var (own, other) = ([Float](repeating: 0, count: network.outputCount), [Float]())
      other = own
      var sum: Float = 0
      for start in stride(from: 0, to: 200 * network.inputCount, by: network.inputCount) {
        let state = states[start..<(start + network.inputCount)]
        network.evaluate(Array(state), rows: 1, workspace: &workspace, outputs: &own)
        network.evaluate(image.0(state), rows: 1, workspace: &workspace, outputs: &other)
        sum += zip(own, image.1(other[...])).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      }
      return sum
    }
    // A lesson is the mean of the action and of its image's, mirrored back.
    var workspace = source.workspace()
    var (own, other) = ([Float](repeating: 0, count: source.outputCount), [Float]())
    other = own
    let state = states[..<source.inputCount]
    source.evaluate(Array(state), rows: 1, workspace: &workspace, outputs: &own)
    source.evaluate(image.0(state), rows: 1, workspace: &workspace, outputs: &other)
    let mean = zip(own, image.1(other[...])).map { ($0 + $1) / 2 }
    #expect(zip(mean, targets).allSatisfy { abs($0 - $1) < 1e-6 } && mean.contains { abs($0) > 1e-3 })
    #expect(try unevenness(folders[1]) < 0.5 * unevenness(folders[0]))
    let weights = folders.map { FileManager.default.contents(atPath: $0 + "/weights.safetensors") }
    #expect(weights[1] == weights[2])
  }
}
