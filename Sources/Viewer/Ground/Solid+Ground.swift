import Motion
import Simulation

extension Solid {
  /// Where it begins and ends along a unit vector.
  func extent(along axis: Vector3) -> [Double] {
    switch form {
    case .capsule(let a, let b, let radius):
      [max(a.dot(axis), b.dot(axis)) + radius, min(a.dot(axis), b.dot(axis)) - radius]
    case .hull(let corners): corners.map { $0.dot(axis) }
    }
  }

  /// The point that is deepest in the ground, or nearest to it, and its clearance in metres. On uneven ground, of a capsule's points
  /// five centimetres apart and of a hull's corners.
  func deepestPoint(in ground: any Ground) -> (point: Vector3, clearance: Double) {
    let points: [Vector3]
    switch form {
    case .capsule(let a, let b, let radius):
      let pieces = ground.isPlane ? 1 : max(1, min(100, Int((b - a).length / 0.05)))
      points = (0...pieces).map { piece in
        let centre = a + (b - a) * (Double(piece) / Double(pieces))
        return centre - ground.normal(at: centre) * radius
      }
    case .hull(let corners): points = corners
    }
    let clearances = points.map(ground.clearance)
    guard let deepest = clearances.indices.min(by: { clearances[$0] < clearances[$1] }) else {
      return (.zero, .infinity)
    }
    return (points[deepest], clearances[deepest])
  }
}
