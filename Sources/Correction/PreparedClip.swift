import Motion
import Simulation

/// A clip that has been cleaned and retargeted once, to be performed many times with other settings of the scene's plugins.
public struct PreparedClip: Sendable {
  private let motion: PreparedMotion

  /// - Throws: `RetargetingError` or `MotionError` when the clip cannot be used.
  public init(_ clip: MotionClip, for simulator: MotionSimulator) throws {
    motion = try PreparedMotion(clip, for: simulator)
  }

  /// As it came.
  public var clip: MotionClip { motion.input }
  /// Of the clip.
  public var seconds: Double { Double(motion.input.frameCount - 1) / motion.input.rate }

  /// All of what simulating the clip says.
  /// - Parameter scene: as the simulator's but for its plugins and their settings.
  /// - Throws: as `MotionSimulator.simulate`.
  public func simulated(in scene: SceneDescription) throws -> SimulatedMotion { try motion.simulated(in: scene) }

  /// What came of a rollout: less than a report says, for far less time.
  public struct Outcome: Sendable, Equatable {
    /// Seconds until the body fell; nil when it did not.
    public var failureTime: Double?
    /// Distance of the joints to the reference, mean over joints and control steps up to the failure, as the report's.
    public var mpjpeGlobalMM: Double

    public init(failureTime: Double? = nil, mpjpeGlobalMM: Double) {
      self.failureTime = failureTime
      self.mpjpeGlobalMM = mpjpeGlobalMM
    }
  }

  /// Lets the body perform the clip, and keeps no more of it than whether it fell and how far off it was.
  /// - Parameter scene: as for `simulated(in:)`; its recorders are left out.
  /// - Throws: `SimulationError`.
  public func outcome(in scene: SceneDescription) throws -> Outcome {
    var scene = scene
    scene.recorders = []
    let simulation = try Simulation(
      scene: scene, registry: motion.simulator.registry, humanoid: motion.simulator.humanoid,
      ground: motion.ground(of: scene),
      reference: motion.controlReference, seed: motion.simulator.seed)
    var error = simulation.view.meanJointError
    var count = 1
    var failure: Simulation.Failure?
    while failure == nil, !simulation.isComplete {
      failure = try simulation.advance()
      // A step that could not be completed leaves no state to speak of.
      if simulation.view.controlStep == count {
        error += simulation.view.meanJointError
        count += 1
      }
    }
    return Outcome(failureTime: failure?.time, mpjpeGlobalMM: error / Double(count) * 1000)
  }
}

extension PreparedMotion {
  /// Lets the body perform it in a scene.
  /// - Parameter progress: control steps done and in all, from time to time.
  /// - Throws: as `MotionSimulator.simulate`.
  func simulated(
    in scene: SceneDescription, progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws -> SimulatedMotion {
    let performer = try Performer(
      reference: controlReference, ground: ground(of: scene), simulator: simulator, scene: scene)
    let clock = ContinuousClock()
    let start = clock.now
    let steps = controlClip.frameCount - 1
    let failure = try performer.advance { progress($0, steps) }
    return try simulated(
      performer.performance, failure: failure, helpCap: performer.helpCap, controller: scene.controller.name,
      recordings: performer.recordings, wallSeconds: (clock.now - start).seconds)
  }
}
