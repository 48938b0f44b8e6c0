import Foundation
import Motion
import Simulation
import StandardPlugins

/// One simulated attempt at a reference clip, with its trajectory and what it took.
struct Rollout {
  let simulator: MotionSimulator
  let failure: Simulation.Failure?
  let recordings: [String: Recording]
  /// The reference at the control rate, cut to what was performed; and the performance at those times.
  let referenceAtControl: MotionClip
  let performedAtControl: MotionClip
  private let trajectory: MotionClip
  private let largestJointGap: Double
  private let controlSteps: Int
  /// Of the forces that help; nil when there are none.
  private let helpCap: HelpCap?
  private let wallSeconds: Double

  init(
    of reference: MotionClip, by simulator: MotionSimulator, progress: (_ done: Int, _ total: Int) -> Void
  ) throws {
    self.simulator = simulator
    var scene = simulator.scene
    let userRecorders = scene.recorders
    scene.recorders = userRecorders + [PluginChoice(TrajectoryRecorder.name), PluginChoice(WrenchRecorder.name)]
    let controlClip = try reference.atControlRate(scene.controlRate)
    let controlFrames = controlClip.frameCount
    let simulation = try Simulation(
      scene: scene, registry: simulator.registry, humanoid: simulator.humanoid,
      reference: ReferenceMotion(clip: controlClip, humanoid: simulator.humanoid), seed: simulator.seed)

    var largestGap = simulation.view.jointGap
    let clock = ContinuousClock()
    let start = clock.now
    failure = try simulation.run { step in
      largestGap = max(largestGap, simulation.view.jointGap)
      progress(step, controlFrames - 1)
    }
    let elapsed = clock.now - start
    wallSeconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
    largestJointGap = largestGap
    controlSteps = simulation.view.controlStep
    helpCap = simulation.forces.contains { $0.helpCap != nil } ? simulation.view.helpCap : nil

    var recordings: [String: Recording] = [:]
    for (choice, recorder) in zip(scene.recorders, simulation.recorders) {
      recordings[choice.name] = recorder.recording
    }
    let recording = recordings[TrajectoryRecorder.name] ?? Recording()
    trajectory = try MotionClip(
      trajectory: recording, name: reference.name, skeleton: reference.skeleton,
      rate: scene.controlRate * Double(scene.substeps))
    let performed = try trajectory.sampled(rate: scene.controlRate, frameCount: controlSteps + 1)
    performedAtControl = performed
    referenceAtControl = try controlClip.sampled(rate: scene.controlRate, frameCount: controlSteps + 1)
    self.recordings = recordings
  }

  /// The performance at the frame times of `clip`, up to the failure.
  func performed(at clip: MotionClip) throws -> MotionClip {
    let reached = Int((trajectory.duration * clip.rate + 1e-6).rounded(.down)) + 1
    return try trajectory.sampled(rate: clip.rate, frameCount: min(reached, clip.frameCount))
  }

  func report(input: MotionClip, given: MotionClip, performed: MotionClip) throws -> SimulationReport {
    let tracking = try TrackingMetrics(performed: performedAtControl, reference: referenceAtControl)
    let wrench = recordings[WrenchRecorder.name]
    let forces = wrench?["force"]?.rowLengths ?? []
    let torques = wrench?["torque"]?.rowLengths ?? []
    let assisted = zip(forces, torques).count { $0 > 1 || $1 > 1 }
    let steps = Double(max(forces.count, 1))
    let scene = simulator.scene
    let isFailed = failure != nil
    let weight = simulator.humanoid.totalMass * scene.world.gravity.length
    let humanoid = simulator.humanoid
    return try SimulationReport(
      status: isFailed ? .failed : .tracked,
      failure: failure.map {
        .init(
          frame: min(Int(($0.time * input.rate).rounded(.up)), input.frameCount - 1), time: $0.time, reason: $0.reason)
      },
      clip: input.name, humanoid: humanoid.name, controller: scene.controller.name, engine: scene.engine.name,
      seed: simulator.seed, inputFrames: input.frameCount, outputFrames: performed.frameCount,
      frameRate: input.rate, controlRate: scene.controlRate, substeps: scene.substeps,
      wrenchForceCapN: helpCap.flatMap { $0.force.isFinite ? $0.force : nil },
      wrenchTorqueCapNm: helpCap.flatMap { $0.torque.isFinite ? $0.torque : nil },
      mpjpeGlobalMM: tracking.mpjpeGlobalMM, mpjpeLocalMM: tracking.mpjpeLocalMM,
      maxJointErrorMM: tracking.maxJointErrorMM, velocityErrorMMPerFrame: tracking.velocityErrorMMPerFrame,
      accelerationErrorMMPerFrame2: tracking.accelerationErrorMMPerFrame2,
      meanWrenchN: forces.reduce(0, +) / steps, peakWrenchN: forces.max() ?? 0,
      meanWrenchNm: torques.reduce(0, +) / steps, peakWrenchNm: torques.max() ?? 0,
      meanWrenchOfWeight: weight > 0 ? forces.reduce(0, +) / steps / weight : 0,
      assistedFraction: Double(assisted) / steps, maxJointGapMM: largestJointGap * 1000,
      plausibility: .init(
        input: PlausibilityMetrics(clip: given, humanoid: humanoid),
        output: PlausibilityMetrics(clip: performed, humanoid: humanoid)),
      controlStepsPerSecond: wallSeconds > 0 ? Double(controlSteps) / wallSeconds : 0,
      realTimeFactor: wallSeconds > 0 ? Double(controlSteps) / scene.controlRate / wallSeconds : 0)
  }
}

extension Recording.Series {
  /// The Euclidean length of each row.
  fileprivate var rowLengths: [Double] {
    stride(from: 0, to: values.count, by: width).map { start in
      values[start..<(start + width)].reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
  }
}

extension MotionClip {
  /// The clip that `TrajectoryRecorder` has recorded.
  fileprivate init(trajectory: Recording, name: String, skeleton: Skeleton, rate: Double) throws {
    let root = trajectory["root"]?.values ?? []
    let rotations = trajectory["rotations"]?.values ?? []
    try self.init(
      name: name, skeleton: skeleton, rate: rate,
      rootTranslations: stride(from: 0, to: root.count, by: 3).map { Vector3(root[$0], root[$0 + 1], root[$0 + 2]) },
      rotations: stride(from: 0, to: rotations.count, by: 4).map {
        Quaternion(w: rotations[$0], x: rotations[$0 + 1], y: rotations[$0 + 2], z: rotations[$0 + 3])
      })
  }
}
