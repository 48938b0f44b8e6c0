import Motion
import Simulation

/// A clip on its way into simulation: cleaned, retargeted, and on the floor.
struct PreparedMotion {
  let input: MotionClip
  let simulator: MotionSimulator
  let retargeter: Retargeter
  /// The scene's.
  let ground: any Ground
  /// What the humanoid is to track, at the clip's rate.
  let reference: MotionClip
  /// The same at the control rate.
  let controlClip: MotionClip
  let controlReference: ReferenceMotion
  private let heldFrames: Int
  private let cleaning: InputCleaning.Report?
  private let asGiven: MotionClip
  /// Frames a second that the motion of a body may have; far beyond them its frames cannot be counted.
  private static let rates = 0.1...10_000

  /// - Throws: `RetargetingError` or `MotionError` when the clip cannot be used.
  init(_ clip: MotionClip, for simulator: MotionSimulator) throws {
    guard Self.rates.contains(clip.rate) else {
      throw MotionError.invalidClip(
        clip.name,
        "its rate is \(clip.rate) frames per second, expected \(Self.rates.lowerBound) to \(Self.rates.upperBound)")
    }
    input = clip
    self.simulator = simulator
    ground = try simulator.makeGround()
    let (cleaned, changes) = try simulator.cleaned(clip, on: ground)
    retargeter = try simulator.retargeter(of: cleaned, on: ground)
    (reference, heldFrames) = try simulator.reference(of: retargeter)
    controlClip = try reference.atControlRate(simulator.scene.controlRate)
    controlReference = try ReferenceMotion(clip: controlClip, humanoid: simulator.humanoid)
    let isAsItCame = [.none, .recording].contains(simulator.cleaning) && changes.flippedFrames == 0
    cleaning = isAsItCame ? nil : changes
    asGiven = try isAsItCame ? retargeter.referenceAsGiven() : simulator.retargetedAsGiven(clip)
  }

  /// The scene's ground, if it is the one that the motion has been put on.
  func ground(of scene: SceneDescription) -> (any Ground)? { scene.ground == simulator.scene.ground ? ground : nil }

  /// What came of it.
  /// - Throws: `MotionError` or `RetargetingError`.
  func simulated(
    _ performance: Performance, failure: Simulation.Failure?, helpCap: HelpCap?, controller: String,
    recordings: [String: Recording], wallSeconds: Double
  ) throws -> SimulatedMotion {
    let trajectory = try performance.trajectory(name: reference.name)
    let reached = Int((trajectory.duration * input.rate + 1e-6).rounded(.down)) + 1
    let performed = try trajectory.sampled(rate: input.rate, frameCount: min(reached, input.frameCount))
    var report = try SimulationReport(
      performance, of: self, trajectory: trajectory, performed: performed, asGiven: asGiven, failure: failure,
      helpCap: helpCap, controller: controller, wallSeconds: wallSeconds)
    report.heldStartFrames = heldFrames
    report.groundFit = retargeter.fit
    report.cleaning = cleaning
    return SimulatedMotion(
      clip: try retargeter.restore(performed), performed: performed, reference: reference, asGiven: asGiven,
      report: report,
      recordings: recordings,
      frames: PerformedFrames(
        performance, at: performed, humanoid: simulator.humanoid, gravity: simulator.scene.gravity))
  }
}
