import Motion

import Simulation

/// How foot points move along the ground. `points[frame][point]` are in metres.
struct FootSliding {
  private let points: [[Vector3]]
  private let ground: any Ground
  /// By frame and point, over the ground.
  private let clearances: [[Double]]

  init(_ points: [[Vector3]], on ground: any Ground) {
    self.points = points
    self.ground = ground
    clearances = points.map { $0.map { ground.clearance(of: $0) } }
  }

  /// Mean step along the ground, in metres, of the points that are no higher than `contactHeight` in both of two frames.
  func skate(contactHeight: Double) -> Double {
    var steps: [Double] = []
    for frame in points.indices.dropLast() {
      for point in points[frame].indices
      where max(clearances[frame][point], clearances[frame + 1][point]) <= contactHeight {
        steps.append(step(of: point, after: frame))
      }
    }
    return mean(steps)
  }

  /// Share of frame pairs in which some point is under `contactHeight` in both frames and moves faster than `speed`
  /// (m/s), in the pair and in the mean of the `window` pairs around it.
  func ratio(rate: Double, contactHeight: Double, speed: Double, window: Int) -> Double {
    guard let count = points.first?.count, points.count > 1 else { return 0 }
    var isSkating = Array(repeating: false, count: points.count - 1)
    for point in 0..<count {
      let speeds = points.indices.dropLast().map { step(of: point, after: $0) * rate }
      for pair in speeds.indices where speeds[pair] > speed {
        let around = speeds[max(pair - window / 2, 0)...min(pair + window / 2, speeds.count - 1)]
        let height = max(clearances[pair][point], clearances[pair + 1][point])
        if height < contactHeight, mean(around) > speed { isSkating[pair] = true }
      }
    }
    return Double(isSkating.count { $0 }) / Double(isSkating.count)
  }

  private func step(of point: Int, after frame: Int) -> Double {
    let (a, b) = (points[frame][point], points[frame + 1][point])
    return (b - a).rejected(from: ground.normal(at: a)).length
  }
}
