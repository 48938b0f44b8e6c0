import Correction
import Foundation
import ImitationPolicy
import Motion
import SafeTensors
import Simulation
import Torch

/// Trains an imitation policy by reinforcement learning, and keeps what it has learned in a folder from which it goes on.
public final class PolicyTrainer {
  /// What a training begins with.
  public enum Beginning: Sendable {
    /// The analytic tracker.
    case tracker
    /// What another training has learned: the folder of a policy.
    case policy(String)
    /// What is in the training's own folder.
    case checkpoint
  }

  /// What an iteration was like.
  public struct Progress: Codable, Sendable {
    public var iteration: Int
    public var samples: Int
    /// Of training in all, over all runs.
    public var seconds: Double
    public var meanReward: Double
    /// Share of the episodes that ended in a failure, and control steps of an episode.
    public var failureShare: Double
    public var episodeSteps: Double
    /// Mean joint distance in episodes that ended.
    public var errorMM: Double
    public var divergence: Double
    public var valueError: Double
    public var clipShare: Double
    public var learningRate: Double
    public var deviation: Double
    /// Mean helping force.
    public var meanHelpN: Double
    public var samplesPerSecond: Double
  }

  private struct State: Codable {
    var configuration: TrainingConfiguration
    var iteration = 0
    var samples = 0
    var seconds = 0.0
    var learningRate: Double
    var statistics: InputStatistics
    var sampler: StartSampler
    /// The iterations in which only values are learned: those after a beginning with a policy, whose values are not known.
    var valueIterations = 0
    /// What the policy that this one began with was trained with.
    var before: [String: String] = [:]
  }

  private let configuration: TrainingConfiguration
  private let directory: String
  private let simulator: MotionSimulator
  private let set: TrainingSet
  private let learner: PolicyLearner
  private let context: PluginContext
  private let description: PolicyCard
  private var state: State
  private var curves = TrainingCurves()

  /// - Parameters:
  ///   - directory: where weights, card and the training's state are kept; made when it is not there.
  ///   - beginning: a policy must see what the configuration says, and its network must have the widths and activation that it says.
  /// - Throws: `TorchError` when libtorch is missing, `PolicyError` or `SafeTensorsError` when there is nothing to resume or the
  ///   policy to begin with cannot be used.
  public init(
    clips: [MotionClip], simulator: MotionSimulator, configuration: TrainingConfiguration, directory: String,
    beginning: Beginning, data: String
  ) throws {
    self.directory = directory
    self.simulator = simulator
    context = PluginContext(humanoid: simulator.humanoid, registry: simulator.registry)
    let library = try TorchLibrary.load()
    // Before the recordings, which take their time.
    description = try PolicyCard(
      name: URL(fileURLWithPath: directory).lastPathComponent, summary: "Corrects the analytic tracker",
      licence: "Same as the project", context: context, observation: configuration.observation,
      network: configuration.shape, training: ["data": data])
    set = try TrainingSet(
      clips: clips, simulator: simulator, tempos: configuration.tempos, corruptedCopies: configuration.corruptedCopies)
    self.configuration = configuration
    learner = try PolicyLearner(
      library: library, configuration: configuration, humanoid: simulator.humanoid,
      inputCount: description.observation.numbers)
    let sampler = StartSampler(set: set, failureWeight: configuration.failureWeight)
    state = State(
      configuration: configuration, learningRate: configuration.learningRate, statistics: learner.statistics,
      sampler: sampler)
    switch beginning {
    case .tracker: break
    case .policy(let source):
      let card = try FrozenPolicy(directory: source, context: context).card
      try Self.check(description, continues: card)
      try learner.begin(with: SafeTensors(contentsOf: source + "/weights.safetensors"))
      state.statistics = learner.statistics
      state.valueIterations = configuration.valueIterations
      state.before = card.training
      state.before["name"] = card.name
    case .checkpoint:
      guard let data = FileManager.default.contents(atPath: directory + "/training/state.json"),
        let saved = try? JSONDecoder().decode(State.self, from: data)
      else { throw PolicyError(policy: directory, problem: "there is no training to resume") }
      try Self.check(description, continues: PolicyCard(contentsOf: directory))
      state = saved
      state.configuration = configuration
      if saved.sampler.count != sampler.count { state.sampler = sampler }
      curves = TrainingCurves(path: directory + "/training/curves.csv", upTo: saved.iteration)
      learner.statistics = saved.statistics
      try learner.restore(
        weights: SafeTensors(contentsOf: directory + "/training/network.safetensors"),
        optimisers: (
          SafeTensors(contentsOf: directory + "/training/optimiser.safetensors"),
          SafeTensors(contentsOf: directory + "/training/value-optimiser.safetensors")
        ),
        learningRate: saved.learningRate)
    }
    // Last, so that what is refused leaves no folder behind.
    try FileManager.default.createDirectory(atPath: directory + "/training", withIntermediateDirectories: true)
  }

