import Correction
import Foundation
import ImitationPolicy
import Motion
import SafeTensors
import Simulation
import Torch

/// Teaches a policy to act on the left as on the right: from the states that it comes to, it learns the mean of what it does and of
/// what it does in the mirror, mirrored back. What reinforcement has left in it by chance is not the same on both sides, and goes.
public struct MirrorAveraging: Sendable {
  /// How much is learned from, and how often.
  public var iterations = 12
  public var epochs = 10
  public var minibatch = 256
  /// At the start; it falls to nothing evenly.
  public var learningRate = 2e-4
  /// Deviation of the actions around the policy's, so that it sees more states than its own.
  public var exploration = 0.05
  /// The worlds in which the policy runs, and the seed of everything random.
  public var configuration = TrainingConfiguration()

  public init() {}

  /// - Parameters:
  ///   - source, output: folders of policies.
  ///   - report: called after each epoch with its number and the mean squared difference of the actions.
  /// - Throws: `TorchError` when libtorch is missing, `PolicyError` or `SafeTensorsError` for a policy that cannot be used.
  public func run(
    clips: [MotionClip], simulator: MotionSimulator, from source: String, to output: String,
    report: (_ epoch: Int, _ difference: Double) -> Void = { _, _ in }
  ) throws {
    let library = try TorchLibrary.load()
    let context = PluginContext(humanoid: simulator.humanoid, registry: simulator.registry)
    let frozen = try FrozenPolicy(directory: source, context: context)
    guard frozen.card.observationPlugin == PluginChoice(ImitationObservation.name) else {
      throw PolicyError(
        policy: source,
        problem:
          "it sees \(frozen.card.observationPlugin.name), expected \(ImitationObservation.name), of which alone the mirror "
          + "image is known")
    }
    let file = try SafeTensors(contentsOf: source + "/weights.safetensors")
    let (inputs, targets) = try lessons(clips: clips, simulator: simulator, network: frozen.network)
    let seed = configuration.seed
    let student = try Student(library: library, file: file, shape: frozen.card.network, seed: seed)
    let x = try student.normalized(inputs)
    let y = library.tensor(targets, shape: [targets.count / frozen.network.outputCount, frozen.network.outputCount])
    let count = targets.count / frozen.network.outputCount
    var random = SplitMix64(seed: seed &+ 1)
    for epoch in 0..<epochs {
      let order = (0..<count).shuffled(using: &random)
      var sum = 0.0
      var updates = 0
      for start in stride(from: 0, to: count - minibatch + 1, by: minibatch) {
        let rows = library.tensor(Array(order[start..<(start + minibatch)]))
        let share = Double(epoch * count + start) / Double(epochs * count)
        sum += try student.learn(x.rows(rows), y.rows(rows), learningRate: learningRate * (1 - share))
        updates += 1
      }
      report(epoch + 1, sum / Double(max(updates, 1)))
    }
    var card = frozen.card
    card.name = URL(fileURLWithPath: output).lastPathComponent
    card.training["mirror"] =
      "then learned the mean of its actions and its mirror image's in \(count) states, \(epochs) times, seed \(seed)"
    try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
    try card.write(with: student.weights(), to: output)
  }

  /// What the policy sees where it comes to, and what it should do there; each beside its mirror image.
  func lessons(
    clips: [MotionClip], simulator: MotionSimulator, network: PolicyNetwork
  ) throws -> (inputs: [Float], targets: [Float]) {
    let set = try TrainingSet(clips: clips, simulator: simulator)
    var sampler = StartSampler(set: set, failureWeight: 0)
    let (inputCount, actionCount) = (network.inputCount, network.outputCount)
    let action = try LearnedAction(allWith: exploration, humanoid: simulator.humanoid)
    let collector = try ExperienceCollector(
      set: set, simulator: simulator, configuration: configuration, seed: configuration.seed,
      inputCount: inputCount, action: action, sampler: sampler)
    let seen = MirrorImage.ofObservation(simulator.humanoid)
    let done = MirrorImage.ofAction(simulator.humanoid)
    let logDeviations = [Float](repeating: Float(log(exploration)), count: actionCount)
    var workspace = network.workspace()
    var outputs = [Float](repeating: 0, count: actionCount)
    var (inputs, targets): ([Float], [Float]) = ([], [])
    for _ in 0..<iterations {
      let experience = try collector.collect(network: network, logDeviations: logDeviations, sampler: &sampler)
      for row in experience.rewards.indices {
        let state = experience.inputs[(row * inputCount)..<((row + 1) * inputCount)]
        let image = seen(state)
        network.evaluate(image, rows: 1, workspace: &workspace, outputs: &outputs)
        let own = experience.means[(row * actionCount)..<((row + 1) * actionCount)]
        let target = zip(own, done(outputs[...])).map { 0.5 * ($0 + $1) }
        inputs += state
        inputs += image
        targets += target
        targets += done(target[...])
      }
    }
    return (inputs, targets)
  }
}

/// A policy's network in libtorch, taught by examples.
private final class Student {
  private let library: TorchLibrary
  private var file: SafeTensors
  private let shape: PolicyNetwork.Shape
  private let network: MultilayerPerceptron
  private let optimiser: Adam
  private var parameters: [Parameter] { network.parameters(under: "policy") }

  init(library: TorchLibrary, file: SafeTensors, shape: PolicyNetwork.Shape, seed: UInt64) throws {
    self.library = library
    self.file = file
    self.shape = shape
    let frozen = try PolicyNetwork(file, path: "policy")
    let widths = [frozen.inputCount] + frozen.hiddenWidths + [frozen.outputCount]
    network = try MultilayerPerceptron(
      widths: widths, activation: Activation(shape.activation), from: RandomGenerator(library, seed: seed))
    optimiser = try Adam(network.parameters(under: "policy"))
    try parameters.load(file, allowsMore: true)
  }

  func normalized(_ rows: [Float]) throws -> Tensor {
    try library.policyInputs(
      rows, mean: file.tensor("mean", file: "policy").values,
      deviation: file.tensor("deviation", file: "policy").values, limit: shape.inputLimit)
  }

  /// - Returns: the mean squared difference before.
  func learn(_ x: Tensor, _ y: Tensor, learningRate: Double) throws -> Double {
    try optimiser.minimise((network(x) - y).squared().mean(), learningRate: learningRate)
  }

  func weights() throws -> SafeTensors {
    var file = file
    for (name, tensor) in try parameters.safeTensors().tensors { file.tensors[name] = tensor }
    return file
  }
}
