import Simulation

extension PluginRegistry {
  /// Adds the plugins of this module.
  public mutating func registerStandardPlugins() {
    register(controller: TrackerController.self)
    register(actuator: StablePDActuator.self)
    register(force: HelpForce.self)
    register(force: PushForce.self)
    register(observation: ProprioceptiveObservation.self)
    register(termination: TrackingErrorTermination.self)
    register(termination: NonFiniteTermination.self)
    register(recorder: TrajectoryRecorder.self)
    register(recorder: HelpRecorder.self)
    register(recorder: ContactRecorder.self)
    register(recorder: EnergyRecorder.self)
  }
}