  /// - Throws: `PolicyError` when a policy sees something else than the one that it begins with, or has another kind of network.
  private static func check(_ description: PolicyCard, continues card: PolicyCard) throws {
    guard description.observationPlugin == card.observationPlugin else {
      throw PolicyError(
        policy: "observation",
        problem: "\(description.observationPlugin.text), expected that of the policy to begin with, "
          + card.observationPlugin.text)
    }
    let (mine, other) = (description.network.activation, card.network.activation)
    guard mine == other else {
      throw PolicyError(
        policy: "activation", problem: "\(mine.rawValue), expected that of the policy to begin with, \(other.rawValue)")
    }
  }

  /// Trains until the time is over.
  /// - Parameters:
  ///   - hours: of this run.
  ///   - iterations: of this run at most.
  ///   - report: called after each iteration.
  public func run(hours: Double, iterations: Int = .max, report: (Progress) -> Void = { _ in }) throws {
    let start = Date()
    let before = state.seconds
    let lastIteration = iterations == .max ? .max : state.iteration + iterations
    var isOver = false
    while !isOver {
      // Worlds and random numbers start anew after each checkpoint, so that a run that goes on from one is as one that never
      // stopped.
      learner.reseed(configuration.seed &+ UInt64(state.iteration))
      let collector = try ExperienceCollector(
        set: set, simulator: simulator, configuration: configuration,
        seed: configuration.seed &+ UInt64(state.iteration) &* 7919, inputCount: learner.inputCount,
        action: learner.action, sampler: state.sampler)
      // What was gone through in one iteration is learned from while the next one is gone through.
      var lesson: Experience?
      func learn() throws -> PolicyLearner.Figures {
        guard let experience = lesson else { return PolicyLearner.Figures() }
        let figures = try learner.learn(
          from: experience, iteration: state.iteration, onlyValues: state.iteration <= state.valueIterations)
        if state.iteration < 200 { learner.statistics.add(experience.inputs) }
        return figures
      }
      for _ in 0..<configuration.checkpointInterval {
        let iterationStart = Date()
        let deviations = try learner.deviations()
        var figures = PolicyLearner.Figures()
        // A copy, as what is learned beside looks at the state.
        var sampler = state.sampler
        let experience = try collector.collect(
          network: learner.network(), logDeviations: deviations, sampler: &sampler,
          beside: { figures = try learn() })
        state.sampler = sampler
        lesson = experience
        state.iteration += 1
        state.samples += experience.rewards.count
        state.learningRate = learner.learningRate
        state.seconds = before + Date().timeIntervalSince(start)
        let progress = progress(experience, figures, deviations, Date().timeIntervalSince(iterationStart))
        curves.append(progress)
        report(progress)
        isOver = Date().timeIntervalSince(start) >= hours * 3600 || state.iteration >= lastIteration
        if isOver { break }
      }
      _ = try learn()
      state.statistics = learner.statistics
      state.learningRate = learner.learningRate
      try save()
      try curves.write(to: directory + "/training/curves.csv")
    }
  }

  private func progress(
    _ experience: Experience, _ figures: PolicyLearner.Figures, _ deviations: [Float], _ seconds: Double
  ) -> Progress {
    let steps = Double(max(experience.episodeSteps, 1))
    return Progress(
      iteration: state.iteration, samples: state.samples, seconds: state.seconds,
      meanReward: Double(experience.rewards.reduce(0, +)) / Double(experience.rewards.count),
      failureShare: Double(experience.failures) / Double(max(experience.episodes, 1)),
      episodeSteps: steps / Double(max(experience.episodes, 1)), errorMM: experience.errorSum / steps * 1000,
      divergence: figures.divergence, valueError: figures.valueError, clipShare: figures.clipShare,
      learningRate: learner.learningRate,
      deviation: Double(deviations.reduce(0) { $0 + exp($1) }) / Double(max(deviations.count, 1)),
      meanHelpN: experience.helpSum / steps,
      samplesPerSecond: Double(experience.rewards.count) / seconds)
  }

  // MARK: Keeping

  private func save() throws {
    try learner.weights().write(to: directory + "/training/network.safetensors")
    let optimisers = try learner.optimiserStates()
    try optimisers.policy.write(to: directory + "/training/optimiser.safetensors")
    try optimisers.values.write(to: directory + "/training/value-optimiser.safetensors")
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    var card = description
    // What came before is told by the same names.
    for (name, value) in state.before { card.training["before.\(name)"] = value }
    card.training["samples"] = String(state.samples)
    card.training["hours"] = String(format: "%.2f", state.seconds / 3600)
    card.training["seed"] = String(configuration.seed)
    try card.write(with: learner.frozenWeights(), to: directory)
    try encoder.encode(state).write(to: URL(fileURLWithPath: directory + "/training/state.json"), options: .atomic)
  }
}

extension PluginChoice {
  /// Its name, and its settings in JSON if it has any.
  fileprivate var text: String {
    guard let data = try? JSONEncoder().encode(settings), settings != .fields([:]) else { return name }
    return "\(name) \(String(decoding: data, as: UTF8.self))"
  }
}
