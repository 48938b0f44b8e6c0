import Motion
import Simulation

/// The analytic tracker. It learns nothing.
///
/// The reference is first shifted so that it keeps its balance with the help that there is, and flies as a body does. Every joint's
/// target moves from its rotation in one reference frame to that in the next; legs in the air, and those that came down too early,
/// are steered in the world. Torques are added, anew halfway through a control step, by which the body, carried by what is to stand
/// on the floor, moves as the reference does and comes back to it (inverse dynamics with feedback of each link's place and
/// orientation); what the floor cannot provide is asked for as help on the root. Where far more is asked for than may be had,
/// the body stands on all that touches the floor and does not swing. Where little may be had, it keeps its weight over the feet on
/// which it really stands, steps towards where it falls, and does steps that the reference has not.
public struct TrackerController: Controller, Plugin {
  public static let name = "controller.tracker"
  public static let summary = "Analytic tracker: joint targets of the next reference frame, torques of inverse dynamics"

  /// Changes to what the tracker asks for, from a policy or a search on top of it (`TrackerOffset`); none when empty.
  public var offset: [Float] = []
  private let offsets: TrackerOffset
  /// Those of this control step.
  private var adjustment = TrackerOffset.Adjustment()

  private let configuration: Configuration
  private let humanoid: Humanoid
  private let legs: [Humanoid.Leg]
  /// By link: the factor on stiffness and damping, and the further one on damping.
  private let gains: [JointGains]
  private let balancePlan: BalancePlan
  private let flightPlan: FlightPlan
  private let floor: FloorContacts
  private let steering: LegSteering
  private let dynamics: InverseDynamics
  private var recovery: RecoveryStep
  private var goal: StandingGoal
  /// What the plans made of the reference for so much help; nil when they changed nothing.
  private var planned: (help: HelpCap, recording: ReferenceMotion.Identity, reference: ReferenceMotion?)?

  public init(configuration: Configuration = .init(), context: PluginContext) {
    self.configuration = configuration
    let humanoid = context.humanoid
    self.humanoid = humanoid
    legs = humanoid.legs
    gains = humanoid.jointGroups.map { group in
      let gains = configuration.joints[group]
      return JointGains(
        stiffness: configuration.jointGain * gains.stiffness, damping: gains.damping / gains.stiffness)
    }
    balancePlan = BalancePlan(humanoid: humanoid, settings: configuration.balance)
    flightPlan = FlightPlan(humanoid: humanoid, settings: configuration.flight)
    floor = FloorContacts(
      humanoid: humanoid, settings: configuration.contacts, frictionShare: configuration.forces.frictionShare)
    steering = LegSteering(humanoid: humanoid, settings: configuration.legs, contacts: configuration.contacts)
    dynamics = InverseDynamics(humanoid: humanoid, friction: configuration.forces.friction)
    recovery = RecoveryStep(humanoid: humanoid, legs: legs, settings: configuration.recovery)
    goal = StandingGoal(humanoid: humanoid, legs: legs)
    offsets = TrackerOffset(humanoid: humanoid)
  }

  // MARK: The reference

  /// What is seen of a simulation, with a reference that keeps its balance in the place of the recording.
  public mutating func balanced(_ view: SimulationView) -> SimulationView {
    if planned?.help != view.helpCap || planned?.recording !== view.reference.identity {
      let key = PlanKey(
        balance: configuration.balance, flight: configuration.flight, help: view.helpCap,
        gravity: view.gravity, ground: view.groundChoice)
      let plan = view.reference.identity.plan(for: key) {
        let balanced = balancePlan.balanced(
          view.reference, over: view.ground, gravity: view.gravity, help: view.helpCap)
        return flightPlan.ballistic(balanced ?? view.reference, over: view.ground, gravity: view.gravity) ?? balanced
      }
      planned = (view.helpCap, view.reference.identity, plan)
    }
    return planned?.reference.map { view.tracking($0) } ?? view
  }

  /// In balance.
  public mutating func start(of view: SimulationView) -> [LinkState]? {
    Array(balanced(view).reference.frame(view.referenceFrame))
  }

  // MARK: Acting

  public mutating func act(on view: SimulationView, into action: inout Action) {
    trackWithOffset(view, into: &action, beginsStep: true)
  }

  public mutating func refine(on view: SimulationView, into action: inout Action) {
    if Self.refines(view) { trackWithOffset(view, into: &action, beginsStep: false) }
  }

