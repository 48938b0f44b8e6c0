import Motion
import Simulation

/// How far a body floats over its floor, or sinks into it, slowly, while it seems to stand: found from the feet, of which at least one
/// is always at the same height when it stands still.
struct FloatRemoval {
  /// By frame, how far the body is too high, in the clip's metres.
  let heights: [Double]

  /// - Parameter ground: in the clip's metres; how high a level one is makes no difference.
  init(_ body: SourceBody, ground: any Ground = PlaneGround(), settings: FloatRemovalSettings = .init()) {
    let isLevel = ground.isLevel
    let rate = body.clip.rate
    let feet = BodySide.allCases.map { side in [body.map[side.foot], body.map[side.toes]].compactMap { $0 } }
      .filter { !$0.isEmpty }
    let stances = feet.map { Self.stances($0[0], in: body, settings) }
    func height(_ joint: Int, _ frame: Int) -> Double {
      let place = body.poses[frame].positions[joint]
      return isLevel ? place.y : place.y - ground.height(at: place)
    }
    var heights = [Double](repeating: 0, count: body.poses.count)
    // Where each joint is when its foot stands depends on where the floor is, and that on it: the second round has both.
    for _ in 0..<2 {
      let levels = feet.map { joints in
        joints.map { joint in
          body.poses.indices.map { height(joint, $0) - heights[$0] }.percentile(0.2)
        }
      }
      let largest = settings.largest * body.legLength
      let found = body.poses.indices.map { frame -> Double? in
        var lowest: Double?
        for foot in feet.indices where stances[foot][frame] {
          for (joint, level) in zip(feet[foot], levels[foot]) {
            lowest = min(lowest ?? .infinity, height(joint, frame) - level)
          }
        }
        return lowest.flatMap { abs($0) < largest ? $0 : nil }
      }
      heights = found.filledAndSmoothed(radius: Int((settings.smoothingTime * rate).rounded()))
    }
    let usual = heights.percentile(0.5)
    self.heights = heights.map { $0 - usual }
  }

  private static func stances(_ joint: Int, in body: SourceBody, _ settings: FloatRemovalSettings) -> [Bool] {
    let last = body.poses.count - 1
    return body.poses.indices.map { frame in
      let (before, after) = (max(frame - 1, 0), min(frame + 1, last))
      guard after > before else { return true }
      let step = body.poses[after].positions[joint] - body.poses[before].positions[joint]
      let scale = body.clip.rate / Double(after - before) / body.legLength
      return step.rejected(from: .unitY).length * scale < settings.alongSpeed && abs(step.y) * scale < settings.upSpeed
    }
  }
}
