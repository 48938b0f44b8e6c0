import Foundation
import Motion
import Simulation

/// What all rows of a contact sheet share: the moments shown, the direction of travel, and where each pose stands.
struct SheetPlan {
  /// A pose of the first clip that is shown, with the time by which the other clips' poses are found.
  struct Moment {
    var time: Double
    /// Where the first clip's root is.
    var root: Vector3
  }

  /// Left edge, width and number of pixels of the part of a row where bodies are.
  static let left = 70.0
  static let width = 1500.0
  static let largestScale = 190.0

  let moments: [Moment]
  /// Level unit vector that points to the right of the page in the side view.
  let travel: Vector3
  /// Whether the side view has all poses on one ruler; else each has a slot of its own.
  let isToScale: Bool
  /// Pixels per metre of side views.
  let scale: Double
  /// Page x of each moment's root in side views.
  let columns: [Double]

  init(_ body: BodyModel, ground: any Ground = PlaneGround()) {
    let clip = body.clip
    travel = Self.travel(of: body)
    let progress = Self.progress(of: clip)
    let heights = zip(clip.rootTranslations, ground.heights(under: clip)).map { root, height in root.y - height }
    for count in stride(from: 12, through: 7, by: -1) {
      let moments = Self.moments(clip, heights, progress: progress, count: count)
      if let line = Self.alongLine(moments, travel, ground) {
        self.moments = moments
        isToScale = true
        (scale, columns) = line
        return
      }
    }
    moments = Self.moments(clip, heights, progress: progress, count: 10)
    isToScale = false
    scale = Self.largestScale
    columns = Self.slots(moments.count)
  }

  /// Middles of equally wide slots.
  static func slots(_ count: Int) -> [Double] {
    (0..<count).map { left + width * (Double($0) + 0.5) / Double(count) }
  }

  /// Where the root gets farthest from where it began; for a body that stays within 1.5 m, where it faces.
  private static func travel(of body: BodyModel) -> Vector3 {
    let paths = body.clip.rootTranslations.map { ($0 - body.clip.rootTranslations[0]).rejected(from: .unitY) }
    let farthest = paths.max { $0.length < $1.length } ?? .zero
    if farthest.length > 1.5 { return farthest.normalized() }
    return body.heading(of: body.clip.pose(at: 0)) ?? .unitZ
  }

  /// First and last frame, and between them moments spaced half by time and half by how much the body moves, so that
  /// little is spent on standing still. Where the root rises or sinks over the ground by more than 15 cm, the moments nearest to its
  /// highest and lowest frame move there.
  private static func moments(
    _ clip: MotionClip, _ heights: [Double], progress: [Double], count: Int
  ) -> [Moment] {
    let count = min(count, clip.frameCount)
    var frames: [Int] = []
    for index in 0..<count {
      let share = count > 1 ? Double(index) / Double(count - 1) : 0
      let nearest = progress.indices.min { abs(progress[$0] - share) < abs(progress[$1] - share) } ?? 0
      // Leaves at least one frame for each moment that follows.
      frames.append(min(max(nearest, (frames.last ?? -1) + 1), clip.frameCount - count + index))
    }
    frames = extremes(of: heights, takenInto: frames)
    return frames.map { Moment(time: Double($0) / clip.rate, root: clip.rootTranslations[$0]) }
  }

  /// From 0 at the first frame to 1 at the last: the mean of the share of time and the share of the joints' way.
  private static func progress(of clip: MotionClip) -> [Double] {
    var way = [0.0]
    var before = clip.pose(at: 0).positions
    for frame in 1..<max(clip.frameCount, 1) {
      let positions = clip.pose(at: frame).positions
      way.append(way[frame - 1] + zip(before, positions).reduce(0) { $0 + ($1.1 - $1.0).length })
      before = positions
    }
    let total = way[way.count - 1]
    let last = Double(max(clip.frameCount - 1, 1))
    return way.enumerated().map { frame, way in
      let time = Double(frame) / last
      return total > 0 && total.isFinite ? (time + way / total) / 2 : time
    }
  }

  private static func extremes(of heights: [Double], takenInto frames: [Int]) -> [Int] {
    guard frames.count > 2, let highest = heights.indices.max(by: { heights[$0] < heights[$1] }),
      let lowest = heights.indices.min(by: { heights[$0] < heights[$1] }), heights[highest] - heights[lowest] > 0.15
    else { return frames }
    var frames = frames
    for extreme in [lowest, highest] {
      let inner = frames.indices.dropFirst().dropLast()
      guard let nearest = inner.min(by: { abs(frames[$0] - extreme) < abs(frames[$1] - extreme) }),
        frames[nearest - 1] < extreme, extreme < frames[nearest + 1]
      else { continue }
      frames[nearest] = extreme
    }
    return frames
  }

  /// One ruler for all poses, when they follow each other far enough apart to be told from each other.
  private static func alongLine(
    _ moments: [Moment], _ travel: Vector3, _ ground: any Ground
  ) -> (scale: Double, columns: [Double])? {
    let distances = moments.map { ($0.root - moments[0].root).dot(travel) }
    guard distances.count > 2, let last = distances.last, last.isFinite else { return nil }
    // Half a metre of arm and leg at each end.
    var scale = min(largestScale, width / (last + 1.2))
    let heights = moments.map { ground.height(at: $0.root) }.filter(\.isFinite)
    // Ground that rises or falls takes up the page's height, of which a row has no more than this.
    if let highest = heights.max(), let lowest = heights.min(), highest > lowest {
      scale = min(scale, 900 / (highest - lowest + 2.5))
    }
    let gaps = zip(distances, distances.dropFirst()).map { ($1 - $0) * scale }
    guard scale > 60, gaps.allSatisfy({ $0 > 80 }) else { return nil }
    let start = left + (width - last * scale) / 2
    return (scale, distances.map { start + $0 * scale })
  }
}
