import Foundation
import Motion

/// The frames in which a foot stands flat on the ground: ankle and toes low and slow.
struct FlatStance {
  let frames: [Int]

  init(_ body: SourceBody, side: BodySide) {
    guard let foot = body.map[side.foot] else {
      frames = []
      return
    }
    let points = [foot] + (body.map[side.toes].map { [$0] } ?? [])
    // The lower of both feet: a foot that is in the air all the time is never on the ground.
    let pairs = [[body.map[.leftFoot], body.map[.rightFoot]], [body.map[.leftToes], body.map[.rightToes]]]
    let floors = pairs.map { pair in
      pair.compactMap { $0 }.map { joint in body.poses.map { $0.positions[joint].y }.percentile(0.05) }.min() ?? 0
    }
    // In units of the leg: 4 % of it above the lowest, half of it a second (0.03 m and 0.4 m/s of an adult's).
    let height = 0.04 * body.legLength
    let step = 0.5 * body.legLength / body.clip.rate
    let last = body.poses.count - 1
    frames = body.poses.indices.filter { frame in
      zip(points, floors).allSatisfy { joint, floor in
        let before = body.poses[max(frame - 1, 0)].positions[joint]
        let after = body.poses[min(frame + 1, last)].positions[joint]
        let span = Double(min(frame + 1, last) - max(frame - 1, 0))
        return body.poses[frame].positions[joint].y - floor < height && (after - before).length <= step * span
      }
    }
  }
}

extension [Double] {
  /// The value below which the given share of the sorted values lies; 0 of none.
  func percentile(_ share: Double) -> Double {
    guard !isEmpty else { return 0 }
    return sorted()[Swift.min(count - 1, Int(share * Double(count)))]
  }
}
