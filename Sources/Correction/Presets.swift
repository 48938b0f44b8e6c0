import ImitationPolicy
import Simulation
import StandardPlugins

extension CleaningDescription {
  /// What motion generators need: everything.
  public static let full = CleaningDescription(
    clip: [
      FlipCleaning.name, SpikeCleaning.name, SpeedCleaning.name, JitterCleaning.name, FloatCleaning.name,
    ].map { PluginChoice($0) },
    reference: [StartCleaning.name, PlantingCleaning.name].map { PluginChoice($0) })

  /// What a recording needs that is trusted otherwise.
  public static let recording = CleaningDescription(
    clip: [PluginChoice(FlipCleaning.name)], reference: [PluginChoice(StartCleaning.name)])
}

extension [AttemptDescription] {
  /// The analytic tracker and, where it falls, the policy. In a scene with another controller, that one alone.
  /// - Parameters:
  ///   - scene: whose settings of the tracker hold.
  ///   - policy: by name or path; nil for none.
  ///   - help: the most, in N and N m; nil for the scene's.
  public static func fast(
    of scene: SceneDescription, policy: String? = "tracker", help: Double? = nil
  ) throws -> [AttemptDescription] {
    guard let (tracker, policy) = try controllers(of: scene, policy: policy) else {
      return [AttemptDescription(help: help)]
    }
    return ([tracker] + [policy].compactMap { $0 }).map { AttemptDescription(controller: $0, help: help) }
  }

  /// The analytic tracker and the policy, and where both fall a search around them.
  public static func best(
    of scene: SceneDescription, policy: String? = "tracker", help: Double? = nil
  ) throws -> [AttemptDescription] {
    var attempts = try fast(of: scene, policy: policy, help: help)
    for index in attempts.indices.dropFirst() { attempts[index].always = true }
    attempts.append(AttemptDescription(controller: attempts.last?.controller, help: help, search: true))
    return attempts
  }

  /// The first controller with twice the help each time, until a limit is reached.
  public func assisting(from help: Double, to limit: Double) -> [AttemptDescription] {
    var attempts: [AttemptDescription] = []
    var help = help
    while help < limit {
      help = Swift.min(Swift.max(2 * help, 50), limit)
      attempts.append(AttemptDescription(controller: first?.controller, help: help))
    }
    return attempts
  }

  /// The last controller, put back on the reference where the body falls.
  public func restarting() -> [AttemptDescription] {
    [AttemptDescription(controller: last?.controller, help: last?.help, restart: true)]
  }

  /// The tracker and the policy with the scene's settings; nil if the scene has another controller.
  private static func controllers(
    of scene: SceneDescription, policy: String?
  ) throws -> (tracker: PluginChoice, policy: PluginChoice?)? {
    let own = scene.controller
    let tracker: ConfigurationValue
    switch own.name {
    case TrackerController.name, "tracker": tracker = own.settings
    case PolicyController.name, "policy": tracker = own[setting: "tracker"] ?? .fields([:])
    default: return nil
    }
    var choice = PluginChoice(TrackerController.name)
    choice.settings = tracker
    return (
      choice,
      policy.map { name in
        var policy = PluginChoice(PolicyController.name, settings: ["policy": .text(name)])
        if !tracker.names.isEmpty { policy[setting: "tracker"] = tracker }
        return policy
      }
    )
  }
}
