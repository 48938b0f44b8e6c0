import Motion
import Simulation

/// Steers legs in the air by where their feet are to be in the world, not by angles against a pelvis that may lean or sag: a foot
/// that is lowered with the pelvis stubs its toes (the swing leg of SIMBICON, Yin, Loken and van de Panne 2007).
struct SwingLegs {
  private let humanoid: Humanoid
  private let legs: [Humanoid.Leg]
  /// A foot in the air is carried higher than the reference has it by this share of its height there, up to a height in metres:
  /// room for the errors of what carries it.
  private static let clearance = (share: 1.0, height: 0.03)

  init(humanoid: Humanoid) {
    self.humanoid = humanoid
    legs = humanoid.legs
  }

  /// Changes the targets of the legs without support while another leg has one.
  /// - Parameter offsets: by leg, how far its foot is aimed off its place; none when empty.
  func steer(
    _ view: SimulationView, standing: Set<Int>, offsets: [Vector3], targets: inout [Quaternion]
  ) {
    guard legs.contains(where: { !standing.isDisjoint(with: $0.links) }) else { return }
    let now = view.goal(link: 0)
    let base = view.reference.base(of: view.referenceFrame + 1)
    // The root at the end of the step, as far from the reference as it is now.
    let lean = view.links[0].orientation * now.orientation.inverse
    let root = LinkState(
      position: view.reference.links[base].position + view.links[0].position - now.position,
      orientation: lean * view.reference.links[base].orientation)
    for (index, leg) in legs.enumerated() where standing.isDisjoint(with: leg.links) {
      let offset = offsets.indices.contains(index) ? offsets[index] : .zero
      let goal = { (link: Int) in view.reference.links[base + link] }
      let hip = root.position + root.orientation.rotate(humanoid.links[leg.thigh].offset)
      let thigh = lean * goal(leg.thigh).orientation
      let shin = lean * goal(leg.shin).orientation
      let chain = TwoBoneChain(
        upper: thigh.rotate(humanoid.links[leg.shin].offset), lower: shin.rotate(humanoid.links[leg.foot].offset))
      let lift = Vector3(
        0, Self.clearance.share * min(max(height(of: leg, base: base, in: view), 0), Self.clearance.height), 0)
      let (bend, swing) = chain.reach(goal(leg.foot).position + offset + lift - hip, axis: thigh.rotate(.unitX))
      let newThigh = swing * thigh
      let newShin = swing * bend * shin
      targets[leg.thigh] = root.orientation.inverse * newThigh
      targets[leg.shin] = newThigh.inverse * newShin
      targets[leg.foot] = newShin.inverse * goal(leg.foot).orientation
    }
  }

  /// Height of the leg's lowest point over the floor in a frame of the reference.
  private func height(of leg: Humanoid.Leg, base: Int, in view: SimulationView) -> Double {
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
