extension SceneDescription {
  /// The force that helps the root within a cap that a scene can set.
  public static let helpForce = "force.residual"

  /// Place among the forces of the one that helps within a cap; nil if there is none.
  public var helpForceIndex: Int? {
    forces.firstIndex { Self.helpForce == $0.name || Self.helpForce == "force.\($0.name)" }
  }

  /// Sets the most help.
  /// - Parameters:
  ///   - force: N; nil to leave it as it is.
  ///   - torque: N m.
  ///   - adding: whether the force that helps is added to a scene that is without it.
  /// - Throws: `SimulationError` for a number that is no cap, and for a scene without such a force.
  public mutating func capHelp(force: Double?, torque: Double?, adding: Bool = false) throws {
    guard force != nil || torque != nil else { return }
    if helpForceIndex == nil, adding { forces.append(PluginChoice(Self.helpForce)) }
    guard let index = helpForceIndex else {
      throw SimulationError.invalidScene(
        file: "scene", problem: "a cap on help needs '\(Self.helpForce)' among the scene's forces")
    }
    for (setting, cap, unit) in [("forceCap", force, "N"), ("torqueCap", torque, "N m")] {
      guard let cap else { continue }
      guard cap >= 0 else {
        throw SimulationError.invalidConfiguration(
          plugin: Self.helpForce, problem: "\(setting) is \(cap), expected 0 \(unit) or more")
      }
      forces[index][setting: setting] = .number(cap)
    }
  }

  /// The most that it helps, in N or N m, whichever is more; 0 without it, 100 if the scene does not say.
  public var helpCap: Double {
    guard let index = helpForceIndex else { return 0 }
    return ["forceCap", "torqueCap"].map { setting -> Double in
      if case .number(let cap)? = forces[index][setting: setting] { return cap }
      return 100
    }.max() ?? 0
  }
}
