import Correction
import Foundation
import ImitationPolicy
import Motion
import SafeTensors
import Simulation
import Testing
import Torch

@testable import PolicyTraining

@Suite struct TrainingTests {
  static let home = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  static func simulator() throws -> MotionSimulator {
    MotionSimulator(
      humanoid: try ResourceLocator(environment: ["GAITKEEPER_HOME": home]).humanoid(named: "smpl").humanoid)
  }

  static func jump() throws -> MotionClip {
    try MotionFormats.standard.read("\(home)/humanoids/smpl/samples/jump.bvh")
  }

  @Test func aMirrorImageIsTheBodyReflected() throws {
    let clip = try Self.simulator().controlReference(Self.jump())
    let mirrored = clip.mirrored()
    let pairs = clip.skeleton.joints.indices.map { index in
      let name = clip.skeleton.joints[index].name
      let other =
        name.hasPrefix("left") ? name.replacing("left", with: "right") : name.replacing("right", with: "left")
      return clip.skeleton.index(named: other) ?? index
    }
    let (a, b) = (clip.pose(at: 20), mirrored.pose(at: 20))
    for (joint, partner) in pairs.enumerated() {
      let p = a.positions[partner]
      #expect((b.positions[joint] - Vector3(-p.x, p.y, p.z)).length < 1e-9)
    }
    #expect(mirrored.mirrored() == clip)
    #expect(mirrored != clip)
  }

  @Test func damageIsTheSameForASeedAndNoneWithoutSettings() throws {
    let clip = try Self.jump()
    let damaged = ReferenceCorruption().corrupted(clip, seed: 5)
    #expect(damaged.frameCount == clip.frameCount && damaged.skeleton == clip.skeleton)
    #expect(damaged == ReferenceCorruption().corrupted(clip, seed: 5))
    #expect(damaged != ReferenceCorruption().corrupted(clip, seed: 6))
    var none = ReferenceCorruption()
    (none.rotationJitter, none.positionJitter, none.drift) = (0, 0, 0)
    (none.floating, none.droppedShare, none.tempo) = (0, 0, 0)
    let same = none.corrupted(clip, seed: 5)
    for frame in 0..<clip.frameCount {
      #expect((same.rootTranslations[frame] - clip.rootTranslations[frame]).length < 1e-12)
      #expect((same[rotation: frame, 3].inverse * clip[rotation: frame, 3]).angle < 1e-7)
    }
  }

  /// At half the tempo a recording has twice the frames, goes through the same places and has half the speed.
  @Test func aRecordingIsLearnedAtOtherTemposToo() throws {
    let set = try TrainingSet(clips: [Self.jump()], simulator: Self.simulator(), tempos: [0.5])
    #expect(set.seen.count == 4)
    let (own, slow) = (set.seen[0], set.seen[2])
    #expect(abs(slow.frameCount - (2 * own.frameCount - 1)) <= 1)
    for frame in 2..<(own.frameCount - 2) {
      for (a, b) in zip(own.frame(frame), slow.frame(2 * frame)) { #expect((a.position - b.position).length < 1e-6) }
    }
    func path(_ motion: ReferenceMotion) -> Double {
      (0..<motion.frameCount).reduce(0) { $0 + motion.links[motion.base(of: $1)].linearVelocity.length } / motion.rate
    }
    #expect(abs(path(slow) / path(own) - 1) < 0.05)
  }

  static var hasTorch: Bool { (try? TorchLibrary.load()) != nil }

  /// Two checkpoints in one run, and in two runs of which the second goes on from the first.
  @Test(.enabled(if: hasTorch, "libtorch is not set up: Scripts/setup-learning does it"))
  func aTrainingThatGoesOnIsAsOneThatNeverStopped() throws {
    var configuration = TrainingConfiguration()
    (configuration.worlds, configuration.horizon, configuration.minibatch) = (4, 8, 16)
    (configuration.hiddenWidths, configuration.checkpointInterval, configuration.corruptedCopies) = ([16], 2, 1)
    func train(_ folder: String, iterations: Int, resumes: Bool) throws {
      try PolicyTrainer(
        clips: [Self.jump()], simulator: Self.simulator(), configuration: configuration, directory: folder,
        beginning: resumes ? .checkpoint : .tracker, data: "the sample jump"
      ).run(hours: 1, iterations: iterations)
    }
    let folders = ["whole", "parts"].map {
      FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString + $0).path
    }
    defer { for folder in folders { try? FileManager.default.removeItem(atPath: folder) } }
    try train(folders[0], iterations: 4, resumes: false)
    try train(folders[1], iterations: 2, resumes: false)
    let first = FileManager.default.contents(atPath: folders[1] + "/weights.safetensors")
    try train(folders[1], iterations: 2, resumes: true)
    let weights = folders.map { FileManager.default.contents(atPath: $0 + "/weights.safetensors") }
    #expect(weights[0] != nil && weights[0] == weights[1])
    #expect(weights[0] != first, "it learns")
    let context = PluginContext(humanoid: try Self.simulator().humanoid)
    #expect(throws: Never.self) { try FrozenPolicy(directory: folders[0], context: context) }
    #expect(throws: PolicyError.self) { try train(folders[0] + "nowhere", iterations: 1, resumes: true) }
    configuration.exploration = ["nothing": 0.1]
    #expect(throws: PolicyError.self) { try train(folders[0] + "refused", iterations: 1, resumes: false) }
    #expect(!FileManager.default.fileExists(atPath: folders[0] + "refused"))
  }