  private mutating func trackWithOffset(_ view: SimulationView, into action: inout Action, beginsStep: Bool) {
    guard !offset.isEmpty else {
      adjustment = .init()
      return track(balanced(view), into: &action, beginsStep: beginsStep)
    }
    let heading = view.links[0].orientation.heading
    adjustment = offsets.adjustment(offset[...], heading: heading)
    track(balanced(view), into: &action, beginsStep: beginsStep)
    offsets.apply(offset[...], heading: heading, cap: view.helpCap, to: &action)
  }

  /// Whether the tracker acts again before the coming engine step: halfway through a control step.
  public static func refines(_ view: SimulationView) -> Bool { view.substep == (view.substeps + 1) / 2 }

  private mutating func track(_ view: SimulationView, into action: inout Action, beginsStep: Bool) {
    let aid = Aid(view, humanoid: humanoid, littleHelp: configuration.stance.littleHelp)
    var touching = floor.touching(view)
    // Only a body with little help is moved by where it falls.
    let capture =
      aid.isLittle
      ? CapturePoint(
        of: humanoid, over: view.ground, gravity: view.gravity, leastHeight: configuration.steps.leastHeight,
        state: { view.links[$0] }) : nil
    let error = capture?.offset(of: humanoid) { view.goal(link: $0) } ?? .zero
    if let capture {
      let (steering, settings) = (steering, configuration)
      if beginsStep {
        recovery.update(
          view, capture: capture, error: error, supports: touching.filter(\.planned.isToStand).map(\.support),
          plan: { Self.plan(of: $0, in: view, steering, settings) })
      }
    } else if recovery.active != nil {
      recovery.cancel()
    }
    func path(ahead: Double) -> RecoveryStep.Path? {
      capture.flatMap { recovery.path(view, capture: $0, error: error, ahead: ahead) }
    }
    if let step = recovery.active {
      let links = legs[step.leg].links
      touching.removeAll { links.contains($0.support.link) }
    }
    let elapsed = beginsStep ? 0 : view.substepDuration * Double(view.substep)
    goal.fit(
      view, standing: Set(touching.filter(\.planned.isToStand).map(\.support.link)),
      share: configuration.stance.footShare * aid.unaided, slack: configuration.stance.footSlack,
      stepping: recovery.active.flatMap { step in path(ahead: elapsed).map { (step.leg, $0) } })
    let stance = stance(view, touching, aid: aid)
    act(stance, on: view, into: &action, offset: capture.map(stepOffset) ?? .zero) { active in
      path(ahead: view.substepDuration * Double(view.substeps)).map { (active.leg, $0.position) }
    }
  }

  private func act(
    _ stance: Stance, on view: SimulationView, into action: inout Action, offset: Vector3,
    stepping: (RecoveryStep.Active) -> (leg: Int, place: Vector3)?
  ) {
    let base = view.reference.base(of: view.referenceFrame + 1)
    for link in view.links.indices {
      action.targets[link] = view.reference.jointRotations[base + link]
      action.targetVelocities[link] = view.reference.jointVelocities[base + link]
      action.gains[link] = gains[link].stiffness
      action.dampings[link] = gains[link].damping
    }
    goal.bend(&action.targets, view)
    steering.steer(
      view, standing: Set(stance.supports.map(\.link)),
      offsets: legs.indices.map {
        offset + (adjustment.footOffsets.indices.contains($0) ? adjustment.footOffsets[$0] : .zero)
      },
      stepping: recovery.active.flatMap(stepping), targets: &action.targets)
    for (index, link) in humanoid.links.enumerated() {
      guard let parent = link.parent else { continue }
      action.torques[index] = view.links[parent].orientation.inverse.rotate(stance.solution.torques[index])
    }
    action.rootHelp = stance.solution.help
  }

  // MARK: Balance

  /// What the body stands on, and what moves it so.
  private struct Stance {
    var supports: [InverseDynamics.Support]
    var solution: InverseDynamics.Solution
  }

