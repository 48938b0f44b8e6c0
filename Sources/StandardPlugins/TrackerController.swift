import Motion
import Simulation

/// The analytic tracker. It learns nothing.
///
/// The reference is first shifted so that it keeps its balance with the help that there is. Every joint's target moves from its
/// rotation in one reference frame to that in the next; legs in the air, and those that came down too early, are steered in the
/// world. Torques are added, anew halfway through a control step, by which the body, carried by what is to stand on the floor,
/// moves as the reference does and comes back to it (inverse dynamics with feedback of each link's place and orientation); what
/// the floor cannot provide is asked for as a wrench on the root. Where far more is asked for than may be had, the body stands on
/// all that touches the floor and does not swing; where little may be had, it also steps towards where it falls.
public struct TrackerController: Controller, Plugin {
  public static let name = "controller.tracker"
  public static let summary = "Analytic tracker: joint targets of the next reference frame, torques of inverse dynamics"

  /// What another controller that builds on this one may ask of it.
  public struct Adjustment: Sendable {
    /// Accelerations of the body as one piece on top of the tracker's own, world axes: m/s^2 of the root and rad/s^2.
    public var linear = Vector3.zero
    public var angular = Vector3.zero
    /// By leg, in the order of `Humanoid.legs`: how far a foot in the air is aimed off its place, in metres.
    public var footOffsets: [Vector3] = []

    public init() {}
  }

  /// For the next control step.
  public var adjustment = Adjustment()

  private let configuration: Configuration
  private let plan: BalancePlan
  /// What it made of the reference for so much help; nil when it changed nothing.
  private var planned: (help: HelpCap, reference: ReferenceMotion?)?
  private let legs: LegSteering
  private let dynamics: InverseDynamics
  private let humanoid: Humanoid
  private let parents: [Int?]
  /// The shapes by which the body may stand, with their links.
  private let floorShapes: [(link: Int, shape: Shape)]

  public init(configuration: Configuration = .init(), context: PluginContext) {
    self.configuration = configuration
    let humanoid = context.humanoid
    plan = BalancePlan(humanoid: humanoid, settings: configuration.balance)
    legs = LegSteering(humanoid: humanoid, settings: configuration.legs, contacts: configuration.contacts)
    dynamics = InverseDynamics(humanoid: humanoid, friction: configuration.forces.friction)
    self.humanoid = humanoid
    parents = humanoid.links.map(\.parent)
    floorShapes = humanoid.links.indices.flatMap { index in
      humanoid.links[index].shapes.filter(\.touchesFloor).map { (index, $0) }
    }
  }

  /// What is seen of a simulation, with a reference that keeps its balance in the place of the recording.
  public mutating func balanced(_ view: SimulationView) -> SimulationView {
    guard configuration.balance.share > 0 else { return view }
    if planned?.help != view.helpCap {
      let reference = plan.balanced(view.reference, gravity: view.gravity, help: view.helpCap)
      planned = (view.helpCap, reference)
    }
    return planned?.reference.map { view.tracking($0) } ?? view
  }

  /// In balance.
  public mutating func start(of view: SimulationView) -> [LinkState]? {
    Array(balanced(view).reference.frame(view.referenceFrame))
  }

  public mutating func act(on view: SimulationView, into action: inout Action) {
    track(balanced(view), into: &action)
  }

  private func track(_ view: SimulationView, into action: inout Action) {
    let base = view.reference.base(of: view.referenceFrame + 1)
    for link in view.links.indices {
      action.targets[link] = view.reference.jointRotations[base + link]
      action.targetVelocities[link] = view.reference.jointVelocities[base + link]
      action.gains[link] = configuration.jointGain
    }
    let (stance, step) = stance(view)
    let offsets = humanoid.legs.indices.map {
      step + (adjustment.footOffsets.indices.contains($0) ? adjustment.footOffsets[$0] : .zero)
    }
    legs.steer(view, standing: Set(stance.supports.map(\.link)), offsets: offsets, targets: &action.targets)
    let solution = stance.solution
    for index in parents.indices {
      guard let parent = parents[index] else { continue }
      action.torques[index] = view.links[parent].orientation.inverse.rotate(solution.torques[index])
    }
    action.rootWrench = solution.residual
  }

  public mutating func refine(on view: SimulationView, into action: inout Action) {
    if Self.refines(view) { act(on: view, into: &action) }
  }

  /// Whether the tracker acts again before the coming engine step: halfway through a control step.
  public static func refines(_ view: SimulationView) -> Bool { view.substep == (view.substeps + 1) / 2 }

  /// What the body stands on, and what moves it so.
  private struct Stance {
    var supports: [InverseDynamics.Support]
    var solution: InverseDynamics.Solution
  }

