import Motion
import Simulation

/// Which points of the body touch the ground.
struct FloorContacts {
  /// A point that is on the ground or near it now, by which the body may push on it. Some touch it against the plan.
  struct Point {
    var support: InverseDynamics.Support
    var planned: PlannedContact
  }

  /// The shapes by which the body may stand, with their links.
  private let shapes: [(link: Int, shape: Shape)]
  private let settings: ContactSettings

  /// Share of a contact's friction coefficient that is relied on.
  private let frictionShare: Double

  init(humanoid: Humanoid, settings: ContactSettings, frictionShare: Double) {
    self.settings = settings
    self.frictionShare = frictionShare
    shapes = humanoid.links.indices.flatMap { index in
      humanoid.links[index].shapes.filter(\.touchesFloor).map { (index, $0) }
    }
  }

  func touching(_ view: SimulationView) -> [Point] {
    let base = view.reference.base(of: view.referenceFrame + 1)
    let ground = view.ground
    var points: [Point] = []
    for (link, shape) in shapes {
      let actual = view.links[link]
      let (_, clearance) = shape.nearestPoint(
        to: ground, position: actual.position, orientation: actual.orientation)
      guard clearance < settings.actualHeight else { continue }
      let before = view.goal(link: link)
      let planned = view.reference.links[base + link]
      let turn = before.orientation * planned.orientation.inverse
      let goals = shape.supportPoints(
        position: planned.position, orientation: planned.orientation, up: ground.normal(at: planned.position))
      let now = shape.supportPoints(
        position: actual.position, orientation: actual.orientation, up: ground.normal(at: actual.position))
      for (goal, point) in zip(goals, now) {
        guard ground.isReached(atElevation: ground.elevation(of: point), below: settings.actualHeight),
          let surface = ground.surface(at: point)
        else { continue }
        // Of the matter that is there then: what rolls on the floor is not swept over it.
        let matter = before.position + turn.rotate(goal - planned.position)
        points.append(
          Point(
            support: InverseDynamics.Support(
              link: link, position: point, normal: surface.normal,
              friction: frictionShare * (surface.friction * shape.friction)),
            planned: PlannedContact(
              height: ground.elevation(of: goal), heightNow: ground.elevation(of: matter),
              velocity: (goal - matter) * view.reference.rate, normal: ground.normal(at: goal), settings: settings))
        )
      }
    }
    return points
  }
}