  /// While only values are learned, a policy stays what it was to the bit; then it changes.
  @Test(.enabled(if: hasTorch, "libtorch is not set up: Scripts/setup-learning does it"))
  func aTrainingBeginsWithThePolicyThatItIsGiven() throws {
    var configuration = TrainingConfiguration()
    (configuration.worlds, configuration.horizon, configuration.minibatch) = (4, 8, 16)
    (configuration.hiddenWidths, configuration.learningRate) = ([16], 1e-3)
    let folders = ["source", "same", "other", "less"].map {
      FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString + $0).path
    }
    defer { for folder in folders { try? FileManager.default.removeItem(atPath: folder) } }
    func train(_ folder: String, _ beginning: PolicyTrainer.Beginning, iterations: Int) throws {
      try PolicyTrainer(
        clips: [Self.jump()], simulator: Self.simulator(), configuration: configuration, directory: folder,
        beginning: beginning, data: "the sample jump"
      ).run(hours: 1, iterations: iterations)
    }
    try train(folders[0], .tracker, iterations: 2)
    configuration.valueIterations = 2
    try train(folders[1], .policy(folders[0]), iterations: 2)
    try train(folders[2], .policy(folders[0]), iterations: 3)
    let context = PluginContext(humanoid: try Self.simulator().humanoid)
    var random = SplitMix64(seed: 8)
    let count = try FrozenPolicy(directory: folders[0], context: context).network.inputCount
    let inputs = (0..<count).map { _ in random.nextNormal() }
    func outputs(_ folder: String) throws -> [Float] {
      let network = try FrozenPolicy(directory: folder, context: context).network
      var workspace = network.workspace()
      var outputs = [Float](repeating: 0, count: network.outputCount)
      network.evaluate(inputs, rows: 1, workspace: &workspace, outputs: &outputs)
      return outputs
    }
    let all = try folders.prefix(3).map(outputs)
    // The inputs' statistics hardly move.
    #expect(zip(all[0], all[1]).allSatisfy { abs($0 - $1) < 1e-6 } && all[0].contains { $0 != 0 })
    #expect(zip(all[0], all[2]).contains { abs($0 - $1) > 1e-5 })
    // The mean of policies is the mean of their weights.
    try PolicyAverage.write(of: [folders[0], folders[2]], context: context, to: folders[3])
    let weights = try [folders[0], folders[2], folders[3]].map {
      try SafeTensors(contentsOf: $0 + "/weights.safetensors").tensor("policy.layers.1.bias", file: $0).values
    }
    for index in weights[2].indices {
      #expect(abs(weights[2][index] - 0.5 * (weights[0][index] + weights[1][index])) < 1e-7)
    }
    #expect(weights[0] != weights[1])
    try FileManager.default.removeItem(atPath: folders[3])
    let card = try PolicyCard(contentsOf: folders[1])
    #expect(card.training["before.samples"] == "64" && card.training["samples"] == "64")
    configuration.hiddenWidths = [16, 16]
    #expect {
      try train(folders[3], .policy(folders[0]), iterations: 1)
    } throws: {
      "\($0)" == "hiddenWidths: [16, 16], expected those of the policy to begin with, [16]"
    }
    #expect(!FileManager.default.fileExists(atPath: folders[3]))
    configuration.hiddenWidths = [16]
    // Of a policy that does more than what is learned, the rest is left out.
    configuration.exploration = ["footOffsets": 0.1]
    try train(folders[3], .policy(folders[0]), iterations: 2)
    let less = try outputs(folders[3])
    let part = try LearnedAction(configuration.exploration, humanoid: Self.simulator().humanoid)
    for place in less.indices {
      #expect(part.places.contains(place) ? abs(less[place] - all[0][place]) < 1e-6 : less[place] == 0)
    }
  }

  /// What is trained on another observation runs from its card as any policy does.
  @Test(.enabled(if: hasTorch, "libtorch is not set up: Scripts/setup-learning does it"))
  func aPolicyIsTrainedOnTheObservationThatIsNamed() throws {
    var configuration = TrainingConfiguration()
    (configuration.worlds, configuration.horizon, configuration.minibatch) = (4, 8, 16)
    (configuration.hiddenWidths, configuration.activation, configuration.learningRate) = ([16], .silu, 1e-3)
    configuration.observation = PluginChoice("terrain", settings: ["rows": .number(3), "columns": .number(3)])
    let folders = ["terrain", "other"].map {
      FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString + $0).path
    }
    defer { for folder in folders { try? FileManager.default.removeItem(atPath: folder) } }
    let simulator = try Self.simulator()
    func train(_ folder: String, _ beginning: PolicyTrainer.Beginning, iterations: Int = 3) throws {
      try PolicyTrainer(
        clips: [Self.jump()], simulator: simulator, configuration: configuration, directory: folder,
        beginning: beginning, data: "the sample jump"
      ).run(hours: 1, iterations: iterations)
    }
    try train(folders[0], .tracker)
    let context = PluginContext(humanoid: simulator.humanoid, registry: simulator.registry)
    let policy = try FrozenPolicy(directory: folders[0], context: context)
    #expect(policy.card.observationPlugin.name == "observation.terrain")
    #expect(policy.card.network == .init(hiddenWidths: [16], activation: .silu))
    // 438 numbers of the imitation, nine heights, and four for each foot.
    #expect(policy.network.inputCount == 438 + 9 + 8)
    #expect(policy.network.shape == policy.card.network)
    var performer = simulator
    performer.scene.controller = PluginChoice("controller.policy", settings: ["policy": .text(folders[0])])
    let trained = try performer.simulate(Self.jump())
    #expect(trained.report.status == .tracked)
    #expect(trained.performed != (try simulator.simulate(Self.jump()).performed), "it says something")
    // What another policy sees or is cannot be gone on from.
    configuration.observation = PluginChoice("imitation")
    #expect {
      try train(folders[1], .policy(folders[0]))
    } throws: {
      "\($0)".hasPrefix(
        "observation: observation.imitation, expected that of the policy to begin with, observation.terrain {")
    }
    #expect(throws: PolicyError.self) { try train(folders[0], .checkpoint) }
    configuration.observation = policy.card.observationPlugin
    #expect(throws: Never.self) { try train(folders[0], .checkpoint, iterations: 1) }
    configuration.activation = .tanh
    #expect {
      try train(folders[1], .policy(folders[0]))
    } throws: {
      "\($0)" == "activation: tanh, expected that of the policy to begin with, silu"
    }
    configuration.observation = PluginChoice("touch")
    #expect(throws: SimulationError.self) { try train(folders[1], .tracker) }
    #expect(!FileManager.default.fileExists(atPath: folders[1]))
    #expect(throws: PolicyError.self) {
      try MirrorAveraging().run(clips: [Self.jump()], simulator: simulator, from: folders[0], to: folders[1])
    }
  }
}
