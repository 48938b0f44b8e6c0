import Simulation

extension TrackerController {
  /// The tracker's numbers, by its parts.
  public struct Configuration: PluginConfiguration {
    /// Natural frequency with which the links come back to the reference; Hz.
    public var frequency = 2.2
    /// Damping ratio of that motion; 1 is critical.
    public var dampingRatio = 2.2
    /// A body far off is not thrown back: largest linear acceleration of the feedback in m/s^2, and angular in rad/s^2.
    public var linearLimit = 7.0
    public var angularLimit = 110.0
    /// Of the joints' stiffness and damping: what moves the body is the added torques, and stiff joints resist them where the
    /// body must not be just as the reference is.
    public var jointGain = 0.42
    public var joints = JointSettings()
    public var balance = BalanceSettings()
    public var flight = FlightSettings()
    public var contacts = ContactSettings()
    public var stance = StanceSettings()
    public var forces = FloorForceSettings()
    public var legs = LegSettings()
    public var steps = StepSettings()
    public var recovery = RecoverySettings()

    public init() {}

    public static var fields: [ConfigurationField] {
      [
        .init(
          "frequency", unit: "Hz", range: 0.2...10, scale: .logarithmic,
          "natural frequency with which the links come back to the reference"),
        .init(
          "dampingRatio", range: 0.1...10, scale: .logarithmic, "damping ratio of that motion; 1 is critical"),
        .init(
          "linearLimit", unit: "m/s^2", range: 1...100, scale: .logarithmic,
          "largest linear acceleration of the feedback"),
        .init(
          "angularLimit", unit: "rad/s^2", range: 1...500, scale: .logarithmic,
          "largest angular acceleration of the feedback"),
        .init("jointGain", range: 0.05...5, scale: .logarithmic, "factor on the joints' stiffness and damping"),
      ] + JointSettings.fields.nested(in: "joints") + BalanceSettings.fields.nested(in: "balance")
        + FlightSettings.fields.nested(in: "flight")
        + ContactSettings.fields.nested(in: "contacts")
        + StanceSettings.fields.nested(in: "stance") + FloorForceSettings.fields.nested(in: "forces")
        + LegSettings.fields.nested(in: "legs") + StepSettings.fields.nested(in: "steps")
        + RecoverySettings.fields.nested(in: "recovery")
    }
  }
}
