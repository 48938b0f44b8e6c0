import Correction
import ImitationPolicy
import Motion
import Simulation
import StandardPlugins

/// One simulation in which the policy gains experience: it draws a reference, a start frame, a cap and a floor, runs until the
/// body fails or the episode ends, and draws again. One thread uses it at a time.
final class TrainingWorld {
  /// What came of a control step.
  struct Step {
    var reward: Double
    /// The body has failed: nothing comes after.
    var isFailure: Bool
    /// The episode is over, by failure or by its length.
    var isEnd: Bool
  }

  private let set: TrainingSet
  private let simulator: MotionSimulator
  private let registry: PluginRegistry
  private let configuration: TrainingConfiguration
  private let reward: ImitationReward
  private let context: PluginContext
  private var observation: any Observation
  /// What the policy sees now; empty until it is asked, so that an observation sees each moment once.
  private var seen: [Float] = []
  private var random: SplitMix64
  private var simulation: Simulation
  private var vector: [Double] = []
  private var stepsLeft = 0
  private var clip = 0
  private var start = 0
  /// What the body is to track, in balance with the help that it has, and what it is rewarded for: that too, unless the recording
  /// was damaged.
  private var reference: ReferenceMotion
  private var goal: ReferenceMotion
  private(set) var episodeSteps = 0
  /// Sum of the joint errors (m) and helping forces (N) of the running episode.
  private(set) var errorSum = 0.0
  private(set) var helpSum = 0.0

  init(
    set: TrainingSet, simulator: MotionSimulator, configuration: TrainingConfiguration, seed: UInt64,
    starts: StartSampler.Starts
  ) throws {
    self.set = set
    self.simulator = simulator
    self.configuration = configuration
    registry = simulator.registry.forTraining
    context = PluginContext(humanoid: simulator.humanoid, registry: simulator.registry)
    reward = ImitationReward(humanoid: simulator.humanoid)
    observation = try context.policyObservations.make(configuration.observation, context: context)
    random = SplitMix64(seed: seed)
    reference = set.seen[0]
    goal = reference
    simulation = try Simulation(
      scene: SceneDescription(), registry: registry, humanoid: simulator.humanoid, reference: set.seen[0])
    try restart(from: starts)
  }

  /// Begins a new episode.
  func restart(from starts: StartSampler.Starts) throws {
    (clip, start) = starts.draw(from: &random)
    observation = try context.policyObservations.make(configuration.observation, context: context)
    seen.removeAll(keepingCapacity: true)
    var scene = SceneDescription()
    scene.controller = PluginChoice("controller.training")
    let isFree = random.nextUnit() < configuration.capFreeShare
    let cap = isFree ? 0 : random.nextUnit() * configuration.largestCap
    scene.forces = [HelpForce.choice(cap: cap)]
    if random.nextUnit() < configuration.pushShare {
      scene.forces.append(
        PluginChoice(
          "force.push",
          settings: ["force": .number(configuration.pushForce * random.nextUnit()), "interval": .number(1.5)]))
    }
    let range = configuration.frictionRange
    scene.ground[setting: "friction"] = .number(range[0] + (range[1] - range[0]) * random.nextUnit())
    scene.terminations = [PluginChoice("non-finite")]
    simulation = try Simulation(
      scene: scene, registry: registry, humanoid: simulator.humanoid, reference: set.seen[clip], seed: random.next(),
      startFrame: start)
    // What it has planned at the start.
    var policy = simulation.controller as? PolicyController
    reference = policy?.balanced(simulation.view).reference ?? set.seen[clip]
    goal = set.clean[clip] ?? reference
    stepsLeft = min(configuration.episodeFrames, reference.frameCount - 1 - start)
    episodeSteps = 0
    errorSum = 0
    helpSum = 0
  }

  /// The running episode so far.
  func episode(failed: Bool) -> StartSampler.Episode {
    StartSampler.Episode(reference: clip, frames: start..<(start + episodeSteps), failed: failed)
  }

  /// Appends what the policy sees.
  /// - Throws: what the observation throws.
  func observe(into inputs: inout [Float]) throws {
    if seen.isEmpty {
      vector.removeAll(keepingCapacity: true)
      try observation.observe(simulation.view.tracking(reference), into: &vector)
      for value in vector { seen.append(Float(value)) }
    }
    inputs += seen
  }

  /// Advances by one control step with the policy's numbers.
  /// - Parameter learned: the numbers that are learned, whose size counts.
  func advance(_ learned: ArraySlice<Float>, of action: LearnedAction) throws -> Step {
    simulation.updateController { controller in
      guard var policy = controller as? PolicyController else { return }
      policy.outputs = action.whole(learned)
      controller = policy
    }
    seen.removeAll(keepingCapacity: true)
    let failure = try simulation.advance()
    stepsLeft -= 1
    episodeSteps += 1
    guard failure == nil else { return Step(reward: 0, isFailure: true, isEnd: true) }
    let view = simulation.view
    let error = reward.meanJointError(view, to: goal)
    errorSum += error
    helpSum += view.help.force.length
    guard error <= configuration.errorLimit else { return Step(reward: 0, isFailure: true, isEnd: true) }
    return Step(
      reward: reward.value(view, to: goal, action: learned), isFailure: false, isEnd: stepsLeft <= 0)
  }
}

extension PluginRegistry {
  /// With a controller whose numbers come from outside.
  var forTraining: PluginRegistry {
    var registry = self
    registry.controllers.add(
      PluginTable<any Controller>.Entry(
        name: "controller.training", summary: "A policy whose numbers come from outside", fields: [], defaults: .null,
        origin: nil
      ) { _, context in try PolicyController(policy: nil, context: context) })
    return registry
  }
}
