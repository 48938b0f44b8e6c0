import Foundation
import Motion
import Simulation

/// A step that the reference does not have: where a body is about to fall over the feet on which it is to stand, one of them is put
/// where it falls to.
///
/// A foot is set down beside its place in the reference by as much as the capture point will be off its own by then. A step is done only if
/// that brings the feet nearer to under the capture point, and by a leg that does not carry the body.
struct RecoveryStep {
  /// A step that is being done.
  struct Active: Equatable {
    var leg: Int
    /// Seconds since it began.
    var elapsed: Double
    /// Where the foot link was then, and how high over the ground it is set down.
    var start: Vector3
    var floor: Double
  }

  /// How a foot moves at a moment of a step.
  struct Path {
    var position: Vector3
    var velocity: Vector3
    var acceleration: Vector3
  }

  /// How the reference has a leg from now until `RecoverySettings.horizon`.
  struct Plan {
    /// Whether its foot is to stand all the time, and at any time.
    var stays: Bool
    var lands: Bool
  }

  private(set) var active: Active?
  private let humanoid: Humanoid
  private let legs: [Humanoid.Leg]
  private let settings: RecoverySettings

  init(humanoid: Humanoid, legs: [Humanoid.Leg], settings: RecoverySettings) {
    self.humanoid = humanoid
    self.legs = legs
    self.settings = settings
  }

  /// Begins, goes on with, or ends a step; once a control step.
  /// - Parameters:
  ///   - capture: of the body.
  ///   - error: by how much it is off the reference's.
  ///   - supports: what the body stands on as planned.
  ///   - plan: of a leg.
  mutating func update(
    _ view: SimulationView, capture: CapturePoint, error: Vector3, supports: [InverseDynamics.Support],
    plan: (Humanoid.Leg) -> Plan
  ) {
    if var step = active {
      step.elapsed += view.substepDuration * Double(view.substeps)
      let isDown = step.elapsed > settings.duration / 2 && load(on: legs[step.leg], view) > settings.landingLoad
      active = isDown || step.elapsed > settings.duration * 1.5 ? nil : step
      if active != nil { return }
    }
    guard error.length > settings.error, legs.count > 1, let area = ConvexArea(around: supports.map(\.position)) else {
      return
    }
    let edge = area.nearest(to: capture.position)
    guard (edge - capture.position).length > settings.outside else { return }
    let growth = exp(settings.duration / capture.time)
    let end = edge + (capture.position - edge) * growth
    let load = legs.reduce(0) { $0 + self.load(on: $1, view) }
    let plans = legs.map(plan)
    let standing = legs.map { leg in supports.contains { leg.links.contains($0.link) } }
    var nearest = settings.gain * (end - edge).length
    var best: Int?
    for (index, leg) in legs.enumerated() where standing[index] ? plans.allSatisfy(\.stays) : !plans[index].lands {
      guard self.load(on: leg, view) <= settings.largestLoad * load else { continue }
      let others = supports.filter { !leg.links.contains($0.link) }.map(\.position)
      let way =
        landing(of: leg, view, error: error * growth, remaining: settings.duration) - view.links[leg.foot].position
      guard !others.isEmpty, let wider = ConvexArea(around: others + sole(of: leg, view).map { $0 + way }) else {
        continue
      }
      let distance = (wider.nearest(to: end) - end).length
      if distance < nearest { (best, nearest) = (index, distance) }
    }
    guard let best else { return }
    let heights = legs.map { leg in
      let foot = view.links[leg.foot].position
      return foot.y - view.ground.height(at: foot)
    }
    let other = legs.indices.filter { $0 != best && standing[$0] }.map { heights[$0] }.min()
    active = Active(
      leg: best, elapsed: 0, start: view.links[legs[best].foot].position,
      floor: standing[best] ? heights[best] : other ?? heights[best])
  }

  /// Gives up a step that is being done.
  mutating func cancel() { active = nil }

  /// How the stepping foot is to move `ahead` seconds from now; nil when none steps.
  /// - Parameter error: by how much the capture point is off the reference's now.
  func path(_ view: SimulationView, capture: CapturePoint, error: Vector3, ahead: Double) -> Path? {
    guard let active else { return nil }
    let remaining = max(settings.duration - active.elapsed, 0)
    let landing = landing(
      of: legs[active.leg], view, error: error * exp(remaining / capture.time), remaining: remaining)
    let start = active.start.rejected(from: .unitY)
    let way = (landing - start).clamped(toLength: settings.longest)
    // From rest to rest with the least jerk (Flash and Hogan 1985), and up and down between.
    let t = min((active.elapsed + ahead) / settings.duration, 1)
    let s = t * t * t * (10 + t * (-15 + 6 * t))
    let ds = 30 * t * t * (1 - t) * (1 - t) / settings.duration
    let dds = 60 * t * (1 - t) * (1 - 2 * t) / (settings.duration * settings.duration)
    let fall = view.ground.height(at: start + way) + active.floor - active.start.y
    let height = active.start.y + fall * s + settings.height * 16 * t * t * (1 - t) * (1 - t)
    let rise = fall * ds + settings.height * 32 * t * (1 - t) * (1 - 2 * t) / settings.duration
    return Path(
      position: start + way * s + .unitY * height, velocity: way * ds + .unitY * rise, acceleration: way * dds)
  }

  /// Where, seen from above, a foot is put: beside its place in the reference by the capture point's error when it lands.
  private func landing(of leg: Humanoid.Leg, _ view: SimulationView, error: Vector3, remaining: Double) -> Vector3 {
    let end = view.reference.base(of: view.referenceFrame + Int((remaining * view.reference.rate).rounded(.up)))
    return (view.reference.links[end + leg.foot].position + error * settings.reach).rejected(from: .unitY)
  }

  /// The points by which a leg may stand, as its foot is now.
  private func sole(of leg: Humanoid.Leg, _ view: SimulationView) -> [Vector3] {
    leg.links.sorted().flatMap { link in
      humanoid.links[link].shapes.filter(\.touchesFloor).flatMap {
        $0.supportPoints(position: view.links[link].position, orientation: view.links[link].orientation)
      }
    }
  }

  /// Upward, in newtons, in the last engine step.
  private func load(on leg: Humanoid.Leg, _ view: SimulationView) -> Double {
    view.contacts.reduce(0) { $0 + (leg.links.contains($1.link) ? $1.force.y : 0) }
  }

  // MARK: State

  var state: [Double] {
    guard let active else { return [-1, 0, 0, 0, 0, 0] }
    return [Double(active.leg), active.elapsed, active.start.x, active.start.y, active.start.z, active.floor]
  }

  /// - Throws: `SimulationError.snapshotMismatch`.
  mutating func restore(_ state: [Double]) throws {
    guard state.count == 6, state[0] == -1 || legs.indices.contains(Int(exactly: state[0]) ?? -1) else {
      throw SimulationError.snapshotMismatch(
        expected: "6 numbers of a recovery step, the first a leg's place or -1", found: "\(state)")
    }
    active =
      state[0] < 0
      ? nil
      : Active(leg: Int(state[0]), elapsed: state[1], start: Vector3(state[2], state[3], state[4]), floor: state[5])
  }
}
