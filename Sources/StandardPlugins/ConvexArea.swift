import Motion

/// A convex area, seen from above.
struct ConvexArea {
  /// Around the area, counted from x to z.
  private let corners: [Vector3]

  /// The smallest that has all points above it; nil of none.
  init?(around points: [Vector3]) {
    let sorted = points.map { Vector3($0.x, 0, $0.z) }.sorted { ($0.x, $0.z) < ($1.x, $1.z) }
    guard let first = sorted.first else { return nil }
    // Andrew's monotone chain: the lower half, then the upper one.
    let around = Self.half(sorted) + Self.half(sorted.reversed())
    corners = around.isEmpty ? [first] : around
  }

  private init(corners: [Vector3]) { self.corners = corners }

  /// Larger or smaller about the mean of its corners.
  func scaled(_ scale: Double) -> ConvexArea {
    let middle = corners.reduce(.zero, +) / Double(corners.count)
    return ConvexArea(corners: corners.map { middle + ($0 - middle) * scale })
  }

  private static func half(_ points: some Sequence<Vector3>) -> [Vector3] {
    var chain: [Vector3] = []
    for point in points {
      while chain.count > 1, turn(chain[chain.count - 2], chain[chain.count - 1], point) <= 0 { chain.removeLast() }
      chain.append(point)
    }
    return chain.dropLast()
  }

  /// Positive where the way from `a` over `b` to `c` turns from x to z.
  private static func turn(_ a: Vector3, _ b: Vector3, _ c: Vector3) -> Double {
    (b.x - a.x) * (c.z - a.z) - (b.z - a.z) * (c.x - a.x)
  }

  /// The point itself when it is inside.
  func nearest(to point: Vector3) -> Vector3 {
    var nearest = corners[0]
    var isInside = corners.count > 2
    for (index, a) in corners.enumerated() {
      let b = corners[(index + 1) % corners.count]
      if Self.turn(a, b, point) < 0 { isInside = false }
      let edge = b - a
      let share = edge.squaredLength > 0 ? min(max((point - a).dot(edge) / edge.squaredLength, 0), 1) : 0
      let candidate = a + edge * share
      if (candidate - point).squaredLength < (nearest - point).squaredLength { nearest = candidate }
    }
    return isInside ? point : nearest
  }
}
