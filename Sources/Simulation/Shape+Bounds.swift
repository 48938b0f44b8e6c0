import Motion

extension Shape {
  /// The shape's lowest point in the world for its link's pose.
  public func lowestPoint(position: Vector3, orientation: Quaternion) -> Vector3 {
    let centre = position + orientation.rotate(self.position)
    let turned = orientation * self.orientation
    let down = Vector3(0, -1, 0)
    switch geometry {
    case .sphere(let radius): return centre + down * radius
    case .capsule(let radius, let halfLength):
      let axis = turned.rotate(.unitZ)
      return centre + axis * (axis.y > 0 ? -halfLength : halfLength) + down * radius
    case .box(let half):
      let (x, y, z) = turned.columns
      func low(_ axis: Vector3, _ extent: Double) -> Vector3 { axis * (axis.y > 0 ? -extent : extent) }
      return centre + low(x, half.x) + low(y, half.y) + low(z, half.z)
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
