import Motion
import Simulation

/// A reference whose body leans as its weight demands.
///
/// What a reference needs of the ground acts at its zero moment point (Vukobratovic and Borovac 2004). Errors of a capture and other
/// proportions put it outside the feet, where no ground can push: a body that is as the reference is topples. Here the root's path
/// is shifted sideways ahead of time, so that the point comes back under the feet but for what the helping torque makes up for. The
/// shift `s` is that of a pendulum on the ground (Kajita et al. 2001), of height `h` and with the vertical force `f` on mass `m`:
/// `s'' = f / (m h) (s - d)`, for the displacement `d` of the zero moment point. Its bounded solution begins before what it is for
/// and dies away after it. Feet stay where they are.
struct BalancePlan {
  /// What is needed of a frame: the stiffness `f / (m h)` of the pendulum in 1/s^2, from the zero moment point to the feet, and what
  /// a newton metre of help moves it, in metres.
  private struct Need {
    var stiffness = 0.0
    var lack = Vector3.zero
    var reach = 0.0
  }

  private let humanoid: Humanoid

  private let settings: BalanceSettings
  /// Shifts that are smaller are none; metres.
  private static let leastShift = 1e-5

  init(humanoid: Humanoid, settings: BalanceSettings = .init()) {
    self.humanoid = humanoid
    self.settings = settings
  }

  /// The reference, shifted for so much help; nil when it needs no shift.
  func balanced(
    _ reference: ReferenceMotion, over ground: any Ground, gravity: Vector3, help: HelpCap
  ) -> ReferenceMotion? {
    guard settings.share > 0, !humanoid.legs.isEmpty, reference.frameCount > 2, gravity.y < 0,
      gravity.rejected(from: .unitY) == .zero,
      help.torque < .infinity
    else { return nil }
    let needs = needs(reference, over: ground, gravity: gravity)
    let shifts = shifts(needs, torque: help.torque, rate: reference.rate, gravity: gravity).map { $0 * settings.share }
    guard shifts.contains(where: { $0.length > Self.leastShift }), var clip = try? reference.clip(of: humanoid) else {
      return nil
    }
    for (frame, shift) in shifts.enumerated() where shift.length > Self.leastShift {
      clip.rootTranslations[frame] += shift
      let pose = clip.pose(at: frame)
      for leg in humanoid.legs { clip.moveFoot(of: leg, by: -shift, in: pose, frame: frame) }
    }
    return try? ReferenceMotion(clip: clip, humanoid: humanoid)
  }

  // MARK: The zero moment point

  private func needs(_ reference: ReferenceMotion, over ground: any Ground, gravity: Vector3) -> [Need] {
    let momenta = (0..<reference.frameCount).map { momentum(reference.frame($0)) }
    let mass = humanoid.totalMass
    var needs: [Need] = []
    var stances: [(point: Vector3, area: ConvexArea)?] = []
    for frame in momenta.indices {
      let before = momenta[max(frame - 1, 0)]
      let after = momenta[min(frame + 1, momenta.count - 1)]
      let span = Double(min(frame + 1, momenta.count - 1) - max(frame - 1, 0)) / reference.rate
      let centre = momenta[frame].centre
      // What the ground has to give, as a force and a moment about the world's origin.
      let force = (after.linear - before.linear) / span - gravity * mass
      let moment = (after.angular - before.angular) / span - centre.cross(gravity * mass)
      guard force.y > settings.leastLoad * mass * gravity.length else {
        needs.append(Need())
        stances.append(nil)
        continue
      }
      let support = support(reference.frame(frame), on: ground)
      let level = support?.level ?? ground.height(at: centre)
      needs.append(
        Need(stiffness: force.y / (mass * max(centre.y - level, settings.leastHeight)), reach: 1 / force.y))
      stances.append(
        support.map { support in
          let moment = moment - (Vector3.unitY * support.level).cross(force)
          return (Vector3(moment.z / force.y, 0, -moment.x / force.y), support.area)
        })
    }
    let outside = stances.map { stance in
      stance.map { ($0.area.nearest(to: $0.point) - $0.point).length } ?? 0
    }
    let window = Int(settings.window * reference.rate)
    for (frame, stance) in stances.enumerated() {
      guard let (point, area) = stance else { continue }
      let near = outside[max(frame - window, 0)...min(frame + window, outside.count - 1)].max() ?? 0
      let scale = 1 - (1 - settings.areaScale) * min(near / settings.calmness, 1)
      needs[frame].lack = (area.scaled(scale).nearest(to: point) - point).clamped(toLength: settings.largestLack)
    }
    return needs
  }

