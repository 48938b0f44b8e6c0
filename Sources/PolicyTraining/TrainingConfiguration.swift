import Foundation
import ImitationPolicy
import Simulation

/// Every number of a training. A file (JSON or YAML) may set some; the rest keep these.
public struct TrainingConfiguration: NamedSettings, Sendable, Hashable {
  public var seed: UInt64 = 0

  // Experience. Much of it for each update, from which little is learned at a time: with a quarter of it and twice the divergence a
  // policy that is good already only wanders.
  /// Simulations that run side by side.
  public var worlds = 256
  /// Control steps of each between two updates.
  public var horizon = 64
  /// Frames that an episode has at most.
  public var episodeFrames = 150
  /// Mean joint distance in metres at which an episode ends as failed.
  public var errorLimit = 0.3
  /// The most help (N and N m) are drawn evenly up to this, or are none at all, with this share.
  public var largestCap = 100.0
  public var capFreeShare = 0.3
  /// Share of episodes with pushes, and their size in newtons.
  public var pushShare = 0.2
  public var pushForce = 80.0
  /// Friction of the floor, drawn evenly.
  public var frictionRange = [0.7, 1.2]
  /// How strongly those stretches of clips are preferred in which the body fails: 0 for not at all.
  public var failureWeight = 5.0

  /// Tempos at which each recording is trained on beside its own: a policy that has seen it at that one alone learns it by heart.
  public var tempos = [0.85, 1.15]
  /// Damaged versions of each recording that are trained on beside it.
  public var corruptedCopies = 0

  // Networks.
  /// What the policy sees: any registered observation, with its settings.
  public var observation = PluginChoice(ImitationObservation.name)
  public var hiddenWidths = [512, 256]
  /// Between their layers: relu, gelu, silu or tanh.
  public var activation = PolicyNetwork.Shape.Activation.relu
  /// What of the action is learned, with the deviation of its exploration at the start: parts of the action by name, or links for
  /// their joint targets alone. The rest stays zero. Arms and hands are left out: what they could do for balance is little, and what
  /// exploring them takes of the divergence that an update may have is not.
  public var exploration = [
    "rootAcceleration": 0.1, "footOffsets": 0.1, "spine1": 0.1,
    "left_hip": 0.1, "right_hip": 0.1, "left_ankle": 0.1, "right_ankle": 0.1,
  ]
  /// The policy that is kept is a running mean over iterations, with this weight of what was before.
  public var averaging = 0.98

  /// Iterations in which only values are learned, where a training begins with a policy.
  public var valueIterations = 30

  // Proximal policy optimisation (Schulman et al. 2017).
  public var discount = 0.98
  /// Of generalised advantage estimation (Schulman et al. 2016).
  public var traceDecay = 0.95
  public var clipRatio = 0.2
  public var epochs = 4
  public var minibatch = 4096
  /// The largest, and that at the start. It follows the divergence of the policies before and after an update, to come to the
  /// target.
  public var learningRate = 1e-4
  public var targetDivergence = 0.01
  public var valueLearningRate = 3e-4
  public var entropyWeight = 0.0
  public var gradientNorm = 1.0

  /// Iterations between two checkpoints.
  public var checkpointInterval = 50

  public init() {}
}

extension TrainingConfiguration {
  /// Of the networks.
  var shape: PolicyNetwork.Shape { .init(hiddenWidths: hiddenWidths, activation: activation) }

  /// - Throws: `PolicyError` when the file cannot be read, has a setting that is not known, or one is out of range.
  public init(contentsOf path: String) throws {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw PolicyError(policy: path, problem: "it cannot be read")
    }
    do { try self.init(json: data) } catch let problem as ConfigurationProblem {
      throw PolicyError(policy: path, problem: problem.description)
    }
    try check(path)
  }

  private func check(_ path: String) throws {
    func check(_ condition: Bool, _ problem: String) throws {
      if !condition { throw PolicyError(policy: path, problem: problem) }
    }
    try check((1...100_000).contains(worlds) && (2...10_000).contains(horizon), "worlds or horizon is out of range")
    try check(
      (1...worlds * horizon).contains(minibatch) && epochs > 0,
      "minibatch must be at most worlds x horizon, \(worlds * horizon), and epochs at least 1")
    try check(
      frictionRange.count == 2 && frictionRange[0] <= frictionRange[1], "frictionRange is two numbers, least first")
    try check(tempos.allSatisfy { (0.2...5).contains($0) }, "tempos has one that is not within 0.2 to 5")
    try check(!hiddenWidths.isEmpty && hiddenWidths.allSatisfy { $0 > 0 }, "hiddenWidths are positive numbers")
    try check(
      exploration.values.allSatisfy { $0 >= 0 && $0.isFinite },
      "exploration has a deviation that is not a number from 0 on")
    try check(averaging >= 0 && averaging < 1, "averaging is \(averaging), expected at least 0 and less than 1")
    try check(discount > 0 && discount < 1, "discount is \(discount), expected more than 0 and less than 1")
    try check(
      checkpointInterval > 0 && corruptedCopies >= 0 && valueIterations >= 0 && errorLimit > 0,
      "a number must not be negative")
  }
}
