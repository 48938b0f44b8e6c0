import Motion
import Simulation

extension SimulationReport {
  init(
    _ performance: Performance, of motion: PreparedMotion, trajectory: MotionClip, performed: MotionClip,
    asGiven: MotionClip, failure: Simulation.Failure?, helpCap: HelpCap?, controller: String, wallSeconds: Double
  ) throws {
    let simulator = motion.simulator
    let input = motion.input
    let scene = simulator.scene
    let humanoid = simulator.humanoid
    let steps = performance.controlSteps
    let tracking = try TrackingMetrics(
      performed: trajectory.sampled(rate: scene.controlRate, frameCount: steps + 1),
      reference: motion.controlClip.sampled(rate: scene.controlRate, frameCount: steps + 1))
    let forces = performance.force.vectors.map(\.length)
    let torques = performance.torque.vectors.map(\.length)
    let assisted = zip(forces, torques).count { $0 > 1 || $1 > 1 }
    let rows = Double(max(forces.count, 1))
    let weight = humanoid.totalMass * scene.gravity.length
    try self.init(
      status: failure == nil ? .tracked : .failed,
      failure: failure.map {
        .init(
          frame: min(Int(($0.time * input.rate).rounded(.up)), input.frameCount - 1), time: $0.time, reason: $0.reason)
      },
      clip: input.name, humanoid: humanoid.name, controller: controller, engine: scene.engine.name,
      seed: simulator.seed, inputFrames: input.frameCount, outputFrames: performed.frameCount,
      frameRate: input.rate, controlRate: scene.controlRate, substeps: scene.substeps,
      wrenchForceCapN: helpCap.flatMap { $0.force.isFinite ? $0.force : nil },
      wrenchTorqueCapNm: helpCap.flatMap { $0.torque.isFinite ? $0.torque : nil },
      mpjpeGlobalMM: tracking.mpjpeGlobalMM, mpjpeLocalMM: tracking.mpjpeLocalMM,
      maxJointErrorMM: tracking.maxJointErrorMM, velocityErrorMMPerFrame: tracking.velocityErrorMMPerFrame,
      accelerationErrorMMPerFrame2: tracking.accelerationErrorMMPerFrame2,
      meanWrenchN: forces.reduce(0, +) / rows, peakWrenchN: forces.max() ?? 0,
      meanWrenchNm: torques.reduce(0, +) / rows, peakWrenchNm: torques.max() ?? 0,
      meanWrenchOfWeight: weight > 0 ? forces.reduce(0, +) / rows / weight : 0,
      assistedFraction: Double(assisted) / rows, maxJointGapMM: performance.largestJointGap * 1000,
      plausibility: .init(
        input: PlausibilityMetrics(clip: asGiven, humanoid: humanoid, ground: motion.retargeter.levelGround),
        output: PlausibilityMetrics(clip: performed, humanoid: humanoid, ground: motion.ground)),
      controlStepsPerSecond: wallSeconds > 0 ? Double(steps) / wallSeconds : 0,
      realTimeFactor: wallSeconds > 0 ? Double(steps) / scene.controlRate / wallSeconds : 0)
  }
}
