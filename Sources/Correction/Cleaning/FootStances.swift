import Motion
import Simulation

/// When each foot of a body stands on the floor, and how it slides there.
struct FootStances {
  /// A point this low in two frames may stand, in metres, and does when it is slower than this, in m/s. Faster ones slide as
  /// dancers do, or swing.
  private static let standing = (height: 0.025, speed: 0.3)
  /// A foot stands for at least this long, in seconds.
  private static let shortest = 0.12

  /// `slips[leg][frame]`: the horizontal step to the next frame, in metres, of the standing foot's point that moves least (a foot
  /// that rolls turns about it). Nil while the foot does not stand. One fewer than there are frames.
  let slips: [[Vector3?]]
  /// `heights[leg][frame]`: of the foot's lowest point.
  let heights: [[Double]]

  /// - Parameter clip: on the humanoid's links and its floor.
  init(_ clip: MotionClip, humanoid: Humanoid) {
    let poses = (0..<clip.frameCount).map { clip.pose(at: $0) }
    let feet = humanoid.legs.map { leg in leg.links.filter { $0 != leg.thigh && $0 != leg.shin }.sorted() }
    let paths = feet.map { links in
      poses.map { pose in
        links.flatMap { link in
          humanoid.links[link].shapes.flatMap {
            $0.supportPoints(position: pose.positions[link], orientation: pose.orientations[link])
          }
        }
      }
    }
    heights = paths.map { path in path.map { points in points.map(\.y).min() ?? .infinity } }
    slips = paths.map { path in
      Self.lasting(
        zip(path, path.dropFirst()).map { Self.slip(from: $0, to: $1, rate: clip.rate) },
        count: Int((Self.shortest * clip.rate).rounded()))
    }
  }

  private static func slip(from before: [Vector3], to after: [Vector3], rate: Double) -> Vector3? {
    let low = zip(before, after).filter { max($0.y, $1.y) < standing.height }
    let steps = low.map { ($1 - $0).rejected(from: .unitY) }
    guard let least = steps.min(by: { $0.squaredLength < $1.squaredLength }), least.length * rate < standing.speed
    else {
      return nil
    }
    return least
  }

  /// Those that go on for at least `count` steps.
  private static func lasting(_ steps: [Vector3?], count: Int) -> [Vector3?] {
    var result = steps
    for run in runs(steps) where run.count < count { for step in run { result[step] = nil } }
    return result
  }

  /// The ranges without nil.
  static func runs(_ steps: [Vector3?]) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var start = 0
    for index in 0...steps.count where index == steps.count || steps[index] == nil {
      if index > start { result.append(start..<index) }
      start = index + 1
    }
    return result
  }
}
