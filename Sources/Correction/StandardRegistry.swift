import Grounds
import ImitationPolicy
import Motion
import ODESimulation
import Simulation
import StandardPlugins

#if MuJoCo
import MuJoCoSimulation
#endif

extension PluginRegistry {
  /// A registry with every plugin that the package brings.
  public static var standard: PluginRegistry {
    var registry = PluginRegistry()
    registry.registerGrounds()
    registry.register(engine: ODEEngine.self)
    #if MuJoCo
    registry.register(engine: MuJoCoEngine.self)
    #else
    registry.engines.mention(absent: "engine.mujoco", "in a build with --traits MuJoCo")
    #endif
    registry.registerStandardPlugins()
    registry.register(controller: PolicyController.self)
    registry.register(cleaning: FlipCleaning.self)
    registry.register(cleaning: SpikeCleaning.self)
    registry.register(cleaning: SpeedCleaning.self)
    registry.register(cleaning: JitterCleaning.self)
    registry.register(cleaning: FloatCleaning.self)
    registry.register(cleaning: StartCleaning.self)
    registry.register(cleaning: PlantingCleaning.self)
    registry.register(metric: PlausibilityMetric.self)
    registry.register(metric: TrackingMetric.self)
    registry.register(metric: HelpMetric.self)
    registry.register(metric: JointGapMetric.self)
    registry.register(observation: ImitationObservation.self)
    registry.register(observation: TerrainObservation.self)
    for codec in MotionFormats.standard.codecs { registry.register(codec: codec) }
    return registry
  }
}
