import Foundation
import Motion
import SafeTensors
import Simulation
import StandardPlugins

/// A frozen policy that corrects the analytic tracker.
public struct PolicyController: SearchableController, Plugin {
  public static let name = "controller.policy"
  public static let summary = "A frozen imitation policy on top of the analytic tracker"

  public struct Configuration: PluginConfiguration {
    /// Name of a folder in `policies`, or the path of one.
    public var policy = "tracker"
    /// Of the tracker that the policy corrects.
    public var tracker = TrackerController.Configuration()

    public init() {}

    public static var fields: [ConfigurationField] {
      [.init("policy", "the policy: a folder's name in policies/, or its path")]
        + TrackerController.Configuration.fields.nested(in: "tracker")
    }
  }

  private var tracker: TrackerController
  /// Nil where `outputs` are set from outside.
  private var observation: (any Observation)?
  public let offsetLayout: [ObservationPart]
  private let policy: FrozenPolicy?
  private var workspace: PolicyNetwork.Workspace?
  private var vector: [Double] = []
  private var inputs: [Float]
  /// The policy's numbers of the last control step; in training they are set from outside.
  public var outputs: [Float]
  /// Whether the policy is left out: the analytic tracker acts alone then.
  public var isReduced = false
  /// Added to the policy's numbers, to try something near them; nothing when empty.
  public var offset: [Float] = []

  /// - Throws: `PolicyError` when there is no such policy, or it is for something else.
  public init(configuration: Configuration, context: PluginContext) throws {
    let directory = try ResourceLocator().policy(named: configuration.policy)
    try self.init(
      policy: FrozenPolicy(directory: directory, context: context), tracker: configuration.tracker, context: context)
  }

  /// - Parameters:
  ///   - policy: nil to set `outputs` from outside.
  ///   - tracker: the settings of the tracker that it corrects.
  /// - Throws: what making the policy's observation throws.
  public init(
    policy: FrozenPolicy?, tracker: TrackerController.Configuration = .init(), context: PluginContext
  ) throws {
    self.tracker = TrackerController(configuration: tracker, context: context)
    observation = try policy?.makeObservation(context)
    let offsets = TrackerOffset(humanoid: context.humanoid)
    offsetLayout = offsets.layout
    self.policy = policy
    workspace = policy?.network.workspace()
    inputs = Array(repeating: 0, count: policy?.network.inputCount ?? 0)
    outputs = Array(repeating: 0, count: offsets.count)
    vector.reserveCapacity(inputs.count)
  }

  public mutating func start(of view: SimulationView) -> [LinkState]? { tracker.start(of: view) }

  public mutating func act(on view: SimulationView, into action: inout Action) throws {
    if isReduced {
      for index in outputs.indices { outputs[index] = 0 }
    } else if let policy, var workspace {
      try observe(balanced(view))
      self.workspace = nil
      policy.network.evaluate(inputs, rows: 1, workspace: &workspace, outputs: &outputs)
      self.workspace = workspace
    }
    for (index, value) in offset.enumerated() where index < outputs.count { outputs[index] += value }
    track(view, into: &action)
  }

  /// The tracker acts anew, with the policy's numbers as they are.
  public mutating func refine(on view: SimulationView, into action: inout Action) throws {
    if TrackerController.refines(view) { track(view, into: &action, refining: true) }
  }

  /// What is seen of a simulation, with the tracker's reference in the place of the recording.
  public mutating func balanced(_ view: SimulationView) -> SimulationView { tracker.balanced(view) }

  private mutating func track(_ view: SimulationView, into action: inout Action, refining: Bool = false) {
    tracker.offset = outputs
    if refining { tracker.refine(on: view, into: &action) } else { tracker.act(on: view, into: &action) }
  }

  public var hasLearnedPart: Bool { policy != nil }

  /// The tracker's, the observation's, and how many numbers that is.
  public func saveState() -> [Double] {
    let seen = observation?.saveState() ?? []
    return tracker.saveState() + seen + [Double(seen.count)]
  }

  public mutating func restoreState(_ state: [Double]) throws {
    guard let last = state.last, let count = Int(exactly: last), (0..<state.count).contains(count) else {
      throw SimulationError.snapshotMismatch(expected: "a state of \(Self.name)", found: "\(state.count) numbers")
    }
    let end = state.count - 1
    try tracker.restoreState(Array(state[..<(end - count)]))
    try observation?.restoreState(Array(state[(end - count)..<end]))
  }

  private mutating func observe(_ view: SimulationView) throws {
    vector.removeAll(keepingCapacity: true)
    try observation?.observe(view, into: &vector)
    guard vector.count == inputs.count else {
      throw SimulationError.pluginFailed(
        plugin: policy?.card.observationPlugin.name ?? Self.name,
        problem: "it gave \(vector.count) numbers, its layout says \(inputs.count)")
    }
    for index in vector.indices { inputs[index] = Float(vector[index]) }
  }
}

extension TrackerController.Configuration {
  /// The tracker's settings in a scene, where its controller is the tracker or a policy that corrects it.
  /// - Throws: `SimulationError.invalidConfiguration` for another controller, or settings that cannot be.
  public init(of controller: PluginChoice) throws {
    switch controller.name {
    case TrackerController.name, "tracker":
      self = try controller.settings.decode(Self.self, plugin: TrackerController.name)
    case PolicyController.name, "policy":
      self = try controller.settings.decode(PolicyController.Configuration.self, plugin: PolicyController.name).tracker
    default:
      throw SimulationError.invalidConfiguration(
        plugin: controller.name,
        problem: "expected \(TrackerController.name) or \(PolicyController.name), around which motions are corrected")
    }
  }
}
