import Motion
import ODESimulation
import Simulation
import StandardPlugins

extension PluginRegistry {
  /// A registry with every plugin that the package brings.
  public static var standard: PluginRegistry {
    var registry = PluginRegistry()
    registry.register(engine: ODEEngine.self)
    registry.registerStandardPlugins()
    for codec in MotionFormats.standard.codecs { registry.register(codec: codec) }
    return registry
  }
}
