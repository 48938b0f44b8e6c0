import Motion

/// A rectangle seen from above, in metres.
package struct LevelBounds: Hashable, Sendable {
  package var x: ClosedRange<Double>
  package var z: ClosedRange<Double>

  package init(x: ClosedRange<Double>, z: ClosedRange<Double>) {
    self.x = x
    self.z = z
  }

  /// The rectangle that holds all places; around the origin if there are none.
  /// - Parameter margin: added on every side, in metres.
  package init(around places: some Sequence<Vector3>, margin: Double) {
    var least = Vector3(.infinity, 0, .infinity)
    var largest = -least
    for place in places where place.isFinite {
      least = Vector3(min(least.x, place.x), 0, min(least.z, place.z))
      largest = Vector3(max(largest.x, place.x), 0, max(largest.z, place.z))
    }
    if !(least.x <= largest.x) { (least, largest) = (.zero, .zero) }
    self.init(
      x: (least.x - margin)...(largest.x + margin), z: (least.z - margin)...(largest.z + margin))
  }

  /// The corners at the height that `height` gives them, counterclockwise from above.
  func corners(height: (Vector3) -> Double) -> [Vector3] {
    [
      (x.lowerBound, z.lowerBound), (x.lowerBound, z.upperBound), (x.upperBound, z.upperBound),
      (x.upperBound, z.lowerBound),
    ]
    .map { x, z in
      let place = Vector3(x, 0, z)
      return Vector3(x, height(place), z)
    }
  }

  /// The part of a convex polygon that is inside (Sutherland and Hodgman 1974); empty if none is. Corners inside stay as they are.
  func clipped(_ polygon: [Vector3]) -> [Vector3] {
    let sides: [(inside: (Vector3) -> Double, limit: Double)] = [
      ({ $0.x }, x.lowerBound), ({ -$0.x }, -x.upperBound), ({ $0.z }, z.lowerBound), ({ -$0.z }, -z.upperBound),
    ]
    return sides.reduce(polygon) { polygon, side in
      var kept: [Vector3] = []
      for (index, corner) in polygon.enumerated() {
        let next = polygon[(index + 1) % polygon.count]
        let (here, there) = (side.inside(corner) - side.limit, side.inside(next) - side.limit)
        if here >= 0 { kept.append(corner) }
        if (here > 0 && there < 0) || (here < 0 && there > 0) {
          kept.append(corner + (next - corner) * (here / (here - there)))
        }
      }
      return kept.count > 2 ? kept : []
    }
  }
}
