import Motion

extension Shape {
  /// The point of the shape that is nearest to the ground, or deepest in it, and its clearance in metres. On ground that is not a
  /// plane, one of the points by which the shape can stand.
  /// - Parameters:
  ///   - position: world position of the link's origin, in metres.
  ///   - orientation: world orientation of the link.
  public func nearestPoint(
    to ground: any Ground, position: Vector3, orientation: Quaternion
  ) -> (point: Vector3, clearance: Double) {
    let below = position + orientation.rotate(self.position)
    let point = lowestPoint(position: position, orientation: orientation, up: ground.normal(at: below))
    var nearest = (point: point, clearance: ground.clearance(of: point))
    guard !ground.isPlane else { return nearest }
    for point in supportPoints(position: position, orientation: orientation) {
      let clearance = ground.clearance(of: point)
      if clearance < nearest.clearance { nearest = (point, clearance) }
    }
    return nearest
  }
}

extension Humanoid {
  /// How far the shapes that touch the ground are from it, in metres: that of the nearest one, negative if it is inside. Of a body
  /// without such shapes, that of its nearest joint.
  /// - Parameter state: of a link by its index.
  public func clearance(over ground: any Ground, _ state: (Int) -> LinkState) -> Double {
    clearance(of: links.indices, over: ground, state) ?? links.indices.map {
      ground.clearance(of: state($0).position)
    }.min() ?? .infinity
  }

  /// The same of some links; nil if none has a shape that touches the ground.
  public func clearance(
    of links: some Sequence<Int>, over ground: any Ground, _ state: (Int) -> LinkState
  ) -> Double? {
    var least: Double?
    for index in links {
      let link = state(index)
      for shape in self.links[index].shapes where shape.touchesFloor {
        let (_, clearance) = shape.nearestPoint(to: ground, position: link.position, orientation: link.orientation)
        least = min(least ?? .infinity, clearance)
      }
    }
    return least
  }
}
