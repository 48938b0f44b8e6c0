import Foundation
import Motion
import Simulation

/// The body's own state in the heading frame: height, tilt, joint positions, rotations and velocities.
/// The heading frame has its origin on the ground under the root, y up, and z where the root faces.
public struct ProprioceptiveObservation: Observation, Plugin {
  public static let name = "observation.proprioception"
  public static let summary = "The body's own state in the heading frame"

  private let linkCount: Int

  public init(configuration: NoConfiguration = .init(), context: PluginContext) {
    linkCount = context.humanoid.links.count
  }

  public var layout: [ObservationPart] {
    [
      .init("rootHeight", count: 1),
      .init("linkPositions", count: 3 * (linkCount - 1)),
      .init("linkRotations", count: 6 * linkCount),
      .init("linearVelocities", count: 3 * linkCount),
      .init("angularVelocities", count: 3 * linkCount),
    ]
  }

  public mutating func observe(_ view: SimulationView, into vector: inout [Double]) {
    let root = view.links[0]
    let toHeading = root.orientation.heading.inverse
    func append(_ v: Vector3) { vector.append(contentsOf: [v.x, v.y, v.z]) }
    vector.append(view.heightOverGround(of: root.position))
    for link in view.links.dropFirst() { append(toHeading.rotate(link.position - root.position)) }
    for link in view.links {
      // The first two columns of the rotation matrix (Zhou et al. 2019).
      let (x, y, _) = (toHeading * link.orientation).columns
      append(x)
      append(y)
    }
    for link in view.links { append(toHeading.rotate(link.linearVelocity)) }
    for link in view.links { append(toHeading.rotate(link.angularVelocity)) }
  }
}

extension Quaternion {
  /// The turn about y by which z comes to lie where this rotation's z axis points, seen from above.
  public var heading: Quaternion {
    let forward = rotate(.unitZ)
    return Quaternion(angle: atan2(forward.x, forward.z), axis: .unitY)
  }
}
