import Foundation
import ImitationPolicy
import SafeTensors
import Simulation
import Torch

/// The policy and its critic in libtorch, and proximal policy optimisation of them (Schulman et al. 2017).
final class PolicyLearner {
  struct Figures {
    var divergence = 0.0
    var valueError = 0.0
    var clipShare = 0.0
  }

  let library: TorchLibrary
  private let configuration: TrainingConfiguration
  let inputCount: Int
  let action: LearnedAction
  /// The policy that is kept: a running mean.
  private let average: MovingAverage
  private let policy: MultilayerPerceptron
  private let critic: MultilayerPerceptron
  private let logDeviations: Tensor
  private let optimiser: Adam
  /// Of the critic, at a rate of its own: one that follows the policy's divergence may be far too small for values.
  private let valueOptimiser: Adam
  private(set) var learningRate: Double
  private var random: SplitMix64
  var statistics: InputStatistics

  /// - Parameter inputCount: numbers that the policy sees.
  init(library: TorchLibrary, configuration: TrainingConfiguration, humanoid: Humanoid, inputCount: Int) throws {
    self.library = library
    self.configuration = configuration
    action = try LearnedAction(configuration.exploration, humanoid: humanoid)
    self.inputCount = inputCount
    let activation = Activation(configuration.activation)
    let generator = try RandomGenerator(library, seed: configuration.seed)
    let widths = configuration.hiddenWidths
    policy = try MultilayerPerceptron(
      widths: [inputCount] + widths + [action.count], activation: activation,
      lastInitialiser: .normal(deviation: 0.001),
      from: generator)
    critic = try MultilayerPerceptron(widths: [inputCount] + widths + [1], activation: activation, from: generator)
    logDeviations = try library.tensor(
      action.deviations.map { Float(log($0)) }
    ).requiringGradient()
    learningRate = configuration.learningRate
    random = SplitMix64(seed: configuration.seed &+ 17)
    statistics = InputStatistics(inputCount: inputCount)
    optimiser = try Adam(policy.parameters(under: "policy") + [Parameter("logDeviations", logDeviations)])
    valueOptimiser = try Adam(critic.parameters(under: "critic"))
    average = try MovingAverage(policy.parameters(under: "policy"))
  }

  private var parameters: [Parameter] {
    policy.parameters(under: "policy") + critic.parameters(under: "critic")
      + [Parameter("logDeviations", logDeviations)]
  }

  // MARK: Weights

  /// Policy, critic, exploration, and the policy's running mean.
  func weights() throws -> SafeTensors {
    try (parameters + averagedParameters).safeTensors()
  }

  private var averagedParameters: [Parameter] { average.averages.map { Parameter("averaged.\($0.name)", $0.tensor) } }

  /// A policy with the statistics of its inputs.
  private func withStatistics(_ policy: SafeTensors) -> SafeTensors {
    var file = policy
    file.tensors["mean"] = SafeTensors.Tensor(shape: [inputCount], values: statistics.mean)
    file.tensors["deviation"] = SafeTensors.Tensor(shape: [inputCount], values: statistics.deviation)
    return file
  }

  /// The running mean of the policy with all numbers of the action, as it is shipped.
  func frozenWeights() throws -> SafeTensors {
    var file = withStatistics(try average.averages.safeTensors())
    let last = "policy.layers.\(configuration.hiddenWidths.count)"
    (file.tensors["\(last).weight"], file.tensors["\(last).bias"]) = action.whole(
      weight: try file.tensor("\(last).weight", file: "policy"), bias: try file.tensor("\(last).bias", file: "policy"))
    return file
  }

  /// It gives the numbers that are learned.
  func network() throws -> PolicyNetwork {
    try PolicyNetwork(
      withStatistics(policy.parameters(under: "policy").safeTensors()), shape: configuration.shape, path: "policy")
  }
  func deviations() throws -> [Float] { try logDeviations.values() }

  func optimiserStates() throws -> (policy: SafeTensors, values: SafeTensors) {
    (try optimiser.state(), try valueOptimiser.state())
  }

  func restore(
    weights: SafeTensors, optimisers: (policy: SafeTensors, values: SafeTensors), learningRate: Double
  ) throws {
    try parameters.load(weights, allowsMore: true)
    try optimiser.restore(optimisers.policy)
    try valueOptimiser.restore(optimisers.values)
    try averagedParameters.load(weights, allowsMore: true)
    self.learningRate = learningRate
  }

  /// Takes over what a frozen policy does of what is learned here; its values are not known.
  /// - Throws: `PolicyError` when it has other widths or another action.
  func begin(with frozen: SafeTensors) throws {
    let widths = try PolicyNetwork(frozen, path: "policy").hiddenWidths
    guard widths == configuration.hiddenWidths else {
      throw PolicyError(
        policy: "hiddenWidths",
        problem: "\(configuration.hiddenWidths), expected those of the policy to begin with, \(widths)")
    }
    var file = frozen
    let last = "policy.layers.\(configuration.hiddenWidths.count)"
    (file.tensors["\(last).weight"], file.tensors["\(last).bias"]) = try action.learned(
      weight: frozen.tensor("\(last).weight", file: "policy"), bias: frozen.tensor("\(last).bias", file: "policy"))
    try policy.parameters(under: "policy").load(file, allowsMore: true)
    statistics = InputStatistics(
      mean: try frozen.tensor("mean", file: "policy").values,
      deviation: try frozen.tensor("deviation", file: "policy").values)
  }

