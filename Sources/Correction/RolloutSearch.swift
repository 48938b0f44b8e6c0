import Foundation
import ImitationPolicy
import Motion
import Simulation

/// Carries a body past where it falls: goes back to before the fall, tries many actions around the policy's in short windows, each
/// followed by the policy alone to see where it leads, and goes on from the best (a rollout policy, Bertsekas 2017, with samples
/// drawn as in SAMCON, Liu et al. 2010).
struct RolloutSearch {
  private let settings: SearchSettings
  private let world: Simulation
  private let hasPolicy: Bool
  private let deviations: [Float]
  private var random: SplitMix64
  /// Factor on the number of samples.
  private var effort = 1.0
  /// Control steps that were simulated in all, and how often it was gone back.
  private(set) var controlSteps = 0
  private(set) var searches = 0

  init(_ motion: PreparedMotion, corrector: MotionCorrector, scene: SceneDescription) throws {
    let humanoid = motion.simulator.humanoid
    var scene = scene
    scene.recorders = []
    world = try Simulation(
      scene: scene, registry: motion.simulator.registry, humanoid: humanoid, ground: motion.ground,
      reference: motion.controlReference, seed: motion.simulator.seed)
    hasPolicy = corrector.hasPolicy
    let settings = scene.search
    self.settings = settings
    let deviations = [
      "jointTargets": settings.jointDeviation, "rootAcceleration": settings.rootDeviation,
      "footOffsets": settings.footDeviation,
    ]
    self.deviations = PolicyAction(humanoid: humanoid).layout.flatMap { part in
      Array(repeating: Float(deviations[part.name] ?? 0), count: part.count)
    }
    random = SplitMix64(seed: motion.simulator.seed &+ 0x5EA2C4)
  }

  /// Performs all of the reference, searching where the body falls.
  /// - Returns: why it failed all the same, or nil.
  mutating func run(_ performer: Performer) throws -> Simulation.Failure? {
    let retreats = [settings.retreat, settings.fartherRetreat, settings.farthestRetreat]
    var checkpoints = [performer.save()]
    var retreat = 0
    var farthest = 0
    while true {
      let failure = try advance(performer, &checkpoints)
      guard let failure else { return nil }
      if failure.controlStep > farthest + settings.recoverySteps { retreat = 0 }
      guard retreat < retreats.count else { return failure }
      farthest = max(farthest, failure.controlStep)
      let target = max(failure.controlStep - retreats[retreat], 0)
      retreat += 1
      searches += 1
      effort = pow(settings.escalation, Double(retreat - 1))
      while checkpoints.count > 1, let last = checkpoints.last, last.controlSteps > target { checkpoints.removeLast() }
      guard let last = checkpoints.last else { return failure }
      try performer.restore(last)
      try search(performer, until: farthest + settings.recoverySteps, &checkpoints)
    }
  }

  /// Goes on with the policy alone to the end or the next fall.
  private mutating func advance(
    _ performer: Performer, _ checkpoints: inout [Performer.Checkpoint]
  ) throws -> Simulation.Failure? {
    performer.simulation.setPolicy(isActive: hasPolicy)
    while !performer.isComplete {
      let before = performer.performance.controlSteps
      let failure = try performer.advance(steps: settings.window)
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
      let isClose = (performer.performance.errors.last ?? 0) < settings.recoveryError
      if state.controlSteps > end, isClose { return }
      let choice = try best(from: state.snapshot, around: mean)
      performer.simulation.setPolicy(isActive: choice.usesPolicy, offset: choice.offset)
      if try performer.advance(steps: settings.window) != nil { return }
      checkpoints.append(performer.save())
      mean = choice.offset.isEmpty ? mean.map { _ in 0 } : choice.offset.map { $0 * Float(settings.carriedOver) }
    }
  }

  private struct Choice {
    var usesPolicy: Bool
    var offset: [Float]
    var cost: Double
  }

  private mutating func best(from state: Simulation.Snapshot, around mean: [Float]) throws -> Choice {
    var best = Choice(usesPolicy: hasPolicy, offset: [], cost: .infinity)
    for usesPolicy in hasPolicy ? [true, false] : [false] {
      if let choice = try tried(usesPolicy: usesPolicy, offset: [], from: state, limit: best.cost) { best = choice }
    }
    var centre = mean
    var scale: Float = 1
    for count in [settings.samples, settings.nearSamples] {
      for _ in 0..<Int((Double(count) * effort).rounded()) {
        let usesPolicy = hasPolicy && random.nextUnit() < settings.policyShare
        var offset = centre
        for index in offset.indices where deviations[index] > 0 {
          offset[index] += scale * deviations[index] * random.nextNormal()
        }
        if let choice = try tried(usesPolicy: usesPolicy, offset: offset, from: state, limit: best.cost) {
          best = choice
        }
      }
      centre = best.offset.isEmpty ? centre.map { _ in 0 } : best.offset
      scale *= Float(settings.narrowing)
    }
    return best
  }

  /// - Parameter limit: a trial that costs more is broken off, for it cannot be the best one.
  /// - Returns: nil for such a trial.
  private mutating func tried(
    usesPolicy: Bool, offset: [Float], from state: Simulation.Snapshot, limit: Double
  ) throws -> Choice? {
    try Task.checkCancellation()
    try world.restore(state)
    world.setPolicy(isActive: usesPolicy, offset: offset)
    var cost = 0.0
    let steps = settings.window + settings.lookahead
    for step in 0..<steps where !world.isComplete {
      if step == settings.window { world.setPolicy(isActive: hasPolicy) }
      controlSteps += 1
      if try world.advance() != nil {
        let cost = Self.failureCost - Double(step)
        return cost < limit ? Choice(usesPolicy: usesPolicy, offset: offset, cost: cost) : nil
      }
      let error = world.view.meanJointError
      cost += error * error
      guard cost < limit else { return nil }
    }
    // What moves off the reference at the end will be off it.
    let base = world.view.reference.base(of: world.view.referenceFrame)
    var speed = 0.0
    for (index, link) in world.view.links.enumerated() {
      speed += (link.linearVelocity - world.view.reference.links[base + index].linearVelocity).squaredLength
    }
    cost += settings.speedCost * speed / Double(world.view.links.count)
    return cost < limit ? Choice(usesPolicy: usesPolicy, offset: offset, cost: cost) : nil
  }

  /// Of a trial in which the body falls at once; the later it falls the less.
  private static let failureCost = 1e3
}
