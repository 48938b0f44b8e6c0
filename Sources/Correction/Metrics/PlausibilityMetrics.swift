import Foundation
import Motion
import Simulation

/// Figures that show whether a motion could be a body's: no floor in the way, no floating, no sliding, no jitter.
///
/// Penetration, floating and skating are PhysDiff's (Yuan et al. 2023), with a tolerance of 5 mm; the foot-skating ratio is
/// GMD's (Karunratanakul et al. 2023). The floor is at height 0.
public struct PlausibilityMetrics: Codable, Sendable, Equatable {
  /// Depth of the lowest point under the floor where it is over 5 mm, else 0; mean over frames, in millimetres.
  public var penetrateMM: Double
  /// Height of the lowest point over the floor where it is over 5 mm, else 0; mean over frames, in millimetres.
  public var floatMM: Double
  /// Horizontal way of the points that are on the floor in both of two frames; mean, in millimetres a frame.
  public var skateMMPerFrame: Double
  /// The sum of the three.
  public var physErrMM: Double
  /// Mean length of the joints' third differences times the rate cubed, in m/s^3.
  public var jerk: Double
  /// Share of frames in which a foot under 5 cm slides faster than 0.5 m/s, also in its mean over five frames.
  public var footSkatingRatio: Double

  private static let tolerance = 0.005

  /// On the clip's joints: the feet are the joints that names call so (foot, toe, ankle, ball), or the lowest of the tips.
  public init(clip: MotionClip) {
    let feet = Self.footJoints(of: clip)
    self.init(clip: clip, feet: feet) { pose in
      (pose.positions.map(\.y).min() ?? 0, feet.map { pose.positions[$0] })
    }
  }

  /// On the surface of a humanoid. The clip's joints must be its links.
  public init(clip: MotionClip, humanoid: Humanoid) {
    let feet = Self.footJoints(of: clip)
    self.init(clip: clip, feet: feet) { pose in
      let points = feet.flatMap { link in
        humanoid.links[link].shapes.flatMap {
          $0.contactPoints(position: pose.positions[link], orientation: pose.orientations[link])
        }
      }
      return (humanoid.lowestPoint(in: pose).y, points)
    }
  }

  /// - Parameter surface: for a pose the height of the lowest point, and the points of the feet, always the same in the
  ///   same order.
  private init(clip: MotionClip, feet: [Int], surface: (WorldPose) -> (lowest: Double, points: [Vector3])) {
    let poses = (0..<clip.frameCount).map { clip.pose(at: $0) }
    let surfaces = poses.map(surface)
    let frames = Double(poses.count)
    penetrateMM = surfaces.reduce(0) { $0 + ($1.lowest < -Self.tolerance ? -$1.lowest : 0) } / frames * 1000
    floatMM = surfaces.reduce(0) { $0 + ($1.lowest > Self.tolerance ? $1.lowest : 0) } / frames * 1000
    skateMMPerFrame = Self.skate(surfaces.map(\.points))
    jerk = Self.jerk(poses, rate: clip.rate)
    footSkatingRatio = Self.footSkating(poses, feet: feet, rate: clip.rate)
    physErrMM = penetrateMM + floatMM + skateMMPerFrame
  }

  private static func skate(_ points: [[Vector3]]) -> Double {
    var sum = 0.0
    var count = 0
    for (before, after) in zip(points, points.dropFirst()) {
      for (a, b) in zip(before, after) where a.y < tolerance && b.y < tolerance {
        sum += ((b - a) * Vector3(1, 0, 1)).length
        count += 1
      }
    }
    return count > 0 ? sum / Double(count) * 1000 : 0
  }

  private static func jerk(_ poses: [WorldPose], rate: Double) -> Double {
    guard poses.count > 3 else { return 0 }
    var sum = 0.0
    for frame in 3..<poses.count {
      for joint in poses[0].positions.indices {
        let p = (0...3).map { poses[frame - $0].positions[joint] }
        sum += (p[0] - p[1] * 3 + p[2] * 3 - p[3]).length
      }
    }
    return sum / Double((poses.count - 3) * poses[0].positions.count) * rate * rate * rate
  }

  private static func footSkating(_ poses: [WorldPose], feet: [Int], rate: Double) -> Double {
    guard poses.count > 1 else { return 0 }
    var skates = [Bool](repeating: false, count: poses.count - 1)
    for foot in feet {
      let speeds = zip(poses, poses.dropFirst()).map { a, b in
        ((b.positions[foot] - a.positions[foot]) * Vector3(1, 0, 1)).length * rate
      }
      for frame in skates.indices {
        let window = speeds[max(0, frame - 2)...min(speeds.count - 1, frame + 2)]
        let isLow = max(poses[frame].positions[foot].y, poses[frame + 1].positions[foot].y) < 0.05
        if isLow, speeds[frame] > 0.5, window.reduce(0, +) / Double(window.count) > 0.5 { skates[frame] = true }
      }
    }
    return Double(skates.count { $0 }) / Double(skates.count)
  }

  private static func footJoints(of clip: MotionClip) -> [Int] {
    let joints = clip.skeleton.joints
    let words = ["foot", "toe", "ankle", "ball_"]
    let named = joints.indices.filter { index in words.contains { joints[index].name.lowercased().contains($0) } }
    if !named.isEmpty { return named }
    let parents = Set(joints.compactMap(\.parent))
    let pose = clip.pose(at: 0).positions
    let tips = joints.indices.filter { !parents.contains($0) }.sorted { pose[$0].y < pose[$1].y }
    return Array(tips.prefix(2)).sorted()
  }
}

extension Shape {
  /// The points by which it can stand on a floor, in the world: a box's corners, the low points of a capsule's ends and of a
  /// sphere. The same points in the same order for every pose.
  fileprivate func contactPoints(position: Vector3, orientation: Quaternion) -> [Vector3] {
    let centre = position + orientation.rotate(self.position)
    let turned = orientation * self.orientation
    switch geometry {
    case .sphere(let radius): return [centre - Vector3(0, radius, 0)]
    case .capsule(let radius, let half):
      let axis = turned.rotate(.unitZ) * half
      return [centre + axis - Vector3(0, radius, 0), centre - axis - Vector3(0, radius, 0)]
    case .box(let half):
      return (0..<8).map { corner in
        centre
          + turned.rotate(
            half * Vector3(corner & 1 == 0 ? 1 : -1, corner & 2 == 0 ? 1 : -1, corner & 4 == 0 ? 1 : -1))
      }
    }
  }
}