  /// The order of what is learned from follows from this.
  func reseed(_ seed: UInt64) { random = SplitMix64(seed: seed) }

  // MARK: Learning

  /// Values are learned as shares of the largest return: times this.
  private var valueScale: Float { Float(1 / (1 - configuration.discount)) }

  private func normalized(_ rows: [Float]) -> Tensor {
    library.policyInputs(
      rows, mean: statistics.mean, deviation: statistics.deviation, limit: configuration.shape.inputLimit)
  }

  private func values(_ x: Tensor) throws -> [Float] {
    try library.withoutGradients {
      let values: [Float] = try critic(x).values()
      return values.map { $0 * valueScale }
    }
  }

  /// Several passes over the experience.
  /// - Parameters:
  ///   - iteration: from 1 on; the first ones are soon forgotten in the running mean.
  ///   - onlyValues: whether the policy stays as it is.
  /// - Throws: `TorchError`.
  func learn(from experience: Experience, iteration: Int, onlyValues: Bool = false) throws -> Figures {
    let x = normalized(experience.inputs)
    let count = experience.rewards.count
    let lastValues =
      experience.lastInputs.isEmpty ? [] : try values(normalized(experience.lastInputs))
    let (advantages, returns) = experience.advantages(
      values: try values(x), lastValues: lastValues, discount: Float(configuration.discount),
      traceDecay: Float(configuration.traceDecay))
    let mean = advantages.reduce(0, +) / Float(count)
    let deviation = (advantages.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(count)).squareRoot()
    let batch = Batch(
      x: x, actions: library.tensor(experience.actions, shape: [count, action.count]),
      means: library.tensor(experience.means, shape: [count, action.count]),
      logProbabilities: library.tensor(experience.logProbabilities),
      advantages: library.tensor(advantages.map { ($0 - mean) / (deviation + 1e-6) }),
      returns: library.tensor(returns.map { $0 / valueScale }),
      oldLogDeviations: library.tensor(experience.logDeviations))
    var figures = Figures()
    var updates = 0.0
    for _ in 0..<configuration.epochs {
      let order = (0..<count).shuffled(using: &random)
      for start in stride(from: 0, to: count - configuration.minibatch + 1, by: configuration.minibatch) {
        let rows = library.tensor(Array(order[start..<(start + configuration.minibatch)]))
        let step = try update(batch.selected(rows), onlyValues: onlyValues)
        figures.divergence += step.divergence
        figures.valueError += step.valueError
        figures.clipShare += step.clipShare
        updates += 1
        adapt(step.divergence)
      }
    }
    figures.divergence /= max(updates, 1)
    figures.valueError /= max(updates, 1)
    figures.clipShare /= max(updates, 1)
    let share = iteration > 1 && !onlyValues ? Double(iteration) / Double(iteration + 9) : 0
    try average.update(decay: min(configuration.averaging, share))
    return figures
  }

  private func adapt(_ divergence: Double) {
    if divergence > 2 * configuration.targetDivergence { learningRate = max(learningRate / 1.2, 1e-5) }
    if divergence < configuration.targetDivergence / 2 {
      learningRate = min(learningRate * 1.02, configuration.learningRate)
    }
  }

  private struct Batch {
    var x, actions, means, logProbabilities, advantages, returns, oldLogDeviations: Tensor

    func selected(_ rows: Tensor) -> Batch {
      Batch(
        x: x.rows(rows), actions: actions.rows(rows), means: means.rows(rows),
        logProbabilities: logProbabilities.rows(rows), advantages: advantages.rows(rows), returns: returns.rows(rows),
        oldLogDeviations: oldLogDeviations)
    }
  }

  private func update(_ batch: Batch, onlyValues: Bool) throws -> Figures {
    let actions = DiagonalNormal(mean: policy(batch.x), logDeviation: logDeviations)
    let ratio = (actions.logProbability(of: batch.actions) - batch.logProbabilities).clamped(min: -5, max: 5)
      .exponential()
    let clipped = ratio.clamped(min: 1 - configuration.clipRatio, max: 1 + configuration.clipRatio)
    let gain = (ratio * batch.advantages).minimum(clipped * batch.advantages).mean()
    if !onlyValues {
      let loss = gain * -1.0 - actions.entropy() * configuration.entropyWeight
      try optimiser.minimise(loss, learningRate: learningRate, gradientNorm: configuration.gradientNorm)
    }
    let valueError = (critic(batch.x).squeezedAxis(1) - batch.returns).squared().mean()
    try valueOptimiser.minimise(
      valueError, learningRate: configuration.valueLearningRate, gradientNorm: configuration.gradientNorm)
    // How far the policy of the experience is from the one just used.
    let (divergence, clipShare) = try library.withoutGradients {
      let before = DiagonalNormal(mean: batch.means, logDeviation: batch.oldLogDeviations)
      return (
        try before.divergence(from: actions).clamped(max: 1).mean().item(),
        try ((ratio - 1.0).magnitude() .> configuration.clipRatio).to(.float32).mean().item()
      )
    }
    return Figures(divergence: divergence, valueError: try valueError.item(), clipShare: clipShare)
  }
}
