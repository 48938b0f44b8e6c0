import Simulation
import StandardPlugins
import Synchronization

extension PluginRegistry {
  /// The same registry, in which each policy is read and checked once, for all simulations.
  /// - Parameter locator: where policies are looked for by name.
  public func cachingPolicies(locator: ResourceLocator = .init()) -> PluginRegistry {
    guard let entry = controllers[PolicyController.name] else { return self }
    let policies = PolicyCache(locator)
    var registry = self
    registry.controllers.add(
      PluginTable<any Controller>.Entry(
        name: entry.name, summary: entry.summary, fields: entry.fields, defaults: entry.defaults, origin: entry.origin
      ) { settings, context in
        let configuration = try settings.decode(PolicyController.Configuration.self, plugin: PolicyController.name)
        return try PolicyController(
          policy: policies.policy(named: configuration.policy, context), tracker: configuration.tracker,
          context: context)
      })
    return registry
  }
}

/// Policies by their names, once they have been read.
private final class PolicyCache: Sendable {
  private let locator: ResourceLocator
  private let policies = Mutex<[String: FrozenPolicy]>([:])

  init(_ locator: ResourceLocator) { self.locator = locator }

  func policy(named name: String, _ context: PluginContext) throws -> FrozenPolicy {
    try policies.withLock { policies in
      if let policy = policies[name] { return policy }
      let policy = try FrozenPolicy(directory: locator.policy(named: name), context: context)
      policies[name] = policy
      return policy
    }
  }
}
