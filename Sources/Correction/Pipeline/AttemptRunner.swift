import Motion
import Simulation

/// What came of one attempt.
struct AttemptResult {
  let attempt: Attempt
  var rollout: Rollout
  /// How much the forces that help gave at most; nil without such forces.
  let helpCap: HelpCap?
  /// What the scene's recorders have recorded, by plugin name.
  let recordings: [String: Recording]
  let seconds: Double
  /// All that were simulated for it, and how often it was gone back.
  let controlSteps: Int
  var searches = 0
  /// Where the body was put back; nil unless the attempt does that.
  var restarts: Restarts?

  /// Whether it was the scene's first attempt, by which more help is told.
  var isFirst = false

  /// Restarted rollouts fell, all the same.
  var outcome: Outcome {
    if rollout.failure != nil { return .failed }
    return 1000 * rollout.meanJointError > Outcome.strayLimitMM ? .strayed : .tracked
  }

  /// Of two attempts, the one of lesser rank is kept.
  private var rank: Int {
    switch outcome {
    case .tracked: 0
    case .strayed: 1
    case .failed, .unread: restarts == nil ? 3 : 2
    }
  }

  /// The less the better: mean error in metres, and a centimetre for a mean help of 100 N or 100 N m.
  private var cost: Double {
    rollout.meanJointError + 1e-4 * (rollout.meanHelpForce + rollout.meanHelpTorque)
  }

  func isBetter(than other: AttemptResult) -> Bool {
    guard rank == other.rank else { return rank < other.rank }
    return rank < 2 ? cost < other.cost : rollout.controlSteps > other.rollout.controlSteps
  }
}

extension Outcome {
  /// Mean joint error in mm above which a body that did not fall did something else.
  ///
  /// The field's limit of 0.5 m in the worst frame lets a cartwheel pass that came out as a hop, and standing for a climb: those have means
  /// over this one. Runs that fall a step behind, and are runs, have up to 145 mm. Of 273 recordings performed without help (CMU,
  /// train split, best), 97 % are under it.
  public static let strayLimitMM = 150.0
}

/// Lets a body perform a motion in one attempt after the other, until it tracks it.
struct AttemptRunner {
  private let clip: PreparedClip
  private let pipeline: MotionPipeline

  init(_ clip: PreparedClip, pipeline: MotionPipeline) {
    self.clip = clip
    self.pipeline = pipeline
  }

  /// - Returns: what came of the attempts that ran, the one that is kept at the end.
  /// - Throws: what a simulation throws.
  func run(_ attempts: [Attempt], progress: (Int, Int) -> Void = { _, _ in }) throws -> [AttemptResult] {
    var results: [AttemptResult] = []
    for attempt in attempts {
      guard attempt.description.always || !results.contains(where: { $0.outcome == .tracked }) else { continue }
      results.append(try run(attempt, after: results, progress: progress))
    }
    if !results.isEmpty { results[0].isFirst = true }
    if let kept = results.best { results.append(results.remove(at: kept)) }
    return results
  }

  private func run(
    _ attempt: Attempt, after results: [AttemptResult], progress: (Int, Int) -> Void
  ) throws -> AttemptResult {
    let clock = ContinuousClock()
    let start = clock.now
    let runner = try self.runner(attempt)
    func result(_ rollout: Rollout, steps: Int) -> AttemptResult {
      AttemptResult(
        attempt: attempt, rollout: rollout, helpCap: runner.helpCap, recordings: runner.recordings,
        seconds: (clock.now - start).seconds, controlSteps: steps)
    }
    if attempt.description.search {
      var search = try RolloutSearch(clip.controllable(in: pipeline, attempt.scene), seed: pipeline.seed)
      try search.run(runner)
      var found = result(runner.rollout, steps: search.controlSteps)
      found.searches = search.searches
      return found
    }
    if attempt.description.restart {
      let first = try results.best.map { results[$0].rollout } ?? performed(runner, progress)
      let restarts = try Restarts(clip.controlReference, first: first) { frame in
        try performed(self.runner(attempt, from: frame)) { _, _ in }
      }
      var whole = result(restarts.rollout, steps: restarts.rollout.controlSteps)
      whole.restarts = restarts
      return whole
    }
    let rollout = try performed(runner, progress)
    return result(rollout, steps: rollout.controlSteps)
  }

  private func runner(_ attempt: Attempt, from frame: Int = 0) throws -> RolloutRunner {
    try RolloutRunner(
      reference: clip.controlReference, pipeline: pipeline, scene: attempt.scene, startFrame: frame)
  }

  private func performed(_ runner: RolloutRunner, _ progress: (Int, Int) -> Void) throws -> Rollout {
    let steps = clip.controlReference.frameCount - 1
    _ = try runner.advance { progress($0, steps) }
    return runner.rollout
  }
}

extension PreparedClip {
  /// A simulation of it without recorders, to try things in.
  fileprivate func controllable(in pipeline: MotionPipeline, _ scene: SceneDescription) throws -> Simulation {
    var scene = scene
    scene.recorders = []
    return try pipeline.simulation(of: controlReference, in: scene)
  }
}

extension [AttemptResult] {
  /// The place of the one to keep; of equal ones the first.
  fileprivate var best: Int? {
    indices.dropFirst().reduce(indices.first) { best, index in
      best.map { self[index].isBetter(than: self[$0]) ? index : $0 }
    }
  }
}
