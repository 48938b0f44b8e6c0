/// How hard contacts and joint limits are, as ODE has it.
public struct ConstraintSettings: Sendable {
  /// Share of a position error that one step corrects.
  public var errorReduction: Double
  /// m/(N s), added to every constraint's response.
  public var softness: Double
  /// Depth in metres to which shapes may sink in before they are pushed out.
  public var surfaceLayer: Double
  /// Largest speed in m/s at which an overlap is pushed apart.
  public var correctingVelocity: Double
  /// Passes over all contacts and limits in a step.
  public var sweeps: Int

  public init(
    errorReduction: Double = 0.2, softness: Double = 1e-8, surfaceLayer: Double = 0.001,
    correctingVelocity: Double = 1, sweeps: Int = 20
  ) {
    self.errorReduction = errorReduction
    self.softness = softness
    self.surfaceLayer = surfaceLayer
    self.correctingVelocity = correctingVelocity
    self.sweeps = sweeps
  }
}
