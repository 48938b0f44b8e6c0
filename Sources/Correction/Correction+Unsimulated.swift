import Motion

extension Correction {
  /// What a corrector gives that simulates nothing, such as a fake in a test: the clip with its plausibility; all other figures and the
  /// frames' confidence are zero, since nobody performed it.
  public init(unsimulated clip: MotionClip, status: Status, by controller: String = "none") {
    let plausibility = PlausibilityMetrics(clip: clip)
    let hasFailed = status == .failed
    let simulation = SimulationReport(
      status: hasFailed ? .failed : .tracked,
      failure: hasFailed ? .init(frame: clip.frameCount - 1, time: clip.duration, reason: "not simulated") : nil,
      clip: clip.name, humanoid: "none", controller: controller, engine: "none", seed: 0, inputFrames: clip.frameCount,
      outputFrames: clip.frameCount, frameRate: clip.rate, controlRate: 0, substeps: 0, wrenchForceCapN: nil,
      wrenchTorqueCapNm: nil, mpjpeGlobalMM: 0, mpjpeLocalMM: 0, maxJointErrorMM: 0, velocityErrorMMPerFrame: 0,
      accelerationErrorMMPerFrame2: 0, meanWrenchN: 0, peakWrenchN: 0, meanWrenchNm: 0, peakWrenchNm: 0,
      meanWrenchOfWeight: 0, assistedFraction: 0, maxJointGapMM: 0,
      plausibility: .init(input: plausibility, output: plausibility), controlStepsPerSecond: 0, realTimeFactor: 0)
    var report = CorrectionReport(simulation: simulation, correction: status, attempts: [])
    report.unperformedFrames = clip.frameCount
    self.init(
      clip: clip, status: status, report: report, frames: PerformedFrames(unperformed: clip.frameCount, legs: 2),
      performed: clip)
  }
}
