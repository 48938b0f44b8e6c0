import ImitationPolicy
import Motion
import Simulation

/// Carries a body past where it falls: goes back to before the fall, tries many actions around the policy's in short windows, each
/// followed by the policy alone to see where it leads, and goes on from the best (a rollout policy, Bertsekas 2017, with samples
/// drawn as in SAMCON, Liu et al. 2010).
struct RolloutSearch {
  /// Control steps in which one offset acts, and in which the policy alone shows what comes of it.
  private static let window = 5
  private static let lookahead = 15
  private static let samples = [24, 16]
  /// How long before a fall the search begins, in control steps: first, then farther.
  private static let retreats = [30, 75, 150]
  /// The search is over this long after the fall when the body is this close, in metres.
  private static let recovered = (steps: 15, error: 0.12)
  /// Deviations of the samples by part of the action.
  private static let deviations: [String: Float] = ["jointTargets": 0.1, "rootAcceleration": 0.2, "footOffsets": 0.15]

  private let world: Simulation
  private let hasPolicy: Bool
  private let deviations: [Float]
  private var random: SplitMix64
  /// Control steps that were simulated in all, and how often it was gone back.
  private(set) var controlSteps = 0
  private(set) var searches = 0

  init(_ motion: PreparedMotion, corrector: MotionCorrector, scene: SceneDescription) throws {
    let humanoid = motion.simulator.humanoid
    var scene = scene
    scene.recorders = []
    world = try Simulation(
      scene: scene, registry: motion.simulator.registry, humanoid: humanoid, reference: motion.controlReference,
      seed: motion.simulator.seed)
    hasPolicy = corrector.hasPolicy
    deviations = PolicyAction(humanoid: humanoid).layout.flatMap { part in
      Array(repeating: Self.deviations[part.name] ?? 0, count: part.count)
    }
    random = SplitMix64(seed: motion.simulator.seed &+ 0x5EA2C4)
  }

  /// Performs all of the reference, searching where the body falls.
  /// - Returns: why it failed all the same, or nil.
  mutating func run(_ performer: Performer) throws -> Simulation.Failure? {
    var checkpoints = [performer.save()]
    var retreat = 0
    var farthest = 0
    while true {
      let failure = try advance(performer, &checkpoints)
      guard let failure else { return nil }
      if failure.controlStep > farthest + Self.recovered.steps { retreat = 0 }
      guard retreat < Self.retreats.count else { return failure }
      farthest = max(farthest, failure.controlStep)
      let target = max(failure.controlStep - Self.retreats[retreat], 0)
      retreat += 1
      searches += 1
      while checkpoints.count > 1, let last = checkpoints.last, last.controlSteps > target { checkpoints.removeLast() }
      guard let last = checkpoints.last else { return failure }
      try performer.restore(last)
      try search(performer, until: farthest + Self.recovered.steps, &checkpoints)
    }
  }

  /// Goes on with the policy alone to the end or the next fall.
  private mutating func advance(
    _ performer: Performer, _ checkpoints: inout [Performer.Checkpoint]
  ) throws -> Simulation.Failure? {
    performer.simulation.setPolicy(isActive: hasPolicy)
    while !performer.isComplete {
      let before = performer.performance.controlSteps
      let failure = try performer.advance(steps: Self.window)
      controlSteps += performer.performance.controlSteps - before
      if let failure { return failure }
      checkpoints.append(performer.save())
    }
    return nil
  }

  private mutating func search(
    _ performer: Performer, until end: Int, _ checkpoints: inout [Performer.Checkpoint]
  ) throws {
    var mean = [Float](repeating: 0, count: deviations.count)
    while !performer.isComplete {
      let state = performer.save()
      let isClose = (performer.performance.errors.last ?? 0) < Self.recovered.error
      if state.controlSteps > end, isClose { return }
      let choice = try best(from: state.snapshot, around: mean)
      performer.simulation.setPolicy(isActive: choice.usesPolicy, offset: choice.offset)
      if try performer.advance(steps: Self.window) != nil { return }
      checkpoints.append(performer.save())
      mean = choice.offset.isEmpty ? mean.map { _ in 0 } : choice.offset.map { $0 * 0.5 }
    }
  }

  private struct Choice {
    var usesPolicy: Bool
    var offset: [Float]
    var cost: Double
  }

  private mutating func best(from state: Simulation.Snapshot, around mean: [Float]) throws -> Choice {
    var best = try tried(usesPolicy: hasPolicy, offset: [], from: state)
    if hasPolicy {
      let tracker = try tried(usesPolicy: false, offset: [], from: state)
      if tracker.cost < best.cost { best = tracker }
    }
    var centre = mean
    var scale: Float = 1
    for count in Self.samples {
      for _ in 0..<count {
        let usesPolicy = hasPolicy && random.nextUnit() < 0.75
        var offset = centre
        for index in offset.indices where deviations[index] > 0 {
          offset[index] += scale * deviations[index] * random.nextNormal()
        }
        let choice = try tried(usesPolicy: usesPolicy, offset: offset, from: state)
        if choice.cost < best.cost { best = choice }
      }
      centre = best.offset.isEmpty ? centre.map { _ in 0 } : best.offset
      scale *= 0.5
    }
    return best
  }

  private mutating func tried(usesPolicy: Bool, offset: [Float], from state: Simulation.Snapshot) throws -> Choice {
    try Task.checkCancellation()
    try world.restore(state)
    world.setPolicy(isActive: usesPolicy, offset: offset)
    var cost = 0.0
    let steps = Self.window + Self.lookahead
    for step in 0..<steps where !world.isComplete {
      if step == Self.window { world.setPolicy(isActive: hasPolicy) }
      controlSteps += 1
      if try world.advance() != nil { return Choice(usesPolicy: usesPolicy, offset: offset, cost: 1e3 - Double(step)) }
      let error = world.view.meanJointError
      cost += error * error
    }
    // What moves off the reference at the end will be off it.
    let base = world.view.reference.base(of: world.view.referenceFrame)
    var speed = 0.0
    for (index, link) in world.view.links.enumerated() {
      speed += (link.linearVelocity - world.view.reference.links[base + index].linearVelocity).squaredLength
    }
    cost += 0.1 * speed / Double(world.view.links.count)
    return Choice(usesPolicy: usesPolicy, offset: offset, cost: cost)
  }
}
