import Motion
import Simulation
import StandardPlugins

/// What a body did, engine step by engine step, and what it took; it can be cut back and gone on with.
struct Performance: Sendable {
  let skeleton: Skeleton
  /// Control steps a second, and engine steps to each.
  let controlRate: Double
  let substeps: Int

  /// Rows of the root's position and of local rotations: the start, then one an engine step.
  private(set) var root: [Double] = []
  private(set) var rotations: [Double] = []
  /// Rows of the helping wrench and of the floor's force on each link, one an engine step.
  private(set) var force: [Double] = []
  private(set) var torque: [Double] = []
  private(set) var contact: [Double] = []
  /// Mean distance of the joints to the reference in metres: at the start, then one a control step.
  private(set) var errors: [Double] = []
  /// In metres, of all that was ever done.
  var largestJointGap = 0.0

  init(skeleton: Skeleton, controlRate: Double, substeps: Int) {
    self.skeleton = skeleton
    self.controlRate = controlRate
    self.substeps = substeps
  }

  var controlSteps: Int { max(errors.count - 1, 0) }

  /// Forgets everything after so many control steps.
  mutating func cut(to steps: Int) {
    func keep(_ values: inout [Double], _ rows: Int, _ width: Int) {
      values.removeLast(max(0, values.count - rows * width))
    }
    let rows = steps * substeps
    keep(&root, rows + 1, 3)
    keep(&rotations, rows + 1, 4 * skeleton.count)
    keep(&force, rows, 3)
    keep(&torque, rows, 3)
    keep(&contact, rows, 3 * skeleton.count)
    keep(&errors, steps + 1, 1)
  }

  /// Rows of a running simulation's recorders, from some row on.
  mutating func append(_ rows: Rows) {
    root += rows.root
    rotations += rows.rotations
    force += rows.force
    torque += rows.torque
    contact += rows.contact
    errors += rows.errors
  }

  struct Rows {
    var root: ArraySlice<Double> = []
    var rotations: ArraySlice<Double> = []
    var force: ArraySlice<Double> = []
    var torque: ArraySlice<Double> = []
    var contact: ArraySlice<Double> = []
    var errors: [Double] = []
  }

  /// Goes over into a body that has been put somewhere else: its rows follow, without what led there.
  mutating func appendPlaced(_ other: Performance) {
    if !errors.isEmpty {
      for _ in 0..<(substeps - 1) {
        root += other.root.prefix(3)
        rotations += other.rotations.prefix(4 * skeleton.count)
      }
      force += Array(repeating: 0, count: 3 * substeps)
      torque += Array(repeating: 0, count: 3 * substeps)
      contact += Array(repeating: 0, count: 3 * skeleton.count * substeps)
    }
    root += other.root
    rotations += other.rotations
    force += other.force
    torque += other.torque
    contact += other.contact
    errors += other.errors
    largestJointGap = max(largestJointGap, other.largestJointGap)
  }

  /// The motion at the rate of the engine's steps.
  func trajectory(name: String) throws -> MotionClip {
    try MotionClip(
      name: name, skeleton: skeleton, rate: controlRate * Double(substeps),
      rootTranslations: root.vectors,
      rotations: stride(from: 0, to: rotations.count, by: 4).map {
        Quaternion(w: rotations[$0], x: rotations[$0 + 1], y: rotations[$0 + 2], z: rotations[$0 + 3])
      })
  }

  /// A motion that nobody performed, step by step in the place of a performance.
  /// - Parameter frames: of `clip`, which is at the rate of the engine's steps: the first one and those of whole control steps.
  init(of clip: MotionClip, frames: Range<Int>, controlRate: Double, substeps: Int) {
    self.init(skeleton: clip.skeleton, controlRate: controlRate, substeps: substeps)
    for frame in frames {
      let place = clip.rootTranslations[frame]
      root += [place.x, place.y, place.z]
      for joint in 0..<clip.jointCount {
        let q = clip[rotation: frame, joint]
        rotations += [q.w, q.x, q.y, q.z]
      }
    }
    let rows = frames.count - 1
    force = Array(repeating: 0, count: 3 * rows)
    torque = force
    contact = Array(repeating: 0, count: 3 * skeleton.count * rows)
    errors = Array(repeating: 0, count: rows / substeps + 1)
  }
}

/// Lets a body perform a reference in simulation and keeps what it does.
final class Performer {
  let simulation: Simulation
  private(set) var performance: Performance
  private let recorderOffset: Int
  /// Engine steps whose rows have been taken over.
  private var rowsTaken = 0
  private var errors: [Double] = []

  /// - Parameter scene: its own recorders record too.
  init(
    reference: ReferenceMotion, ground: (any Ground)?, simulator: MotionSimulator, scene: SceneDescription,
    startFrame: Int = 0
  ) throws {
    var scene = scene
    recorderOffset = scene.recorders.count
    scene.recorders += [TrajectoryRecorder.name, WrenchRecorder.name, ContactRecorder.name].map { PluginChoice($0) }
    simulation = try Simulation(
      scene: scene, registry: simulator.registry, humanoid: simulator.humanoid, ground: ground,
      reference: reference, seed: simulator.seed, startFrame: startFrame)
    performance = Performance(
      skeleton: simulator.humanoid.skeleton, controlRate: scene.controlRate, substeps: scene.substeps)
    performance.largestJointGap = simulation.view.jointGap
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
      if simulation.view.controlStep == performance.controlSteps + errors.count + 1 {
        errors.append(simulation.view.meanJointError)
        performance.largestJointGap = max(performance.largestJointGap, simulation.view.jointGap)
      }
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
    let rows = steps * performance.substeps
    let links = performance.skeleton.count
    func slice(_ series: Recording.Series?, _ width: Int, _ start: Int, _ count: Int) -> ArraySlice<Double> {
      guard let values = series?.values else { return [] }
      return values[min(start * width, values.count)..<min((start + count) * width, values.count)]
    }
    let (from, count) = isFirst ? (0, 1) : (rowsTaken + 1, rows)
    performance.append(
      Performance.Rows(
        root: slice(trajectory["root"], 3, from, count),
        rotations: slice(trajectory["rotations"], 4 * links, from, count),
        force: slice(wrench["force"], 3, rowsTaken, rows), torque: slice(wrench["torque"], 3, rowsTaken, rows),
        // Contacts have a row of the start, as trajectories do.
        contact: slice(contacts["force"], 3 * links, rowsTaken + 1, rows), errors: errors))
    errors = []
    rowsTaken = max((trajectory["time"]?.values.count ?? 1) - 1, 0)
  }

  // MARK: Going back

  struct Checkpoint {
    let snapshot: Simulation.Snapshot
    let controlSteps: Int
  }

  func save() -> Checkpoint { Checkpoint(snapshot: simulation.save(), controlSteps: performance.controlSteps) }

  /// Goes back to where the body was.
  func restore(_ checkpoint: Checkpoint) throws {
    try simulation.restore(checkpoint.snapshot)
    performance.cut(to: checkpoint.controlSteps)
  }
}
