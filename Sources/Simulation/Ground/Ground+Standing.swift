import Motion

extension Ground {
  /// Distance of a point from the plane of the surface above or below it, in metres: negative under it, infinite if there is none.
  /// Beside a step, where `clearance` may be that to its riser, this tells whether something can stand there.
  public func elevation(of point: Vector3) -> Double {
    if isPlane { return clearance(of: point) }
    guard let surface = surface(at: point) else { return .infinity }
    return (point.y - surface.height) * surface.normal.y
  }

  /// Whether a point that is so high over the surface can push on it, seen from there. On ground with steps, one that is far under the
  /// surface is inside a riser.
  public func isReached(atElevation elevation: Double, below limit: Double) -> Bool {
    elevation < limit && (isPlane || elevation > -0.05)
  }

  /// The height on which a foot stands: of those under its points the one nearest to its lowest; minus infinity if there is none.
  public func standingLevel(of points: [Vector3], lowest: Double) -> Double {
    points.map { height(at: $0) }.min { abs($0 - lowest) < abs($1 - lowest) } ?? -.infinity
  }

  /// Whether the ground is one horizontal plane.
  public var isLevel: Bool {
    guard isPlane else { return false }
    let normal = normal(at: .zero)
    return normal.x == 0 && normal.z == 0
  }
}

extension Humanoid {
  /// How far a body in a pose is from the ground, in metres; negative if it is inside.
  /// - Parameter pose: its joints are the links.
  public func clearance(over ground: any Ground, in pose: WorldPose) -> Double {
    clearance(over: ground) { LinkState(position: pose.positions[$0], orientation: pose.orientations[$0]) }
  }
}
