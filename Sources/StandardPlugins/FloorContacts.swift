import Motion
import Simulation

/// Which points of the body touch the floor.
struct FloorContacts {
  /// A point that is on the floor or near it now, by which the body may push on it. Some touch it against the plan.
  struct Point {
    var support: InverseDynamics.Support
    var planned: PlannedContact
  }

  /// The shapes by which the body may stand, with their links.
  private let shapes: [(link: Int, shape: Shape)]
  private let settings: ContactSettings

  init(humanoid: Humanoid, settings: ContactSettings) {
    self.settings = settings
    shapes = humanoid.links.indices.flatMap { index in
      humanoid.links[index].shapes.filter(\.touchesFloor).map { (index, $0) }
    }
  }

  func touching(_ view: SimulationView) -> [Point] {
    let base = view.reference.base(of: view.referenceFrame + 1)
    var points: [Point] = []
    for (link, shape) in shapes {
      let actual = view.links[link]
      guard
        shape.lowestPoint(position: actual.position, orientation: actual.orientation).y < settings.actualHeight
      else { continue }
      let before = view.goal(link: link)
      let planned = view.reference.links[base + link]
      let turn = before.orientation * planned.orientation.inverse
      let goals = shape.supportPoints(position: planned.position, orientation: planned.orientation)
      let now = shape.supportPoints(position: actual.position, orientation: actual.orientation)
      for (goal, point) in zip(goals, now) where point.y < settings.actualHeight {
        // Of the matter that is there then: what rolls on the floor is not swept over it.
        let matter = before.position + turn.rotate(goal - planned.position)
        points.append(
          Point(
            support: InverseDynamics.Support(link: link, position: point, normal: .unitY),
            planned: PlannedContact(
              height: goal.y, heightNow: matter.y, velocity: (goal - matter) * view.reference.rate, settings: settings))
        )
      }
    }
    return points
  }
}
