import Motion
import Simulation

/// What came of a clip that went through a pipeline.
public struct Correction: Sendable {
  /// On the input's skeleton and at its rate; as long as it, unless the body fell and nothing was done about it: then it ends there.
  public var clip: MotionClip
  /// The same on the humanoid's links, as far as a body performed it.
  public var performed: MotionClip
  /// What the humanoid was to track, on its links, at the input's rate, all of it.
  public var reference: MotionClip
  /// What went in, on the humanoid's links, as high over the ground as it came.
  public var asGiven: MotionClip
  public var report: MotionReport
  /// From frame to frame of `clip`.
  public var frames: FrameSeries
  /// What the scene's recorders have recorded, by plugin name.
  public var recordings: [String: Recording]

  public var status: Outcome { report.status }
  public var remedy: Remedy { report.remedy }
}

extension Correction {
  /// Folds what came of the attempts at a clip.
  /// - Parameter results: the kept one is the last.
  /// - Throws: `MotionError` or `RetargetingError`.
  init(_ results: [AttemptResult], of clip: PreparedClip, in pipeline: MotionPipeline) throws {
    guard let kept = results.last else {
      throw SimulationError.invalidScene(file: "scene", problem: "attempts: there is none")
    }
    let rollout = kept.restarts?.rollout ?? kept.rollout
    let trajectory = try rollout.trajectory(name: clip.reference.name)
    let reached = Int((trajectory.duration * clip.input.rate + 1e-6).rounded(.down)) + 1
    performed = try trajectory.sampled(rate: clip.input.rate, frameCount: min(reached, clip.input.frameCount))
    reference = clip.reference
    asGiven = clip.asGiven
    recordings = kept.recordings
    report = try MotionReport(results, kept: kept, rollout, performed: performed, of: clip, in: pipeline)
    frames = FrameSeries(rollout, at: performed)
    self.clip = try clip.retargeter.restore(performed)
    note(kept.restarts, rate: clip.input.rate)
    if report.status != .tracked, report.remedy == .nothing { handle(pipeline.scene.onFailure, clip.input) }
    report.outputFrames = self.clip.frameCount
  }

  private mutating func note(_ restarts: Restarts?, rate: Double) {
    guard let restarts else { return }
    report.restartFrames = restarts.restarts.map { Int(($0 / report.controlRate * rate).rounded(.up)) }
    let isPerformed = restarts.isPerformed(at: rate, frameCount: clip.frameCount)
    for frame in isPerformed.indices where !isPerformed[frame] {
      frames.confidence[frame] = 0
      report.unperformedFrames += 1
    }
  }

  private mutating func handle(_ handling: FailureHandling, _ input: MotionClip) {
    switch handling {
    case .report: break
    case .keepInput:
      report.remedy = .keptInput
      clip = input
      frames = FrameSeries(unperformed: input.frameCount, legs: frames.legLoadsN.first?.count ?? 0)
      report.unperformedFrames = input.frameCount
    case .drop: report.remedy = .dropped
    }
  }

  /// What a corrector gives that simulates nothing, such as a fake in a test: the clip with its plausibility. All other figures and
  /// the frames' confidence are zero, since nobody performed it.
  public init(unsimulated clip: MotionClip, status: Outcome, by controller: String = "none") {
    var plausibility = FigureValues()
    let metric = PlausibilityMetric()
    plausibility.add(metric.figures, (try? metric.values(of: clip, in: MetricContext())) ?? [])
    report = MotionReport(
      status: status,
      failure: status == .failed
        ? .init(frame: clip.frameCount - 1, time: clip.duration, reason: "not simulated") : nil,
      clip: clip.name, humanoid: "none", ground: "none", controller: controller, engine: "none", seed: 0,
      inputFrames: clip.frameCount, outputFrames: clip.frameCount, cleaning: nil, frameRate: clip.rate, controlRate: 0,
      substeps: 0, helpForceCapN: nil, helpTorqueCapNm: nil,
      plausibility: .init(input: plausibility, output: plausibility), unperformedFrames: clip.frameCount,
      controlStepsPerSecond: 0, realTimeFactor: 0)
    frames = FrameSeries(unperformed: clip.frameCount, legs: 2)
    (self.clip, performed, reference, asGiven, recordings) = (clip, clip, clip, clip, [:])
  }
}
