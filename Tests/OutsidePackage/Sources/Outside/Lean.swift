import Gaitkeeper

/// Where the body leans: its centre of mass against the middle of its feet, and how fast it goes, level, in the heading frame.
public struct Lean: Observation, Plugin {
  public static let name = "observation.lean"
  public static let summary = "Centre of mass against the middle of the feet, and its velocity, in the heading frame"

  private let feet: [Int]

  public init(configuration: NoConfiguration, context: PluginContext) { feet = context.humanoid.legs.map(\.foot) }

  public var layout: [ObservationPart] { [.init("offset", count: 2), .init("velocity", count: 2)] }

  public func observe(_ view: SimulationView, into vector: inout [Double]) {
    var (centre, velocity) = (Vector3.zero, Vector3.zero)
    for (link, state) in zip(view.humanoid.links, view.links) {
      let arm = state.orientation.rotate(link.centreOfMass)
      let share = link.mass / view.humanoid.totalMass
      centre += (state.position + arm) * share
      velocity += (state.linearVelocity + state.angularVelocity.cross(arm)) * share
    }
    let middle = feet.reduce(Vector3.zero) { $0 + view.links[$1].position } / Double(max(feet.count, 1))
    let toHeading = view.links[0].orientation.heading.inverse
    for seen in [toHeading.rotate(centre - middle), toHeading.rotate(velocity)] {
      vector.append(seen.x)
      vector.append(seen.z)
    }
  }
}
