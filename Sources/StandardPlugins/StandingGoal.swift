import Motion
import Simulation

/// The reference, fitted to where the body's feet really stand.
///
/// Feet come down some centimetres beside their places, and then stand there. A body that is pulled to where the reference has it
/// leans off its feet, and joints that are to be as there push the feet over the floor. So the body is taken as far along as its
/// standing feet are off on average, and the legs are bent so that the feet are where they are.
struct StandingGoal {
  /// Where each link is to be now.
  private(set) var links: [LinkState] = []
  /// How far the body is taken along, in metres along the ground.
  private(set) var shift = Vector3.zero
  /// By leg: how far its foot is off its place while it stands; nil while it does not.
  private var displacements: [Vector3?] = []
  /// A leg that does a step of its own, and how its foot is to move now.
  private var stepping: (leg: Int, path: RecoveryStep.Path)?

  private let humanoid: Humanoid
  private let legs: [Humanoid.Leg]
  /// In metres: feet nearer to the centre of mass than this count alike.
  private static let nearness = 0.05

  init(humanoid: Humanoid, legs: [Humanoid.Leg]) {
    self.humanoid = humanoid
    self.legs = legs
  }

  /// - Parameters:
  ///   - standing: links that stand.
  ///   - share: of the way by which the feet are off that the body is taken along.
  ///   - slack: how far they may be off without that, in metres.
  ///   - stepping: a leg that does a step of its own, and how its foot is to move now.
  mutating func fit(
    _ view: SimulationView, standing: Set<Int>, share: Double, slack: Double,
    stepping: (leg: Int, path: RecoveryStep.Path)?
  ) {
    links.removeAll(keepingCapacity: true)
    for link in view.links.indices { links.append(view.goal(link: link)) }
    shift = .zero
    displacements.removeAll(keepingCapacity: true)
    self.stepping = stepping
    guard share > 0 || stepping != nil else { return }
    for leg in legs {
      displacements.append(
        standing.isDisjoint(with: leg.links) ? nil : view.links[leg.foot].position - links[leg.foot].position)
    }
    takeAlong(share: share, slack: slack, over: view.ground)
    if let stepping { displacements[stepping.leg] = stepping.path.position - links[legs[stepping.leg].foot].position }
    for link in links.indices { links[link].position += shift }
    for (index, leg) in legs.enumerated() {
      guard let displacement = displacements[index] else { continue }
      let way = displacement - shift
      let (thigh, shin) = humanoid.bent(
        leg, thigh: links[leg.thigh].orientation, shin: links[leg.shin].orientation,
        reaching: links[leg.foot].position + way - links[leg.thigh].position)
      links[leg.thigh].orientation = thigh
      links[leg.shin].orientation = shin
      links[leg.shin].position = links[leg.thigh].position + thigh.rotate(humanoid.links[leg.shin].offset)
      for link in leg.links where link != leg.thigh && link != leg.shin { links[link].position += way }
      guard let stepping, stepping.leg == index else { continue }
      for link in leg.links where link != leg.thigh {
        let velocity = stepping.path.velocity
        links[link].linearVelocity = link == leg.shin ? (links[0].linearVelocity + velocity) / 2 : velocity
      }
    }
  }

  private mutating func takeAlong(share: Double, slack: Double, over ground: any Ground) {
    let centre = humanoid.centreOfMass { links[$0] }.position
    var (sum, weights) = (Vector3.zero, 0.0)
    for (leg, displacement) in zip(legs, displacements) {
      guard let displacement else { continue }
      let distance = (links[leg.foot].position - centre).rejected(from: .unitY).squaredLength
      let weight = 1 / (distance + Self.nearness * Self.nearness)
      sum += displacement.rejected(from: .unitY) * weight
      weights += weight
    }
    guard weights > 0 else { return }
    let way = sum / weights
    shift = way.normalized(or: .zero) * (max(way.length - slack, 0) * share)
    let normal = ground.normal(at: centre)
    shift.y = -(normal.x * shift.x + normal.z * shift.z) / normal.y
  }

  /// The acceleration of a link over the coming control step that a step of its own asks for, in the place of the reference's.
  func acceleration(of link: Int) -> Vector3? {
    guard let stepping, legs[stepping.leg].links.contains(link), link != legs[stepping.leg].thigh else { return nil }
    return link == legs[stepping.leg].shin ? stepping.path.acceleration / 2 : stepping.path.acceleration
  }

  /// Bends the legs that stand to where their feet are, as the root is to be at the end of the control step.
  func bend(_ targets: inout [Quaternion], _ view: SimulationView) {
    let next = view.reference.base(of: view.referenceFrame + 1)
    for (index, displacement) in displacements.enumerated() where index != stepping?.leg {
      guard let displacement else { continue }
      let leg = legs[index]
      let foot = view.reference.links[next + leg.foot]
      let hip = view.reference.links[next + leg.thigh]
      let (thigh, shin) = humanoid.bent(
        leg, thigh: hip.orientation, shin: view.reference.links[next + leg.shin].orientation,
        reaching: foot.position + displacement - shift - hip.position)
      targets[leg.thigh] = view.reference.links[next].orientation.inverse * thigh
      targets[leg.shin] = thigh.inverse * shin
      targets[leg.foot] = shin.inverse * foot.orientation
    }
  }
}
