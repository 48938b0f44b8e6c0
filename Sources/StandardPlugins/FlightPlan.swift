import Motion
import Simulation

/// A reference that flies as a body does while nothing of it touches the ground.
///
/// Recordings and their differences smear the end of a push-off into the first frame of the flight, where no floor can push any more: a
/// body that is as fast as they say leaves the floor too slowly, and lands too early. Here the centre of mass goes on a parabola
/// from the last frame on the floor to the next one, and has its speed at both ends.
struct FlightPlan {
  private let humanoid: Humanoid
  private let settings: FlightSettings

  init(humanoid: Humanoid, settings: FlightSettings) {
    self.humanoid = humanoid
    self.settings = settings
  }

  /// The reference with its flights put right; nil when there is none to put right.
  func ballistic(_ reference: ReferenceMotion, over ground: any Ground, gravity: Vector3) -> ReferenceMotion? {
    guard settings.longest > 0, gravity.y < 0, gravity.rejected(from: .unitY) == .zero else { return nil }
    let heights = (0..<reference.frameCount).map { frame in
      humanoid.clearance(over: ground) { reference.links[reference.base(of: frame) + $0] }
    }
    var links = reference.links
    var isChanged = false
    var start = 0
    while start + 1 < heights.count {
      guard heights[start] <= settings.height, heights[start + 1] > settings.height else {
        start += 1
        continue
      }
      guard let end = heights[(start + 1)...].firstIndex(where: { $0 <= settings.height }) else { break }
      if bend(&links, reference, start, end, gravity: gravity.y) { isChanged = true }
      start = end
    }
    return isChanged ? reference.moving(links) : nil
  }

  /// - Returns: whether the flight is one that a body could make of it.
  private func bend(
    _ links: inout [LinkState], _ reference: ReferenceMotion, _ start: Int, _ end: Int, gravity: Double
  ) -> Bool {
    let duration = Double(end - start) / reference.rate
    guard duration <= settings.longest else { return false }
    let centres = (start...end).map { frame in
      humanoid.centreOfMass { reference.links[reference.base(of: frame) + $0] }
    }
    let from = centres[0].position.y
    let speed = (centres[end - start].position.y - from) / duration - gravity * duration / 2
    var lifts: [Double] = []
    for index in centres.indices {
      let time = Double(index) / reference.rate
      lifts.append(from + (speed + gravity * time / 2) * time - centres[index].position.y)
    }
    guard lifts.allSatisfy({ abs($0) < settings.farthest }) else { return false }
    for index in centres.indices {
      let change = speed + gravity * Double(index) / reference.rate - centres[index].velocity.y
      let base = reference.base(of: start + index)
      for link in base..<(base + reference.linkCount) {
        links[link].position.y += lifts[index]
        links[link].linearVelocity.y += change * settings.share
      }
    }
    return true
  }
}