  /// The body's centre of mass, its momentum, and its angular momentum about the world's origin.
  private func momentum(_ links: ArraySlice<LinkState>) -> (centre: Vector3, linear: Vector3, angular: Vector3) {
    var centre = Vector3.zero
    var linear = Vector3.zero
    var angular = Vector3.zero
    for (link, state) in zip(humanoid.links, links) {
      let arm = state.orientation.rotate(link.centreOfMass)
      let momentum = (state.linearVelocity + state.angularVelocity.cross(arm)) * link.mass
      let spin = link.inertia * state.orientation.inverse.rotate(state.angularVelocity)
      centre += (state.position + arm) * link.mass
      linear += momentum
      angular += (state.position + arm).cross(momentum) + state.orientation.rotate(spin)
    }
    return (centre / humanoid.totalMass, linear, angular)
  }

  /// What the body stands on: the area, and the ground's mean height there.
  private func support(
    _ links: ArraySlice<LinkState>, on ground: any Ground
  ) -> (area: ConvexArea, level: Double)? {
    var points: [Vector3] = []
    var lowest = settings.supportHeight
    for (link, state) in zip(humanoid.links, links) {
      for shape in link.shapes where shape.touchesFloor {
        let (_, clearance) = shape.nearestPoint(to: ground, position: state.position, orientation: state.orientation)
        lowest = min(lowest, clearance)
        guard clearance < max(lowest, 0) + settings.supportThickness else { continue }
        points += shape.supportPoints(
          position: state.position, orientation: state.orientation, up: ground.normal(at: state.position))
      }
    }
    guard lowest < settings.supportHeight else { return nil }
    points = points.filter {
      ground.isReached(atElevation: ground.elevation(of: $0), below: max(lowest, 0) + settings.supportThickness)
    }
    let level = points.reduce(0) { $0 + ground.height(at: $1) } / Double(points.count)
    return ConvexArea(around: points).map { ($0, level) }
  }

  // MARK: The shift

  /// The pendulum's equation, with central differences a tridiagonal system. Beyond the ends, where nothing is displaced, shifts
  /// grow from nothing and die away as those of a standing body a metre high.
  private func shifts(_ needs: [Need], torque: Double, rate: Double, gravity: Vector3) -> [Vector3] {
    let step = 1 / rate
    let atEnds = 1 - gravity.length.squareRoot() * step
    var factors: [Double] = []
    var shifts: [Vector3] = []
    for (frame, need) in needs.enumerated() {
      let stiffness = need.stiffness * step * step
      let ends = (frame == 0 ? 1.0 : 0) + (frame == needs.count - 1 ? 1 : 0)
      let pivot = 2 + stiffness - ends * atEnds + (factors.last ?? 0)
      let allowed = torque * need.reach
      let length = need.lack.length
      let displacement = length > allowed ? need.lack * (1 - allowed / length) : .zero
      shifts.append((displacement * stiffness + (shifts.last ?? .zero)) / pivot)
      factors.append(-1 / pivot)
    }
    for frame in shifts.indices.dropLast().reversed() { shifts[frame] -= shifts[frame + 1] * factors[frame] }
    return shifts
  }
}
