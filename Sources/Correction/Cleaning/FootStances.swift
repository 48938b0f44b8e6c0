import Motion
import Simulation

/// When each foot of a body stands on the ground, and how it slides there.
struct FootStances {
  /// On what feet may stand.
  enum Floor {
    case ground(any Ground)
    /// Whatever is where they stand still, such as stairs that nothing is known of.
    case anything
  }

  /// `slips[leg][frame]`: the step along the ground to the next frame, in metres, of the standing foot's point that moves least (a foot
  /// that rolls turns about it). Nil while the foot does not stand. One fewer than there are frames.
  let slips: [[Vector3?]]
  /// `heights[leg][frame]`: of the foot's lowest point over the ground.
  let heights: [[Double]]
  /// `soles[leg][frame]`: the points by which the foot may stand.
  let soles: [[[Vector3]]]

  /// - Parameters:
  ///   - clip: on the humanoid's links.
  ///   - ground: the clip's.
  init(
    _ clip: MotionClip, humanoid: Humanoid, ground: any Ground = PlaneGround(),
    settings: StanceDetectionSettings = .init()
  ) {
    self.init(clip, humanoid: humanoid, floor: .ground(ground), settings: settings)
  }

  init(_ clip: MotionClip, humanoid: Humanoid, floor: Floor, settings: StanceDetectionSettings = .init()) {
    let poses = (0..<clip.frameCount).map { clip.pose(at: $0) }
    let feet = humanoid.legs.map { leg in leg.links.filter { $0 != leg.thigh && $0 != leg.shin }.sorted() }
    soles = feet.map { links in
      poses.map { pose in
        links.flatMap { link in
          humanoid.links[link].shapes.flatMap {
            $0.supportPoints(position: pose.positions[link], orientation: pose.orientations[link])
          }
        }
      }
    }
    let clearances = soles.map { path in path.map { Self.clearances(of: $0, over: floor) } }
    heights = clearances.map { path in path.map { $0.min() ?? .infinity } }
    slips = zip(soles, clearances).map { path, clearances in
      Self.lasting(
        path.indices.dropLast().map { frame in
          Self.slip(
            from: path[frame], to: path[frame + 1], clearances: (clearances[frame], clearances[frame + 1]),
            floor: floor, rate: clip.rate, settings)
        },
        count: Int((settings.shortest * clip.rate).rounded()))
    }
  }

  private static func clearances(of points: [Vector3], over floor: Floor) -> [Double] {
    let lowest = points.map(\.y).min() ?? 0
    switch floor {
    case .anything: return points.map { $0.y - lowest }
    case .ground(let ground) where ground.isPlane: return points.map { ground.clearance(of: $0) }
    case .ground(let ground):
      // A foot beside an edge stands either above or below it, with all of its points.
      let level = ground.standingLevel(of: points, lowest: lowest)
      return points.map { $0.y - level }
    }
  }

  private static func slip(
    from before: [Vector3], to after: [Vector3], clearances: ([Double], [Double]), floor: Floor, rate: Double,
    _ settings: StanceDetectionSettings
  ) -> Vector3? {
    let low = before.indices.filter { max(clearances.0[$0], clearances.1[$0]) < settings.height }
    let steps = low.map { point -> Vector3 in
      let step = after[point] - before[point]
      switch floor {
      case .anything: return step
      case .ground(let ground): return step.rejected(from: ground.normal(at: before[point]))
      }
    }
    guard let least = steps.min(by: { $0.squaredLength < $1.squaredLength }), least.length * rate < settings.speed
    else {
      return nil
    }
    return least
  }

  /// Those that go on for at least `count` steps.
  private static func lasting(_ steps: [Vector3?], count: Int) -> [Vector3?] {
    var result = steps
    for run in runs(steps) where run.count < count { for step in run { result[step] = nil } }
    return result
  }

  /// The ranges without nil.
  static func runs(_ steps: [Vector3?]) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var start = 0
    for index in 0...steps.count where index == steps.count || steps[index] == nil {
      if index > start { result.append(start..<index) }
      start = index + 1
    }
    return result
  }
}
