import Foundation
import Motion
import Simulation

/// Carries a body past where it falls: goes back to before the fall, tries many actions around the policy's in short windows, each
/// followed by the policy alone to see where it leads, and goes on from the best (a rollout policy, Bertsekas 2017, with samples
/// drawn as in SAMCON, Liu et al. 2010).
struct RolloutSearch {
  private let settings: SearchSettings
  private let world: Simulation
  private let hasLearnedPart: Bool
  private let deviations: [Float]
  private var random: SplitMix64
  /// Factor on the number of samples.
  private var effort = 1.0
  /// Control steps that were simulated in all, and how often it was gone back.
  private(set) var controlSteps = 0
  private(set) var searches = 0

  /// - Parameter world: of the same motion, in which actions are tried; its controller can be searched around.
  init(_ world: Simulation, seed: UInt64) throws {
    guard let controller = world.controller as? any SearchableController else {
      throw SimulationError.invalidConfiguration(
        plugin: world.scene.controller.name, problem: "no actions around its own can be tried")
    }
    self.world = world
    hasLearnedPart = controller.hasLearnedPart
    let settings = world.scene.search
    self.settings = settings
    let deviations = [
      "jointTargets": settings.jointDeviation, "rootAcceleration": settings.rootDeviation,
      "footOffsets": settings.footDeviation,
    ]
    self.deviations = controller.offsetLayout.flatMap { part in
      Array(repeating: Float(deviations[part.name] ?? 0), count: part.count)
    }
    random = SplitMix64(seed: seed &+ 0x5EA2C4)
  }

  /// Performs all of the reference, searching where the body falls.
  /// The rollout says why it failed all the same.
  mutating func run(_ runner: RolloutRunner) throws {
    let retreats = [settings.retreat, settings.fartherRetreat, settings.farthestRetreat]
    var checkpoints = [runner.save()]
    var retreat = 0
    var farthest = 0
    while true {
      let failure = try advance(runner, &checkpoints)
      guard let failure else { return }
      if failure.controlStep > farthest + settings.recoverySteps { retreat = 0 }
      guard retreat < retreats.count else { return }
      farthest = max(farthest, failure.controlStep)
      let target = max(failure.controlStep - retreats[retreat], 0)
      retreat += 1
      searches += 1
      effort = pow(settings.escalation, Double(retreat - 1))
      while checkpoints.count > 1, let last = checkpoints.last, last.controlSteps > target { checkpoints.removeLast() }
      guard let last = checkpoints.last else { return }
      try runner.restore(last)
      try search(runner, until: farthest + settings.recoverySteps, &checkpoints)
    }
  }

  /// Goes on with the policy alone to the end or the next fall.
  private mutating func advance(
    _ runner: RolloutRunner, _ checkpoints: inout [RolloutRunner.Checkpoint]
  ) throws -> Simulation.Failure? {
    runner.simulation.setSearch(isReduced: !hasLearnedPart)
    while !runner.isComplete {
      let before = runner.rollout.controlSteps
      let failure = try runner.advance(steps: settings.window)
      controlSteps += runner.rollout.controlSteps - before
      if let failure { return failure }
      checkpoints.append(runner.save())
    }
    return nil
  }

  private mutating func search(
    _ runner: RolloutRunner, until end: Int, _ checkpoints: inout [RolloutRunner.Checkpoint]
  ) throws {
    var mean = [Float](repeating: 0, count: deviations.count)
    while !runner.isComplete {
      let state = runner.save()
      let isClose = (runner.rollout.jointErrors.last ?? 0) < settings.recoveryError
      if state.controlSteps > end, isClose { return }
      let choice = try best(from: state.snapshot, around: mean)
      runner.simulation.setSearch(isReduced: !choice.usesLearned, offset: choice.offset)
      if try runner.advance(steps: settings.window) != nil { return }
      checkpoints.append(runner.save())
      mean = choice.offset.isEmpty ? mean.map { _ in 0 } : choice.offset.map { $0 * Float(settings.carriedOver) }
    }
  }

  private struct Choice {
    var usesLearned: Bool
    var offset: [Float]
    var cost: Double
  }

  private mutating func best(from state: Simulation.Snapshot, around mean: [Float]) throws -> Choice {
    var best = Choice(usesLearned: hasLearnedPart, offset: [], cost: .infinity)
    for usesLearned in hasLearnedPart ? [true, false] : [false] {
      if let choice = try tried(usesLearned: usesLearned, offset: [], from: state, limit: best.cost) { best = choice }
    }
    var centre = mean
    var scale: Float = 1
    for count in [settings.samples, settings.nearSamples] {
      for _ in 0..<Int((Double(count) * effort).rounded()) {
        let usesLearned = hasLearnedPart && random.nextUnit() < settings.policyShare
        var offset = centre
        for index in offset.indices where deviations[index] > 0 {
          offset[index] += scale * deviations[index] * random.nextNormal()
        }
        if let choice = try tried(usesLearned: usesLearned, offset: offset, from: state, limit: best.cost) {
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
    usesLearned: Bool, offset: [Float], from state: Simulation.Snapshot, limit: Double
  ) throws -> Choice? {
    try Task.checkCancellation()
    try world.restore(state)
    world.setSearch(isReduced: !usesLearned, offset: offset)
    var cost = 0.0
    let steps = settings.window + settings.lookahead
    for step in 0..<steps where !world.isComplete {
      if step == settings.window { world.setSearch(isReduced: !hasLearnedPart) }
      controlSteps += 1
      if try world.advance() != nil {
        let cost = Self.failureCost - Double(step)
        return cost < limit ? Choice(usesLearned: usesLearned, offset: offset, cost: cost) : nil
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
    return cost < limit ? Choice(usesLearned: usesLearned, offset: offset, cost: cost) : nil
  }

  /// Of a trial in which the body falls at once; the later it falls the less.
  private static let failureCost = 1e3
}

extension Simulation {
  /// - Parameter offset: added to the controller's numbers; nothing when empty.
  fileprivate func setSearch(isReduced: Bool, offset: [Float] = []) {
    updateController { controller in
      guard var searchable = controller as? any SearchableController else { return }
      searchable.isReduced = isReduced
      searchable.offset = offset
      controller = searchable
    }
  }
}
