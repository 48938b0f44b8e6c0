import Motion

extension Shape {
  /// The shape's lowest point in the world, exactly. Of several equally low ones, any.
  /// - Parameters:
  ///   - position: world position of the link's origin, in metres.
  ///   - orientation: world orientation of the link.
  ///   - up: a unit vector; the lowest point is the farthest against it.
  public func lowestPoint(position: Vector3, orientation: Quaternion, up: Vector3 = .unitY) -> Vector3 {
    let centre = position + orientation.rotate(self.position)
    let turn = orientation * self.orientation
    switch geometry {
    case .sphere(let radius): return centre - up * radius
    case .capsule(let radius, let halfLength):
      let axis = turn.rotate(.unitZ)
      return centre - axis * (axis.dot(up) < 0 ? -halfLength : halfLength) - up * radius
    case .box(let half):
      let (x, y, z) = turn.columns
      return centre - x * (x.dot(up) < 0 ? -half.x : half.x) - y * (y.dot(up) < 0 ? -half.y : half.y)
        - z * (z.dot(up) < 0 ? -half.z : half.z)
    }
  }

  /// The points by which the shape can stand on ground with a normal, in the world: a box's eight corners, the low points of
  /// a capsule's two ends, a sphere's low point. Their order does not change with the pose.
  public func supportPoints(position: Vector3, orientation: Quaternion, up: Vector3 = .unitY) -> [Vector3] {
    let centre = position + orientation.rotate(self.position)
    let turn = orientation * self.orientation
    switch geometry {
    case .sphere(let radius): return [centre - up * radius]
    case .capsule(let radius, let halfLength):
      let end = turn.rotate(.unitZ) * halfLength
      return [centre - end - up * radius, centre + end - up * radius]
    case .box(let half):
      return (0..<8).map { corner in
        let signs = Vector3(corner & 1 == 0 ? -1 : 1, corner & 2 == 0 ? -1 : 1, corner & 4 == 0 ? -1 : 1)
        return centre + turn.rotate(half * signs)
      }
    }
  }
}
