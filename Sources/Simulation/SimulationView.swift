import Motion

/// What plugins see of a running simulation. They change nothing in it.
public struct SimulationView: Sendable {
  public let humanoid: Humanoid
  /// What the body stands on.
  public let ground: any Ground
  /// By which the scene chose it.
  public let groundChoice: PluginChoice
  public internal(set) var reference: ReferenceMotion
  /// m/s^2, world axes.
  public let gravity: Vector3
  /// Seconds of one engine step.
  public let substepDuration: Double
  /// Engine steps to a control step.
  public let substeps: Int
  /// How much the forces that help give on the root at most, all together.
  public internal(set) var helpCap: HelpCap
  /// What they gave on the root in the last engine step.
  public internal(set) var help = Wrench()
  /// Simulated seconds since the start.
  public internal(set) var time: Double
  /// Control steps done. The state now is to be compared with reference frame `referenceFrame`.
  public internal(set) var controlStep: Int
  /// Engine steps done inside the running control step: 0 ..< substeps; equals `substeps` when it is complete.
  public internal(set) var substep: Int
  /// The reference frame of the last complete control step.
  public internal(set) var referenceFrame: Int
  public internal(set) var links: [LinkState]
  public internal(set) var contacts: [ContactPoint]
  /// The wrench that each force plugin together put on each link in the last engine step.
  public internal(set) var wrenches: [Wrench]
  /// What the controller asked for in this control step.
  public internal(set) var action: Action
  /// Mean distance between the links' joints and the reference's at the end of the last control step, in metres.
  public private(set) var meanJointError = 0.0

  /// How high a point is over the ground under it, in metres; over y = 0 if the ground does not reach there.
  public func heightOverGround(of point: Vector3) -> Double {
    let height = ground.height(at: point)
    return height.isFinite ? point.y - height : point.y
  }

  /// The largest distance between the two sides of a joint, in metres.
  public var jointGap: Double { humanoid.jointGap(links) }

  mutating func updateMeanJointError() {
    let base = reference.base(of: referenceFrame)
    var sum = 0.0
    for link in links.indices { sum += (links[link].position - reference.links[base + link].position).length }
    meanJointError = sum / Double(links.count)
  }

  /// The same with another reference of as many frames in the place of the recording's: what a controller wants instead of it.
  public func tracking(_ reference: ReferenceMotion) -> SimulationView {
    var view = self
    view.reference = reference
    return view
  }

  /// Where a link is to be now, also inside a control step: the reference, interpolated.
  public func goal(link: Int) -> LinkState {
    let a = reference.links[reference.base(of: referenceFrame) + link]
    guard substep > 0, substep < substeps else { return a }
    let b = reference.links[reference.base(of: referenceFrame + 1) + link]
    let t = Double(substep) / Double(substeps)
    return LinkState(
      position: a.position + (b.position - a.position) * t, orientation: a.orientation.slerp(to: b.orientation, at: t),
      linearVelocity: a.linearVelocity + (b.linearVelocity - a.linearVelocity) * t,
      angularVelocity: a.angularVelocity + (b.angularVelocity - a.angularVelocity) * t)
  }
}
