import Motion
import Simulation

/// The place, seen from above, over which a body, taken for an inverted pendulum on a point foot, would come to rest (Pratt et al. 2006).
///
/// While it is over the feet they bring the body back. Outside it runs away from the edge over which the body falls, by a factor of e in each
/// `time`.
struct CapturePoint {
  var position: Vector3
  /// sqrt(h / g) in seconds, for the height h of the centre of mass over the ground.
  var time: Double

  /// - Parameters:
  ///   - leastHeight: of the centre of mass, in metres.
  ///   - state: of a link by its index.
  init(
    of humanoid: Humanoid, over ground: any Ground, gravity: Vector3, leastHeight: Double, state: (Int) -> LinkState
  ) {
    let body = humanoid.centreOfMass(state)
    let height = body.position.y - ground.height(at: body.position)
    time = (max(height.isFinite ? height : leastHeight, leastHeight) / max(gravity.length, 1)).squareRoot()
    position = (body.position + body.velocity * time).rejected(from: .unitY)
  }

  /// By how much it is off where it would be for another motion, with this one's time.
  /// - Parameter state: of a link by its index, in the other motion.
  func offset(of humanoid: Humanoid, from state: (Int) -> LinkState) -> Vector3 {
    let body = humanoid.centreOfMass(state)
    return position - (body.position + body.velocity * time).rejected(from: .unitY)
  }
}