  /// As planned, on what slides over the floor only rather than on nothing; where that takes more than twice the help that there is,
  /// on all that touches the floor and does not swing, if that takes less, and with a step if that help is little.
  private func stance(_ view: SimulationView) -> (stance: Stance, step: Vector3) {
    let wanted = accelerations(view)
    let help = max(view.helpCap.force, view.helpCap.torque)
    let weight = humanoid.totalMass * view.gravity.length
    let little = configuration.stance.littleHelp * weight
    let unaided = max(1 - 2 * help / little, 0)
    let forces = configuration.forces
    let softness = InverseDynamics.Softness(
      force: forces.softness + (forces.unaidedSoftness - forces.softness) * unaided,
      moment: forces.momentSoftness + (forces.unaidedMomentSoftness - forces.momentSoftness) * unaided)
    func stance(on supports: [InverseDynamics.Support]) -> Stance {
      Stance(
        supports: supports,
        solution: dynamics.solve(
          links: view.links, accelerations: wanted, supports: supports, gravity: view.gravity, softness: softness))
    }
    func lack(_ stance: Stance) -> Double { view.helpCap.excess(of: stance.solution.residual) }
    let touching = touchingPoints(view)
    var planned = stance(on: touching.filter(\.planned.isToStand).map(\.support))
    if planned.supports.isEmpty, lack(planned) > weight * configuration.stance.planLack {
      planned = stance(on: touching.filter(\.planned.isOnFloor).map(\.support))
    }
    guard lack(planned) > help + configuration.stance.spareLack else { return (planned, .zero) }
    let step = help < little ? stepOffset(view) : .zero
    let spare = touching.filter { $0.planned.mayStand(configuration.stance) }.map(\.support)
    guard spare.count > planned.supports.count else { return (planned, step) }
    let wider = stance(on: spare)
    return (lack(wider) < lack(planned) ? wider : planned, step)
  }

  /// The reference's mean acceleration over the coming control step, and the feedback that turns and moves the body as one
  /// piece towards the reference.
  private func accelerations(_ view: SimulationView) -> [InverseDynamics.Acceleration] {
    let now = view.reference.base(of: view.referenceFrame)
    let next = view.reference.base(of: view.referenceFrame + 1)
    return view.links.indices.map { link in
      let a = view.reference.links[now + link]
      let b = view.reference.links[next + link]
      let feedback = feedback(view.links[link], towards: view.goal(link: link))
      let arm = view.links[link].position - view.links[0].position
      return InverseDynamics.Acceleration(
        linear: (b.linearVelocity - a.linearVelocity) * view.reference.rate + feedback.linear
          + adjustment.linear + adjustment.angular.cross(arm),
        angular: (b.angularVelocity - a.angularVelocity) * view.reference.rate + feedback.angular
          + adjustment.angular)
    }
  }

  private func feedback(_ link: LinkState, towards reference: LinkState) -> InverseDynamics.Acceleration {
    let omega = 2 * Double.pi * configuration.frequency
    let damping = 2 * configuration.dampingRatio * omega
    let turn = (reference.orientation * link.orientation.inverse).rotationVector
    let linear =
      (reference.position - link.position) * (omega * omega)
      + (reference.linearVelocity - link.linearVelocity) * damping
    let angular = turn * (omega * omega) + (reference.angularVelocity - link.angularVelocity) * damping
    return InverseDynamics.Acceleration(
      linear: linear.clamped(toLength: configuration.linearLimit),
      angular: angular.clamped(toLength: configuration.angularLimit))
  }

  /// How far the capture point (Pratt et al. 2006) is off the reference's, as a step that makes up for it.
  private func stepOffset(_ view: SimulationView) -> Vector3 {
    let body = humanoid.centreOfMass { view.links[$0] }
    let goal = humanoid.centreOfMass { view.goal(link: $0) }
    let time = (max(body.position.y, configuration.steps.leastHeight) / max(view.gravity.length, 1)).squareRoot()
    let offset = (body.position - goal.position + (body.velocity - goal.velocity) * time) * configuration.steps.gain
    return offset.rejected(from: .unitY).clamped(toLength: configuration.steps.limit)
  }

  /// The points that are on the floor or near it now, by which the body may push on it. Some touch it against the plan.
  private func touchingPoints(
    _ view: SimulationView
  ) -> [(support: InverseDynamics.Support, planned: PlannedContact)] {
    let base = view.reference.base(of: view.referenceFrame + 1)
    var points: [(support: InverseDynamics.Support, planned: PlannedContact)] = []
    for (link, shape) in floorShapes {
      let before = view.goal(link: link)
      let planned = view.reference.links[base + link]
      let turn = before.orientation * planned.orientation.inverse
      let actual = view.links[link]
      let goals = shape.supportPoints(position: planned.position, orientation: planned.orientation)
      let now = shape.supportPoints(position: actual.position, orientation: actual.orientation)
      for (goal, point) in zip(goals, now) where point.y < configuration.contacts.actualHeight {
        // Of the matter that is there then: what rolls on the floor is not swept over it.
        let way = goal - before.position - turn.rotate(goal - planned.position)
        points.append(
          (
            InverseDynamics.Support(link: link, position: point, normal: .unitY),
            PlannedContact(
              height: goal.y, velocity: way * view.reference.rate, settings: configuration.contacts)
          ))
      }
    }
    return points
  }
}

extension HelpCap {
  /// By how much a wrench is over the cap, newtons and newton metres added.
  fileprivate func excess(of wrench: Wrench) -> Double {
    max(wrench.force.length - force, 0) + max(wrench.torque.length - torque, 0)
  }
}
