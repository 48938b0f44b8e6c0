import Motion

/// A running simulation: a world, its plugins and the reference, advanced a control step at a time.
///
/// The host of the plugins: it owns the clock and the view, asks each plugin in the scene's order, and can save and restore
/// everything that decides the future. One thread uses it at a time.
public final class Simulation {
  public let scene: SceneDescription
  /// What the plugins see.
  public private(set) var view: SimulationView
  /// Stands in for the view while a step holds it.
  private let emptyView: SimulationView
  public private(set) var controller: any Controller
  public private(set) var actuator: any Actuator
  public private(set) var forces: [any ForceField]
  public private(set) var terminations: [any Termination]
  public private(set) var recorders: [any Recorder]
  public let world: any World
  /// Which of the forces help the body.
  private let isHelp: [Bool]
  private var drives: [JointDrive]
  // Written by plugins while they read the view, then swapped into it: nothing is copied or allocated.
  private var nextAction: Action
  private var nextWrenches: [Wrench]

  /// Why and when a rollout ended early.
  public struct Failure: Hashable, Sendable {
    /// Control steps that were complete, counting the one in which it failed.
    public var controlStep: Int
    public var time: Double
    public var reason: String
  }

  /// - Parameters:
  ///   - ground: the scene's, if it has been made already.
  ///   - reference: at the scene's control rate; the body starts in frame `startFrame` with its velocities, unless the controller has it
  ///     elsewhere.
  /// - Throws: what making the plugins or the world throws.
  public init(
    scene: SceneDescription, registry: PluginRegistry, humanoid: Humanoid, ground: (any Ground)? = nil,
    reference: ReferenceMotion, seed: UInt64 = 0, startFrame: Int = 0
  ) throws {
    try scene.validate()
    let context = PluginContext(
      humanoid: humanoid, controlRate: scene.controlRate, substeps: scene.substeps, seed: seed, registry: registry)
    let count = humanoid.links.count
    self.scene = scene
    let ground = try ground ?? registry.grounds.make(scene.ground, context: context)
    world = try registry.engines.make(scene.engine, context: context)
      .makeWorld(humanoid: humanoid, settings: WorldSettings(gravity: scene.gravity, ground: ground))
    controller = try registry.controllers.make(scene.controller, context: context)
    actuator = try registry.actuators.make(scene.actuator, context: context)
    forces = try scene.forces.map { try registry.forces.make($0, context: context) }
    isHelp = forces.map { $0.helpCap != nil }
    terminations = try scene.terminations.map { try registry.terminations.make($0, context: context) }
    recorders = try scene.recorders.map { try registry.recorders.make($0, context: context) }
    drives = Array(repeating: JointDrive(), count: count)
    nextAction = Action(linkCount: count)
    nextWrenches = Array(repeating: Wrench(), count: count)
    view = SimulationView(
      humanoid: humanoid, ground: ground, groundChoice: scene.ground, reference: reference, gravity: scene.gravity,
      substepDuration: context.substepDuration, substeps: scene.substeps,
      helpCap: forces.compactMap(\.helpCap).reduce(HelpCap(), +), time: 0, controlStep: 0, substep: scene.substeps,
      referenceFrame: startFrame, links: [], contacts: [], wrenches: [], action: Action(linkCount: 0))
    emptyView = view
    view.links = Array(reference.frame(startFrame))
    view.wrenches = Array(repeating: Wrench(), count: count)
    view.action = Action(linkCount: count)
    if let start = try controller.start(of: view) { view.links = start }
    view.updateMeanJointError()
    try world.place(view.links)
    for index in recorders.indices { try recorders[index].record(view) }
  }

  /// Whether the reference has a further frame to track.
  public var isComplete: Bool { view.referenceFrame + 1 >= view.reference.frameCount }

  /// Advances by one control step.
  /// - Returns: why the rollout has failed, or nil.
  /// - Throws: what a plugin throws. A state that is not finite or out of bounds is a failure, not an error.
  public func advance() throws -> Failure? {
    // Held by the step alone, so that it is passed to plugins without being copied: copies of the humanoid's and the reference's
    // arrays are counted, and many threads that count the same ones wait for each other.
    var held = emptyView
    swap(&held, &view)
    defer { swap(&held, &view) }
    return try advance(&held)
  }

