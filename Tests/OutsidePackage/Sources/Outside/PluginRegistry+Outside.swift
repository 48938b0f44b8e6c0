import Gaitkeeper

extension PluginRegistry {
  /// Everything that Gaitkeeper brings, and the plugins of this package.
  public static var withOutside: PluginRegistry {
    var registry = PluginRegistry.standard
    registry.register(force: Buoyancy.self)
    registry.register(controller: Marionette.self)
    registry.register(observation: Lean.self)
    registry.register(codec: TableCodec())
    registry.register(ground: Bowl.self)
    registry.register(cleaning: AboutFace.self)
    registry.register(metric: Footfall.self)
    return registry
  }
}
