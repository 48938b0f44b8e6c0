import Motion
import Simulation

/// Steers legs in the air by where their feet are to be in the world, not by angles against a pelvis that may lean or sag: a foot
/// that is lowered with the pelvis stubs its toes (the swing leg of SIMBICON, Yin, Loken and van de Panne 2007).
struct SwingLegs {
  private struct Leg {
    var thigh, shin, foot: Int
    /// All links of the leg.
    var links: Set<Int>
  }

  private let humanoid: Humanoid
  private let legs: [Leg]
  /// A foot in the air is carried higher than the reference has it by this share of its height there, up to a height in metres:
  /// room for the errors of what carries it.
  private static let clearance = (share: 1.0, height: 0.03)

  init(humanoid: Humanoid) {
    self.humanoid = humanoid
    legs = Self.legs(of: humanoid)
  }

  /// The branches at the root that reach the floor in the rest pose and have a thigh, a shin and a foot.
  private static func legs(of humanoid: Humanoid) -> [Leg] {
    var rest: [Vector3] = []
    var branch: [Int] = []
    for (index, link) in humanoid.links.enumerated() {
      rest.append((link.parent.map { rest[$0] } ?? .zero) + link.offset)
      branch.append(link.parent.map { $0 == 0 ? index : branch[$0] } ?? 0)
    }
    let lowest = humanoid.links.indices.map { index in
      humanoid.links[index].shapes.map { $0.lowestPoint(position: rest[index], orientation: .identity).y }.min()
        ?? .infinity
    }
    let floor = lowest.min() ?? 0
    let thighs = Set(lowest.indices.filter { lowest[$0] < floor + 0.02 }.map { branch[$0] }).subtracting([0])
    func child(of link: Int?) -> Int? { link.flatMap { parent in humanoid.links.firstIndex { $0.parent == parent } } }
    return thighs.sorted().compactMap { thigh in
      guard let shin = child(of: thigh), let foot = child(of: shin) else { return nil }
      return Leg(thigh: thigh, shin: shin, foot: foot, links: Set(branch.indices.filter { branch[$0] == thigh }))
    }
  }

  /// Changes the targets of the legs without support while another leg has one.
  func steer(_ view: SimulationView, standing: Set<Int>, targets: inout [Quaternion]) {
    guard legs.contains(where: { !standing.isDisjoint(with: $0.links) }) else { return }
    let now = view.reference.links[view.reference.base(of: view.referenceFrame)]
    let base = view.reference.base(of: view.referenceFrame + 1)
    // The root at the end of the step, as far from the reference as it is now.
    let lean = view.links[0].orientation * now.orientation.inverse
    let root = LinkState(
      position: view.reference.links[base].position + view.links[0].position - now.position,
      orientation: lean * view.reference.links[base].orientation)
    for leg in legs where standing.isDisjoint(with: leg.links) {
      let goal = { (link: Int) in view.reference.links[base + link] }
      let hip = root.position + root.orientation.rotate(humanoid.links[leg.thigh].offset)
      let thigh = lean * goal(leg.thigh).orientation
      let shin = lean * goal(leg.shin).orientation
      let chain = TwoBoneChain(
        upper: thigh.rotate(humanoid.links[leg.shin].offset), lower: shin.rotate(humanoid.links[leg.foot].offset))
      let lift = Vector3(
        0, Self.clearance.share * min(max(height(of: leg, base: base, in: view), 0), Self.clearance.height), 0)
      let (bend, swing) = chain.reach(goal(leg.foot).position + lift - hip, axis: thigh.rotate(.unitX))
      let newThigh = swing * thigh
      let newShin = swing * bend * shin
      targets[leg.thigh] = root.orientation.inverse * newThigh
      targets[leg.shin] = newThigh.inverse * newShin
      targets[leg.foot] = newShin.inverse * goal(leg.foot).orientation
    }
  }

  /// Height of the leg's lowest point over the floor in a frame of the reference.
  private func height(of leg: Leg, base: Int, in view: SimulationView) -> Double {
    var lowest = Double.infinity
    for link in leg.links {
      let state = view.reference.links[base + link]
      for shape in humanoid.links[link].shapes {
        lowest = min(lowest, shape.lowestPoint(position: state.position, orientation: state.orientation).y)
      }
    }
    return lowest
  }
}
