import Motion

/// How foot points move along the floor. `points[frame][point]` are in metres.
enum FootSliding {
  /// Mean horizontal step, in metres, of the points that are no higher than `contactHeight` in both of two frames.
  static func skate(_ points: [[Vector3]], contactHeight: Double) -> Double {
    var steps: [Double] = []
    for (before, after) in zip(points, points.dropFirst()) {
      for (a, b) in zip(before, after) where max(a.y, b.y) <= contactHeight { steps.append(horizontalStep(a, b)) }
    }
    return mean(steps)
  }

  /// Share of frame pairs in which some point is under `contactHeight` in both frames and moves faster than `speed`
  /// (m/s), in the pair and in the mean of the `window` pairs around it.
  static func ratio(
    _ points: [[Vector3]], rate: Double, contactHeight: Double, speed: Double, window: Int
  ) -> Double {
    guard let count = points.first?.count, points.count > 1 else { return 0 }
    var isSkating = Array(repeating: false, count: points.count - 1)
    for point in 0..<count {
      let path = points.map { $0[point] }
      let speeds = zip(path, path.dropFirst()).map { horizontalStep($0, $1) * rate }
      for pair in speeds.indices where speeds[pair] > speed {
        let around = speeds[max(pair - window / 2, 0)...min(pair + window / 2, speeds.count - 1)]
        if max(path[pair].y, path[pair + 1].y) < contactHeight, mean(around) > speed { isSkating[pair] = true }
      }
    }
    return Double(isSkating.count { $0 }) / Double(isSkating.count)
  }

  private static func horizontalStep(_ a: Vector3, _ b: Vector3) -> Double { (b - a).rejected(from: .unitY).length }
}
