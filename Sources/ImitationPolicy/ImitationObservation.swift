import Foundation
import Motion
import Simulation
import StandardPlugins

/// What the imitation policy sees: the body, the reference ahead of it, and the differences, all in the heading frame.
///
/// The heading frame has its origin at the root, y up, and z where the root faces. Rotations are rotation vectors in radians but
/// for the root's tilt (first two columns of its matrix, Zhou et al. 2019). The root's height is that over the ground under it.
public struct ImitationObservation: Observation, Plugin {
  public static let name = "observation.imitation"
  public static let summary = "Body, reference ahead and differences in the heading frame, contacts, help"

  /// Control steps ahead of now at which the reference is shown beside the next frame.
  static let horizons = [3, 6, 12, 20]

  private let parents: [Int]
  private let legs: [Humanoid.Leg]
  /// Links on which the body stands: feet and toes.
  private let standingLinks: [Int]
  /// In kilograms.
  private let mass: Double

  public init(configuration: NoConfiguration = .init(), context: PluginContext) {
    let humanoid = context.humanoid
    parents = humanoid.links.map { $0.parent ?? -1 }
    legs = humanoid.legs
    standingLinks = legs.flatMap(\.standingLinks)
    mass = humanoid.totalMass
  }

  public var layout: [ObservationPart] {
    let joints = 3 * (parents.count - 1)
    return [
      .init("rootHeight", count: 1), .init("rootTilt", count: 6), .init("rootVelocity", count: 3),
      .init("rootAngularVelocity", count: 3), .init("jointRotations", count: joints),
      .init("jointVelocities", count: joints), .init("linkPositions", count: joints),
      .init("standingForces", count: standingLinks.count), .init("referenceRoot", count: 12),
      .init("referenceJointRotations", count: joints), .init("referenceLinkPositions", count: joints),
      .init("ahead", count: Self.horizons.count * (8 + 3 * legs.count)), .init("helpCap", count: 2),
      .init("helpAsked", count: 6),
    ]
  }

  public func observe(_ view: SimulationView, into vector: inout [Double]) {
    func append(_ v: Vector3) {
      vector.append(v.x)
      vector.append(v.y)
      vector.append(v.z)
    }
    let gravity = view.gravity.length
    // Where nothing has weight, forces are shares of the weight on earth.
    let weight = mass * (gravity > 0.1 ? gravity : 9.81)
    let root = view.links[0]
    let toHeading = root.orientation.heading.inverse
    vector.append(view.heightOverGround(of: root.position))
    let (x, y, _) = (toHeading * root.orientation).columns
    append(x)
    append(y)
    append(toHeading.rotate(root.linearVelocity))
    append(toHeading.rotate(root.angularVelocity))
    for link in parents.indices.dropFirst() {
      append((view.links[parents[link]].orientation.inverse * view.links[link].orientation).rotationVector)
    }
    for link in parents.indices.dropFirst() {
      let parent = view.links[parents[link]]
      append(parent.orientation.inverse.rotate(view.links[link].angularVelocity - parent.angularVelocity))
    }
    for link in parents.indices.dropFirst() { append(toHeading.rotate(view.links[link].position - root.position)) }
    for link in standingLinks {
      var force = 0.0
      for contact in view.contacts where contact.link == link { force += contact.force.dot(contact.normal) }
      vector.append(force / weight)
    }
    appendNext(view, toHeading, &vector)
    appendAhead(view, toHeading, &vector)
    vector.append(min(view.helpCap.force, 1000) / 100)
    vector.append(min(view.helpCap.torque, 1000) / 100)
    append(toHeading.rotate(view.action.rootHelp.force.clamped(toLength: 10 * weight)) / weight)
    append(toHeading.rotate(view.action.rootHelp.torque.clamped(toLength: 10 * weight)) / weight)
  }

  /// The reference's next frame against the body now.
  private func appendNext(_ view: SimulationView, _ toHeading: Quaternion, _ vector: inout [Double]) {
    func append(_ v: Vector3) {
      vector.append(v.x)
      vector.append(v.y)
      vector.append(v.z)
    }
    let base = view.reference.base(of: view.referenceFrame + 1)
    let root = view.links[0]
    let next = view.reference.links[base]
    append(toHeading.rotate(next.position - root.position))
    append(toHeading.rotate((next.orientation * root.orientation.inverse).rotationVector))
    append(toHeading.rotate(next.linearVelocity - root.linearVelocity))
    append(toHeading.rotate(next.angularVelocity - root.angularVelocity))
    for link in parents.indices.dropFirst() {
      let local = view.links[parents[link]].orientation.inverse * view.links[link].orientation
      append((view.reference.jointRotations[base + link] * local.inverse).rotationVector)
    }
    for link in parents.indices.dropFirst() {
      append(toHeading.rotate(view.reference.links[base + link].position - view.links[link].position))
    }
  }

  private func appendAhead(_ view: SimulationView, _ toHeading: Quaternion, _ vector: inout [Double]) {
    let root = view.links[0]
    func append(_ v: Vector3) {
      vector.append(v.x)
      vector.append(v.y)
      vector.append(v.z)
    }
    for horizon in Self.horizons {
      let base = view.reference.base(of: view.referenceFrame + horizon)
      let ahead = view.reference.links[base]
      append(toHeading.rotate(ahead.position - root.position))
      let turn = (toHeading * ahead.orientation.heading).twistAngle(about: .unitY)
      vector.append(sin(turn))
      vector.append(cos(turn))
      append(toHeading.rotate(ahead.linearVelocity))
      for leg in legs { append(toHeading.rotate(view.reference.links[base + leg.foot].position - root.position)) }
    }
  }
}