  private func advance(_ view: inout SimulationView) throws -> Failure? {
    do {
      for substep in 0..<scene.substeps {
        view.substep = substep
        try control(&view)
        try actuator.drive(view, into: &drives)
        try applyForces(&view)
        try world.step(duration: view.substepDuration, drives: drives, wrenches: view.wrenches)
        view.time += view.substepDuration
        world.readLinks(into: &view.links)
        world.readContacts(into: &view.contacts)
        view.substep = substep + 1
        if substep + 1 == scene.substeps {
          view.controlStep += 1
          view.referenceFrame += 1
          view.updateMeanJointError()
        }
        for index in recorders.indices { try recorders[index].record(view) }
      }
    } catch let error as SimulationError {
      switch error {
      case .nonFinite, .outOfBounds:
        return Failure(controlStep: view.controlStep + 1, time: view.time, reason: error.description)
      default: throw error
      }
    }
    for index in terminations.indices {
      if let reason = try terminations[index].failure(in: view) {
        return Failure(controlStep: view.controlStep, time: view.time, reason: reason)
      }
    }
    return nil
  }

  private func control(_ view: inout SimulationView) throws {
    nextAction.copy(view.action)
    if view.substep == 0 {
      try controller.act(on: view, into: &nextAction)
    } else {
      try controller.refine(on: view, into: &nextAction)
    }
    swap(&view.action, &nextAction)
  }

  private func applyForces(_ view: inout SimulationView) throws {
    for index in nextWrenches.indices { nextWrenches[index] = Wrench() }
    var help = Wrench()
    for index in forces.indices {
      let before = nextWrenches[0]
      try forces[index].apply(to: &nextWrenches, in: view)
      if isHelp[index] { help += nextWrenches[0] - before }
    }
    view.help = help
    swap(&view.wrenches, &nextWrenches)
  }

  /// Changes the controller between two control steps.
  public func updateController(_ body: (inout any Controller) throws -> Void) rethrows { try body(&controller) }

  /// Advances until the reference ends or the rollout fails.
  public func run(progress: (Int) -> Void = { _ in }) throws -> Failure? {
    while !isComplete {
      if let failure = try advance() { return failure }
      progress(view.controlStep)
    }
    return nil
  }

  // MARK: Snapshots

  /// A moment of a simulation, from which it goes on bit for bit.
  public struct Snapshot: Sendable {
    let world: WorldSnapshot
    let view: SimulationView
    let pluginStates: [[Double]]
  }

  public func save() -> Snapshot {
    let plugins: [any StatefulPlugin] = [controller, actuator] + forces + terminations
    return Snapshot(world: world.save(), view: view, pluginStates: plugins.map { $0.saveState() })
  }

  /// Goes back to, or branches from, a snapshot of a simulation of the same scene; only the settings of its plugins may be
  /// others here, such as the cap on help. Recorders are not rewound: they go on recording what they see.
  /// - Throws: `SimulationError.snapshotMismatch`.
  public func restore(_ snapshot: Snapshot) throws {
    let count = 2 + forces.count + terminations.count
    guard snapshot.pluginStates.count == count, snapshot.view.links.count == view.links.count else {
      throw SimulationError.snapshotMismatch(
        expected: "\(count) plugins and \(view.links.count) links",
        found: "\(snapshot.pluginStates.count) plugins and \(snapshot.view.links.count) links")
    }
    try world.restore(snapshot.world)
    var states = snapshot.pluginStates[...]
    try controller.restoreState(states.removeFirst())
    try actuator.restoreState(states.removeFirst())
    for index in forces.indices { try forces[index].restoreState(states.removeFirst()) }
    for index in terminations.indices { try terminations[index].restoreState(states.removeFirst()) }
    let helpCap = view.helpCap
    view = snapshot.view
    view.helpCap = helpCap
  }
}
