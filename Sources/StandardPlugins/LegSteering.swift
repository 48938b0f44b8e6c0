import Motion
import Simulation

/// Steers legs by where their feet are to be in the world, not by angles against a pelvis that may lean or sag: a foot that is lowered
/// with the pelvis stubs its toes (the swing leg of SIMBICON, Yin, Loken and van de Panne 2007).
struct LegSteering {
  private let humanoid: Humanoid
  private let legs: [Humanoid.Leg]
  private let settings: LegSettings
  private let contacts: ContactSettings

  init(humanoid: Humanoid, settings: LegSettings = .init(), contacts: ContactSettings = .init()) {
    self.humanoid = humanoid
    self.settings = settings
    self.contacts = contacts
    legs = humanoid.legs
  }

  /// Changes the targets of the legs without support; while none has any, of those that are to stand, so that they reach for the
  /// floor. Those of legs that came down too near to the hip are changed to where their feet are.
  /// - Parameters:
  ///   - offsets: by leg, how far its foot is aimed off its place while it is in the air; none when empty.
  ///   - stepping: a leg that does a step of its own, and where its foot is to be at the end of the control step.
  func steer(
    _ view: SimulationView, standing: Set<Int>, offsets: [Vector3], stepping: (leg: Int, place: Vector3)? = nil,
    targets: inout [Quaternion]
  ) {
    let isFlying = legs.allSatisfy { standing.isDisjoint(with: $0.links) }
    let next = Next(view)
    for (index, leg) in legs.enumerated() {
      let foot = view.reference.links[next.base + leg.foot]
      let hip = next.root.position + next.root.orientation.rotate(humanoid.links[leg.thigh].offset)
      if let stepping, stepping.leg == index {
        let shin = aim(leg, at: stepping.place - hip, view, next, targets: &targets)
        targets[leg.foot] = shin.inverse * foot.orientation
      } else if standing.isDisjoint(with: leg.links) {
        let way = foot.position - view.goal(link: leg.foot).position
        let planned = PlannedContact(
          height: height(of: leg, base: next.base, in: view), velocity: way * view.reference.rate,
          normal: view.ground.normal(at: foot.position), settings: contacts)
        if isFlying, !planned.isOnFloor { continue }
        let lift = lift(of: leg, planned: planned, base: next.base, in: view)
        var offset = offsets.indices.contains(index) ? offsets[index] : .zero
        offset.y += Self.rise(of: view.ground, from: foot.position, by: offset)
        let reach = foot.position + offset + .unitY * lift - hip
        let shin = aim(leg, at: reach, view, next, targets: &targets)
        targets[leg.foot] = shin.inverse * foot.orientation
      } else {
        let place = view.links[leg.foot].position + foot.position - view.goal(link: leg.foot).position
        let planned = foot.position - view.reference.links[next.base + leg.thigh].position
        guard planned.length - (place - hip).length > settings.shortness else { continue }
        _ = aim(leg, at: place - hip, view, next, targets: &targets)
      }
    }
  }

  /// The end of the control step.
  private struct Next {
    /// Index of the reference's first link then.
    var base: Int
    /// How the root is turned against the reference, now as then.
    var lean: Quaternion
    /// As far from the reference as it is now.
    var root: LinkState

    init(_ view: SimulationView) {
      let now = view.goal(link: 0)
      base = view.reference.base(of: view.referenceFrame + 1)
      lean = view.links[0].orientation * now.orientation.inverse
      root = LinkState(
        position: view.reference.links[base].position + view.links[0].position - now.position,
        orientation: lean * view.reference.links[base].orientation)
    }
  }

  /// Turns thigh and shin so that the ankle comes to a place, from the hip.
  /// - Returns: the shin's orientation then.
  private func aim(
    _ leg: Humanoid.Leg, at place: Vector3, _ view: SimulationView, _ next: Next, targets: inout [Quaternion]
  ) -> Quaternion {
    let thigh = next.lean * view.reference.links[next.base + leg.thigh].orientation
    let shin = next.lean * view.reference.links[next.base + leg.shin].orientation
    let (newThigh, newShin) = humanoid.bent(leg, thigh: thigh, shin: shin, reaching: place)
    targets[leg.thigh] = next.root.orientation.inverse * newThigh
    targets[leg.shin] = newThigh.inverse * newShin
    return newShin
  }

  /// How much higher than the reference has it a foot in the air is carried. One that leaves the floor is not torn from it, one that
  /// comes down, or comes to rest, does not hurry, and one that is still is put down.
  /// - Parameter base: of the links at the end of the step.
  private func lift(of leg: Humanoid.Leg, planned: PlannedContact, base: Int, in view: SimulationView) -> Double {
    let height = max(planned.height, 0)
    guard height < .infinity else { return 0 }
    if planned.isStill { return -height }
    let before = self.height(of: leg, base: view.reference.base(of: view.referenceFrame), in: view)
    let after = view.reference.base(of: view.referenceFrame + 2)
    let next = view.reference.links[after + leg.foot].position - view.reference.links[base + leg.foot].position
    let speed = min(
      planned.velocity.rejected(from: .unitY).length, next.rejected(from: .unitY).length * view.reference.rate)
    let swing = min(speed * settings.swingTime, settings.swingHeight)
    return max(min(height, max(before, 0), settings.clearance), swing - height)
  }

  /// Clearance of the leg's lowest point over the ground in a frame of the reference.
  func height(of leg: Humanoid.Leg, base: Int, in view: SimulationView) -> Double {
    humanoid.clearance(of: leg.links, over: view.ground) { view.reference.links[base + $0] } ?? .infinity
  }

  /// How much higher the ground is beside a place.
  private static func rise(of ground: any Ground, from place: Vector3, by offset: Vector3) -> Double {
    let rise = ground.height(at: place + offset) - ground.height(at: place)
    return rise.isFinite ? rise : 0
  }
}
