import Gaitkeeper
import Synchronization

/// A hand that holds a point of a body and pulls it: what the mouse does in the viewer.
final class Hand: Sendable {
  /// Of the spring between hand and body in N/m, of its damper in N s/m, and the largest force in N.
  static let stiffness = 1500.0
  static let damping = 100.0
  static let strongest = 600.0

  struct Grip: Sendable {
    var link: Int
    /// Where it holds, in the link's frame.
    var point: Vector3
    /// Where it pulls to, in the world.
    var target: Vector3
  }

  private let grip = Mutex<Grip?>(nil)

  /// Nil lets go.
  func hold(_ new: Grip?) { grip.withLock { $0 = new } }
  var held: Grip? { grip.withLock { $0 } }
}

/// The hand's force on the link that it holds.
struct HandForce: ForceField {
  static let name = "force.hand"
  let hand: Hand

  func apply(to wrenches: inout [Wrench], in view: SimulationView) {
    guard let grip = hand.held, view.links.indices.contains(grip.link) else { return }
    let state = view.links[grip.link]
    let arm = state.orientation.rotate(grip.point)
    let velocity = state.linearVelocity + state.angularVelocity.cross(arm)
    let pull = (grip.target - state.position - arm) * Hand.stiffness - velocity * Hand.damping
    let force = pull.clamped(toLength: Hand.strongest)
    let centreOfMass = state.orientation.rotate(view.humanoid.links[grip.link].centreOfMass)
    wrenches[grip.link].force += force
    wrenches[grip.link].torque += (arm - centreOfMass).cross(force)
  }
}

extension PluginRegistry {
  /// The registry with this hand's force in it, which holds a link only while somebody pulls.
  func with(_ hand: Hand) -> PluginRegistry {
    var registry = self
    registry.forces.add(
      .init(
        name: HandForce.name, summary: "Pull of the mouse in the viewer", fields: [], defaults: .null,
        make: { _, _ in HandForce(hand: hand) }))
    return registry
  }
}
