import Motion
import Simulation

extension MotionReport {
  /// Folds the records of all arrows of a pipeline.
  /// - Parameters:
  ///   - rollout: the one whose motion is the result.
  ///   - performed: its motion, on the humanoid's links, at the input's rate.
  init(
    _ results: [AttemptResult], kept: AttemptResult, _ rollout: Rollout, performed: MotionClip, of clip: PreparedClip,
    in pipeline: MotionPipeline
  ) throws {
    let (input, scene) = (clip.input, pipeline.scene)
    let seconds = results.reduce(0) { $0 + $1.seconds }
    let steps = Double(rollout.controlSteps)
    func cap(_ value: Double?) -> Double? { value.flatMap { $0.isFinite ? $0 : nil } }
    try self.init(
      status: kept.outcome,
      remedy: kept.restarts != nil ? .restarted : kept.outcome == .tracked && kept.searches > 0 ? .recovered : .nothing,
      hasMoreHelp: (kept.helpCap?.force ?? 0) > (results.first(where: \.isFirst)?.helpCap?.force ?? .infinity),
      failure: kept.rollout.failure.map {
        .init(
          frame: min(Int(($0.time * input.rate).rounded(.up)), input.frameCount - 1), time: $0.time, reason: $0.reason)
      },
      clip: input.name, humanoid: pipeline.humanoid.name, ground: scene.ground.name,
      groundFit: clip.retargeter.fit,
      controller: kept.attempt.controllerName, engine: scene.engine.name, seed: pipeline.seed,
      inputFrames: input.frameCount, outputFrames: performed.frameCount, cleaning: clip.cleaning,
      frameRate: input.rate, controlRate: scene.controlRate, substeps: scene.substeps,
      helpForceCapN: cap(kept.helpCap?.force), helpTorqueCapNm: cap(kept.helpCap?.torque),
      figures: pipeline.rolloutFigures(rollout),
      plausibility: .init(
        input: pipeline.clipFigures(clip.asGiven, over: clip.retargeter.levelGround),
        output: pipeline.clipFigures(performed, over: pipeline.ground)),
      attempts: results.map(Attempt.init), controlStepsPerSecond: seconds > 0 ? steps / seconds : 0,
      realTimeFactor: seconds > 0 ? steps / scene.controlRate / seconds : 0)
  }
}

extension MotionReport.Attempt {
  init(_ result: AttemptResult) {
    let cap = result.helpCap?.force
    self.init(
      controller: result.attempt.controllerName, helpCapN: cap.flatMap { $0.isFinite ? $0 : nil },
      status: result.outcome, failedAtSeconds: result.rollout.failure?.time,
      mpjpeGlobalMM: 1000 * result.rollout.meanJointError, controlSteps: result.controlSteps,
      searches: result.searches)
  }
}
