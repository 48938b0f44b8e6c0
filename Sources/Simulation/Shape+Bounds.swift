import Motion

extension Shape {
  /// The shape's lowest point in the world (least y), exactly. Of several equally low ones, any.
  /// - Parameters:
  ///   - position: world position of the link's origin, in metres.
  ///   - orientation: world orientation of the link.
  public func lowestPoint(position: Vector3, orientation: Quaternion) -> Vector3 {
    let centre = position + orientation.rotate(self.position)
    let turn = orientation * self.orientation
    switch geometry {
    case .sphere(let radius): return centre - .unitY * radius
    case .capsule(let radius, let halfLength):
      let axis = turn.rotate(.unitZ)
      return centre - axis * (axis.y < 0 ? -halfLength : halfLength) - .unitY * radius
    case .box(let half):
      let (x, y, z) = turn.columns
      return centre - x * (x.y < 0 ? -half.x : half.x) - y * (y.y < 0 ? -half.y : half.y)
        - z * (z.y < 0 ? -half.z : half.z)
    }
  }

  /// The points by which the shape can stand on a level floor, in the world: a box's eight corners, the low points of
  /// a capsule's two ends, a sphere's low point. Their order does not change with the pose.
  public func supportPoints(position: Vector3, orientation: Quaternion) -> [Vector3] {
    let centre = position + orientation.rotate(self.position)
    let turn = orientation * self.orientation
    switch geometry {
    case .sphere(let radius): return [centre - .unitY * radius]
    case .capsule(let radius, let halfLength):
      let end = turn.rotate(.unitZ) * halfLength
      return [centre - end - .unitY * radius, centre + end - .unitY * radius]
    case .box(let half):
      return (0..<8).map { corner in
        let signs = Vector3(corner & 1 == 0 ? -1 : 1, corner & 2 == 0 ? -1 : 1, corner & 4 == 0 ? -1 : 1)
        return centre + turn.rotate(half * signs)
      }
    }
  }
}

extension Humanoid {
  /// The lowest point of all shapes that touch the floor. The pose's joints are the links.
  public func lowestPoint(in pose: WorldPose) -> Vector3 {
    var lowest = Vector3(0, .infinity, 0)
    for (index, link) in links.enumerated() {
      for shape in link.shapes where shape.touchesFloor {
        let point = shape.lowestPoint(position: pose.positions[index], orientation: pose.orientations[index])
        if point.y < lowest.y { lowest = point }
      }
    }
    return lowest.y.isFinite ? lowest : pose.positions.min { $0.y < $1.y } ?? .zero
  }
}