  /// As planned, on what slides over the floor only rather than on nothing; where that takes far more help than there is, on all
  /// that touches the floor and does not swing, if that takes less.
  private func stance(_ view: SimulationView, _ touching: [FloorContacts.Point], aid: Aid) -> Stance {
    let wanted = accelerations(view)
    let softness = configuration.forces.softness(unaided: aid.unaided)
    func stance(on supports: [InverseDynamics.Support]) -> Stance {
      Stance(
        supports: supports,
        solution: dynamics.solve(
          links: view.links, accelerations: wanted, supports: supports, gravity: view.gravity, softness: softness))
    }
    func lack(_ stance: Stance) -> Double { view.helpCap.excess(of: stance.solution.help) }
    var planned = stance(on: touching.filter(\.planned.isToStand).map(\.support))
    if planned.supports.isEmpty, lack(planned) > aid.weight * configuration.stance.planLack {
      planned = stance(on: touching.filter(\.planned.isOnFloor).map(\.support))
    }
    guard lack(planned) > aid.help + configuration.stance.spareLack else { return planned }
    let spare = touching.filter { $0.planned.mayStand(configuration.stance) }.map(\.support)
    guard spare.count > planned.supports.count else { return planned }
    let wider = stance(on: spare)
    return lack(wider) < lack(planned) ? wider : planned
  }

  /// The reference's mean acceleration over the coming control step, and the feedback that turns and moves the body as one
  /// piece towards the reference.
  private func accelerations(_ view: SimulationView) -> [InverseDynamics.Acceleration] {
    let now = view.reference.base(of: view.referenceFrame)
    let next = view.reference.base(of: view.referenceFrame + 1)
    let rate = view.reference.rate
    return view.links.indices.map { link in
      let a = view.reference.links[now + link]
      let b = view.reference.links[next + link]
      let feedback = feedback(view.links[link], towards: goal.links[link])
      let arm = view.links[link].position - view.links[0].position
      let planned = goal.acceleration(of: link) ?? (b.linearVelocity - a.linearVelocity) * rate
      return InverseDynamics.Acceleration(
        linear: planned + feedback.linear + adjustment.linear + adjustment.angular.cross(arm),
        angular: (b.angularVelocity - a.angularVelocity) * rate + feedback.angular + adjustment.angular)
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

  /// How far feet in the air are aimed off their places, seen from above: part of the way that the body has been taken along, so that it comes back
  /// step by step, and what makes up for the way by which the capture point is off its goal.
  private func stepOffset(_ capture: CapturePoint) -> Vector3 {
    let error = capture.offset(of: humanoid) { goal.links[$0] }
    return (error * configuration.steps.gain + goal.shift.rejected(from: .unitY) * configuration.steps.keep)
      .clamped(toLength: configuration.steps.limit)
  }

  /// What the reference has a leg do for the time that a recovery step looks ahead.
  private static func plan(
    of leg: Humanoid.Leg, in view: SimulationView, _ steering: LegSteering, _ settings: Configuration
  ) -> RecoveryStep.Plan {
    var plan = RecoveryStep.Plan(stays: true, lands: false)
    for ahead in 0...Int((settings.recovery.horizon * view.reference.rate).rounded(.up)) {
      let base = view.reference.base(of: view.referenceFrame + ahead)
      let contact = PlannedContact(
        height: steering.height(of: leg, base: base, in: view),
        velocity: view.reference.links[base + leg.foot].linearVelocity,
        normal: view.ground.normal(at: view.reference.links[base + leg.foot].position), settings: settings.contacts)
      if contact.isToStand { plan.lands = true } else { plan.stays = false }
    }
    return plan
  }

  // MARK: State

  public func saveState() -> [Double] { recovery.state }

  public mutating func restoreState(_ state: [Double]) throws { try recovery.restore(state) }
}

/// How much help there is, against the body's weight.
private struct Aid {
  /// N, and N m alike.
  let help: Double
  /// N.
  let weight: Double
  /// 1 without help, 0 with half of what is not little any more, or more.
  let unaided: Double
  let isLittle: Bool

  init(_ view: SimulationView, humanoid: Humanoid, littleHelp: Double) {
    help = max(view.helpCap.force, view.helpCap.torque)
    weight = humanoid.totalMass * view.gravity.length
    unaided = max(1 - 2 * help / (littleHelp * weight), 0)
    isLittle = help < littleHelp * weight
  }
}

extension HelpCap {
  /// By how much a wrench is over the cap, newtons and newton metres added.
  fileprivate func excess(of wrench: Wrench) -> Double {
    max(wrench.force.length - force, 0) + max(wrench.torque.length - torque, 0)
  }
}

extension TrackerController: SearchableController {
  public var offsetLayout: [ObservationPart] { offsets.layout }
  public var hasLearnedPart: Bool { false }
  public var isReduced: Bool {
    get { false }
    set {}
  }
}

/// What decides how a reference is planned.
private struct PlanKey: Hashable, Sendable {
  var balance: BalanceSettings
  var flight: FlightSettings
  var help: HelpCap
  var gravity: Vector3
  var ground: PluginChoice
}
