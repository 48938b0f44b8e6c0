import Motion
import Simulation

extension ViewerStage {
  /// A clip as it is: its body, and how high its feet are over the ground.
  /// - Throws: `ViewerError.outOfReach`.
  public init(clip: MotionClip, humanoid: Humanoid?, ground: any Ground = PlaneGround()) throws {
    self.init(
      name: clip.name, rate: clip.rate, duration: clip.duration,
      ground: ViewerGround(ground, around: clip.rootTranslations))
    tracks = [try ViewerTrack(clip: clip, role: .performed, humanoid: humanoid, ground: ground)]
    series = Self.footHeights(of: clip, over: ground, humanoid: humanoid, asInput: false)
  }

  /// What a humanoid did, and what it was to do.
  /// - Parameters:
  ///   - input: what went in, on the humanoid's links, as high over the floor as it came.
  ///   - reference: what was to be tracked, from which the error is taken.
  ///   - performed: what came out, at the same rate; shorter after a failure.
  ///   - ground: what the humanoid stood on.
  /// - Throws: `ViewerError.outOfReach`.
  public init(
    name: String, input: MotionClip, reference: MotionClip, performed: MotionClip, humanoid: Humanoid,
    ground: any Ground = PlaneGround()
  ) throws {
    self.init(
      name: name, rate: input.rate, duration: input.duration,
      ground: ViewerGround(ground, around: input.rootTranslations + performed.rootTranslations))
    tracks = [
      try ViewerTrack(clip: input, role: .input, humanoid: humanoid, ground: ground),
      try ViewerTrack(clip: performed, role: .performed, humanoid: humanoid, ground: ground, reference: reference),
    ]
    let distances = performed.jointDistances(to: reference)
    series = [
      ViewerSeries(
        plot: "tracking error", unit: "mm", label: "mean of joints", style: .first, rate: performed.rate,
        values: distances.map { 1000 * $0.reduce(0, +) / Double(max($0.count, 1)) }),
      ViewerSeries(
        plot: "tracking error", unit: "mm", label: "worst joint", style: .second, rate: performed.rate,
        values: distances.map { 1000 * ($0.max() ?? 0) }),
    ]
    series += Self.footHeights(of: input, over: ground, humanoid: humanoid, asInput: true)
    series += Self.footHeights(of: performed, over: ground, humanoid: humanoid, asInput: false)
  }

  /// How far the nearest point of each foot is from the ground in millimetres; of the input's feet the lower one.
  private static func footHeights(
    of clip: MotionClip, over ground: any Ground, humanoid: Humanoid?, asInput: Bool
  ) -> [ViewerSeries] {
    let body = BodyModel(clip: clip, humanoid: humanoid)
    let heights = (0..<body.clip.frameCount).map { body.footHeights(of: body.clip.pose(at: $0), over: ground) }
    func series(_ label: String, _ style: ViewerSeries.Style, _ value: (BodyModel.FootHeights) -> Double?)
      -> ViewerSeries?
    {
      let values = heights.compactMap(value)
      guard values.count == heights.count, values.allSatisfy(\.isFinite) else { return nil }
      return ViewerSeries(
        plot: "foot height", unit: "mm", label: label, style: style, rate: clip.rate, values: values.map { $0 * 1000 })
    }
    if asInput { return [series("input, lower foot", .input, \.lowest)].compactMap { $0 } }
    let sides = [series("left", .left, \.left), series("right", .right, \.right)].compactMap { $0 }
    return sides.isEmpty ? [series("lowest", .first, \.lowest)].compactMap { $0 } : sides
  }
}

extension BodyModel {
  /// Distances of the feet from the ground, in metres; nil for a body without such a foot.
  struct FootHeights {
    var left: Double?
    var right: Double?
    var lowest: Double?
  }

  func footHeights(of pose: WorldPose, over ground: any Ground) -> FootHeights {
    var heights = FootHeights()
    let sides = clip.skeleton.sides
    for index in clip.skeleton.footJoints {
      let (position, orientation) = (pose.positions[index], pose.orientations[index])
      let points =
        humanoidShapes?[index].map {
          $0.nearestPoint(to: ground, position: position, orientation: orientation).clearance
        }
        ?? ([position] + clip.skeleton.joints[index].endSites.map { position + orientation.rotate($0) })
        .map(ground.clearance)
      guard let low = points.min() else { continue }
      heights.lowest = min(heights.lowest ?? low, low)
      switch sides[index] {
      case .left: heights.left = min(heights.left ?? low, low)
      case .right: heights.right = min(heights.right ?? low, low)
      case .centre: break
      }
    }
    return heights
  }
}
