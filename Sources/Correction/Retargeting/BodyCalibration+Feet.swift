import Foundation
import Motion

extension BodyCalibration {
  /// Lays the sole flat in the frames in which the foot stands.
  mutating func alignFoot(_ side: BodySide) {
    guard let foot = body.map[side.foot], let shin = body.map[side.lowerLeg],
      let shinCorrection = corrections[side.lowerLeg]
    else { return }
    let stance = FlatStance(body, side: side)
    let forward =
      body.footDirection(side) ?? rest?.forward
      ?? body.meanLocal(foot) { ($0.orientations[shin] * shinCorrection).rotate(.unitZ) }
    let humanoidForward = humanoid.footDirection(side)
    if let up = soleNormal(side, foot: foot, stance) {
      corrections[side.foot] = BoneFrame(primary: .unitY, secondary: humanoidForward)
        .correction(to: BoneFrame(primary: up, secondary: forward))
    } else {
      let left = body.meanLocal(foot) { ($0.orientations[shin] * shinCorrection).rotate(.unitX) }
      corrections[side.foot] = BoneFrame(primary: humanoidForward, secondary: .unitX)
        .correction(to: BoneFrame(primary: forward, secondary: left))
    }
    guard let toes = body.map[side.toes], let correction = corrections[side.foot] else { return }
    let frames = stance.frames.isEmpty ? Array(body.poses.indices) : stance.frames
    corrections[side.toes] = meanCorrection(toes, like: foot, correction, in: frames)
  }

  /// The sole's upward normal in the foot's frame: the mean vertical while the foot stands. A body that stands on its toes or
  /// on a slope has no flat foot to go by, so this has to agree with the rest pose within 30 degrees, where there is one.
  private func soleNormal(_ side: BodySide, foot: Int, _ stance: FlatStance) -> Vector3? {
    var sum = Vector3.zero
    for frame in stance.frames { sum += body.poses[frame].orientations[foot].inverse.rotate(.unitY) }
    let normal = sum.normalized()
    guard let rest else { return normal.length > 0.5 ? normal : nil }
    let neutral = restSoleNormal(side, rest)
    return neutral.dot(normal) > cos(.pi / 6) ? normal : neutral
  }

  /// In a rest pose with straddled legs the feet lean with the shins; that shows only in how they stand later.
  private func restSoleNormal(_ side: BodySide, _ rest: RestAxes) -> Vector3 {
    guard let knee = body.map[side.lowerLeg], let foot = body.map[side.foot] else { return rest.up }
    let shin = body.direction(from: knee, to: foot)
    return (-shin).rejected(from: rest.forward).normalized(or: rest.up)
  }
}
