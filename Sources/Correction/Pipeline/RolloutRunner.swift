import Motion
import Simulation
import StandardPlugins

/// Lets a body perform a reference in simulation and keeps what it does.
final class RolloutRunner {
  let simulation: Simulation
  private(set) var rollout: Rollout
  private let recorderOffset: Int
  /// Engine steps whose rows have been taken over.
  private var rowsTaken = 0
  private var errors: [Double] = []

  /// - Parameter scene: its own recorders record too.
  init(
    reference: ReferenceMotion, pipeline: MotionPipeline, scene: SceneDescription, startFrame: Int = 0
  ) throws {
    var scene = scene
    recorderOffset = scene.recorders.count
    scene.recorders += [TrajectoryRecorder.name, HelpRecorder.name, ContactRecorder.name].map { PluginChoice($0) }
    simulation = try pipeline.simulation(of: reference, in: scene, startFrame: startFrame)
    rollout = Rollout(
      humanoid: pipeline.humanoid, ground: pipeline.ground, gravity: scene.gravity, reference: reference,
      controlRate: scene.controlRate, substeps: scene.substeps)
    rollout.largestJointGap = simulation.view.jointGap
    errors = [simulation.view.meanJointError]
    collect(isFirst: true)
  }

  /// By plugin name, of the scene's own recorders.
  var recordings: [String: Recording] {
    var recordings: [String: Recording] = [:]
    for (choice, recorder) in zip(simulation.scene.recorders, simulation.recorders) {
      recordings[choice.name] = recorder.recording
    }
    return recordings
  }

  /// Of the forces that help; nil when there are none.
  var helpCap: HelpCap? { simulation.forces.contains { $0.helpCap != nil } ? simulation.view.helpCap : nil }

  /// Whether the reference has no further frame.
  var isComplete: Bool { simulation.isComplete }

  /// Advances by at most so many control steps.
  /// - Returns: why the rollout has failed, or nil.
  /// - Throws: `CancellationError` when the task is cancelled, or what a plugin throws.
  func advance(steps: Int = .max, progress: (Int) -> Void = { _ in }) throws -> Simulation.Failure? {
    defer { collect() }
    var done = 0
    while done < steps, !simulation.isComplete {
      try Task.checkCancellation()
      let failure = try simulation.advance()
      // A step that could not be completed leaves no state to speak of.
      if simulation.view.controlStep == rollout.controlSteps + errors.count + 1 {
        errors.append(simulation.view.meanJointError)
        rollout.largestJointGap = max(rollout.largestJointGap, simulation.view.jointGap)
      }
      rollout.failure = failure
      if let failure { return failure }
      done += 1
      progress(simulation.view.controlStep)
    }
    return nil
  }

  /// Takes over what has been recorded since the last time.
  private func collect(isFirst: Bool = false) {
    let recorders = simulation.recorders[recorderOffset...]
    let trajectory = recorders[recorderOffset].recording
    let wrench = recorders[recorderOffset + 1].recording
    let contacts = recorders[recorderOffset + 2].recording
    let steps = errors.count - (isFirst ? 1 : 0)
    let rows = steps * rollout.substeps
    let links = rollout.humanoid.links.count
    func slice(_ series: Recording.Series?, _ width: Int, _ start: Int, _ count: Int) -> ArraySlice<Double> {
      guard let values = series?.values else { return [] }
      return values[min(start * width, values.count)..<min((start + count) * width, values.count)]
    }
    let (from, count) = isFirst ? (0, 1) : (rowsTaken + 1, rows)
    rollout.append(
      Rollout.Rows(
        root: slice(trajectory["root"], 3, from, count),
        rotations: slice(trajectory["rotations"], 4 * links, from, count),
        force: slice(wrench["force"], 3, rowsTaken, rows), torque: slice(wrench["torque"], 3, rowsTaken, rows),
        // Contacts have a row of the start, as trajectories do.
        contact: slice(contacts["force"], 3 * links, rowsTaken + 1, rows), jointErrors: errors))
    errors = []
    rowsTaken = max((trajectory["time"]?.values.count ?? 1) - 1, 0)
  }

  // MARK: Going back

  struct Checkpoint {
    let snapshot: Simulation.Snapshot
    let controlSteps: Int
  }

  func save() -> Checkpoint { Checkpoint(snapshot: simulation.save(), controlSteps: rollout.controlSteps) }

  /// Goes back to where the body was.
  func restore(_ checkpoint: Checkpoint) throws {
    try simulation.restore(checkpoint.snapshot)
    rollout.cut(to: checkpoint.controlSteps)
    rollout.failure = nil
  }
}
