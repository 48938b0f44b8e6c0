import Foundation
import Motion
import Simulation

/// How well a body imitates its reference at the end of a control step, 0 to 1: a weighted sum of exp(-k d^2), as in UHC (Luo et
/// al. 2021) and PHC (Luo et al. 2023).
struct ImitationReward {
  private let parents: [Int]

  init(humanoid: Humanoid) { parents = humanoid.links.map { $0.parent ?? -1 } }

  /// Mean distance of the joints to where the goal has them now, in metres.
  func meanJointError(_ view: SimulationView, to goal: ReferenceMotion) -> Double {
    let base = goal.base(of: view.referenceFrame)
    var sum = 0.0
    for link in parents.indices { sum += (view.links[link].position - goal.links[base + link].position).length }
    return sum / Double(parents.count)
  }

  /// - Parameters:
  ///   - goal: what is to be imitated, whatever the body was asked to track.
  ///   - action: the policy's numbers; small ones are better.
  func value(_ view: SimulationView, to goal: ReferenceMotion, action: ArraySlice<Float>) -> Double {
    let base = goal.base(of: view.referenceFrame)
    var position = 0.0
    var velocity = 0.0
    var turning = 0.0
    var rotation = 0.0
    for link in parents.indices {
      let state = view.links[link]
      let aim = goal.links[base + link]
      position += (state.position - aim.position).squaredLength
      velocity += (state.linearVelocity - aim.linearVelocity).squaredLength
      turning += (state.angularVelocity - aim.angularVelocity).squaredLength
      rotation += (aim.orientation * state.orientation.inverse).rotationVector.squaredLength
    }
    let count = Double(parents.count)
    let help = view.help.force.length / 100 + view.help.torque.length / 100
    var size = 0.0
    for value in action { size += Double(value * value) }
    size /= Double(max(action.count, 1))
    return 0.3 * exp(-100 * position / count) + 0.2 * exp(-10 * position / count) + 0.2 * exp(-5 * rotation / count)
      + 0.15 * exp(-0.5 * velocity / count) + 0.1 * exp(-0.03 * turning / count) + 0.05 * exp(-2 * help)
      - 0.05 * min(size, 4)
  }
}
