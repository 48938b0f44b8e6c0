import Motion
import Simulation

extension MotionPipeline {
  /// Runs a clip through all of it.
  /// - Parameter progress: control steps done and in all, of the running attempt, from time to time.
  /// - Throws: `MotionError` or `RetargetingError` if the clip cannot be used, what a plugin throws, and `CancellationError`. That
  ///   the body falls is no error: the report says so.
  public func run(
    _ clip: MotionClip, progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws -> Correction {
    let clock = ContinuousClock()
    let start = clock.now
    var correction = try run(PreparedClip(clip, in: self), progress: progress)
    correction.report.wallSeconds = (clock.now - start).seconds
    return correction
  }

  /// Runs a clip that has been prepared, in this pipeline or in one that differs in its controllers, forces and attempts alone.
  public func run(
    _ clip: PreparedClip, progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws -> Correction {
    let results = try AttemptRunner(clip, pipeline: self).run(attempts, progress: progress)
    return try Correction(results, of: clip, in: self)
  }

  /// Whether the body fell in the first attempt, and how far off it was: less than a report says, for far less time.
  /// - Returns: seconds until it fell, nil if it did not, and the mean joint error up to there.
  public func outcome(of clip: PreparedClip) throws -> (failureTime: Double?, mpjpeGlobalMM: Double) {
    var scene = attempts.first?.scene ?? scene
    scene.recorders = []
    let simulation = try simulation(of: clip.controlReference, in: scene)
    var errors = [simulation.view.meanJointError]
    var failure: Simulation.Failure?
    while failure == nil, !simulation.isComplete {
      failure = try simulation.advance()
      // A step that could not be completed leaves no state to speak of.
      if simulation.view.controlStep == errors.count { errors.append(simulation.view.meanJointError) }
    }
    return (failure?.time, errors.reduce(0, +) / Double(errors.count) * 1000)
  }

  /// Of what is to be tracked, in a scene that differs from the pipeline's in its plugins alone.
  func simulation(
    of reference: ReferenceMotion, in scene: SceneDescription, startFrame: Int = 0
  ) throws -> Simulation {
    try Simulation(
      scene: scene, registry: registry, humanoid: humanoid, ground: ground, reference: reference, seed: seed,
      startFrame: startFrame)
  }
}

extension Duration {
  var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
