import Foundation
import Motion

/// For each mapped joint of a source skeleton the constant rotation C from the humanoid's link axes to the joint's own:
/// the link's orientation is the joint's orientation times C.
///
/// C turns the link's bone onto the joint's bone, so that segments point alike whatever the rest poses are. The turn about the
/// bone comes from the rest pose where that is a standing one, and from the motion (how knees and elbows bend, how feet
/// stand) where it is not.
struct BodyFrames {
  /// By part; the chains' joints by index.
  private(set) var limbs: [String: Quaternion] = [:]
  private(set) var joints: [Int: Quaternion] = [:]

  private let clip: MotionClip
  private let map: JointMap
  private let source: JointTree
  private let target: JointTree
  private let targetMap: JointMap
  private let poses: [WorldPose]

  /// - Parameter poses: the source's, some of its frames.
  init(clip: MotionClip, map: JointMap, humanoid: JointTree, humanoidMap: JointMap, poses: [WorldPose]) {
    self.clip = clip
    self.map = map
    source = JointTree(clip.skeleton)
    target = humanoid
    targetMap = humanoidMap
    self.poses = poses
    if let body = standingRest() { alignByRest(body) } else { alignByMotion() }
    for side in JointMap.sides { flattenFoot(side) }
  }

  // MARK: Standing rest pose

  /// The body's axes (left, up, forward as columns) in the rest pose, or nil when that is not a standing pose.
  private func standingRest() -> Quaternion? {
    guard let left = map["leftUpperLeg"], let right = map["rightUpperLeg"], let hips = map["hips"],
      let top = map.neck.last ?? map.torso.last
    else { return nil }
    let middle = (source.rest[left] + source.rest[right]) / 2
    let up = (source.rest[top] - (map.torso.isEmpty ? middle : source.rest[hips])).normalized()
    for side in JointMap.sides {
      guard let hip = map[side + "UpperLeg"], let knee = map[side + "LowerLeg"], let foot = map[side + "Foot"] else {
        return nil
      }
      // Both leg bones within 50 degrees of straight down.
      let bones = [source.rest[knee] - source.rest[hip], source.rest[foot] - source.rest[knee]]
      guard bones.allSatisfy({ -$0.normalized().dot(up) > 0.64 }) else { return nil }
    }
    return Self.frame(left: source.rest[left] - source.rest[right], up: up)
  }

  private mutating func alignByRest(_ body: Quaternion) {
    for joint in [map["hips"]].compactMap({ $0 }) + map.torso + map.neck { joints[joint] = body }
    for side in JointMap.sides {
      limbs[side + "Shoulder"] = body
      for (part, next) in [
        ("UpperArm", "LowerArm"), ("LowerArm", "Hand"), ("UpperLeg", "LowerLeg"), ("LowerLeg", "Foot"),
      ] {
        guard let (own, theirs) = bones(side + part, to: side + next) else { continue }
        limbs[side + part] = body * Quaternion(from: own, to: body.inverse.rotate(theirs))
      }
      limbs[side + "Hand"] = limbs[side + "LowerArm"]
      limbs[side + "Foot"] = body * footYaw(side, body: body)
      limbs[side + "Toes"] = limbs[side + "Foot"]
    }
  }

  /// How far the source's foot points outwards in the rest pose beyond the humanoid's.
  private func footYaw(_ side: String, body: Quaternion) -> Quaternion {
    guard let (own, theirs) = footDirections(side) else { return .identity }
    let flat = Vector3(1, 0, 1)
    let from = (own * flat).normalized()
    let to = (body.inverse.rotate(theirs) * flat).normalized()
    guard from.length > 0.5, to.length > 0.5, from.dot(to) > 0.5 else { return .identity }
    return Quaternion(from: from, to: to)
  }

  // MARK: Any other rest pose

  private mutating func alignByMotion() {
    alignTorsoByMotion()
    let chest = map.torso.last ?? map["hips"] ?? 0
    for side in JointMap.sides {
      limbs[side + "Shoulder"] = meanTurn(map[side + "Shoulder"], to: chest)
      alignLimbByMotion(side, upper: "UpperArm", lower: "LowerArm", end: "Hand", rest: Vector3(-1, 0, 0))
      alignLimbByMotion(side, upper: "UpperLeg", lower: "LowerLeg", end: "Foot", rest: Vector3(1, 0, 0))
      limbs[side + "Hand"] = meanTurn(map[side + "Hand"], to: map[side + "LowerArm"], by: limbs[side + "LowerArm"])
      limbs[side + "Foot"] = footByMotion(side)
      limbs[side + "Toes"] = meanTurn(map[side + "Toes"], to: map[side + "Foot"], by: limbs[side + "Foot"])
    }
  }

  private mutating func alignTorsoByMotion() {
    guard let hips = map["hips"] else { return }
    joints[hips] =
      rigidFrame(of: hips, left: "leftUpperLeg", right: "rightUpperLeg", above: map.torso.first)
      * rigidFrame(
        of: targetMap["hips"] ?? 0, left: "leftUpperLeg", right: "rightUpperLeg", above: targetMap.torso.first,
        in: target, targetMap
      ).inverse
    guard let chest = map.torso.last, let targetChest = targetMap.torso.last else { return }
    let left = map["leftShoulder"] == nil ? "leftUpperArm" : "leftShoulder"
    let targetLeft = targetMap["leftShoulder"] == nil ? "leftUpperArm" : "leftShoulder"
    joints[chest] =
      rigidFrame(
        of: chest, left: left, right: left.replacingOccurrences(of: "left", with: "right"), above: map.neck.first)
      * rigidFrame(
        of: targetChest, left: targetLeft, right: targetLeft.replacingOccurrences(of: "left", with: "right"),
        above: targetMap.neck.first, in: target, targetMap
      ).inverse
    let between = map.torso.dropLast()
    for (index, joint) in between.enumerated() {
      let share = Double(index + 1) / Double(map.torso.count)
      joints[joint] = mean { pose in
        let low = pose.orientations[hips] * (joints[hips] ?? .identity)
        let high = pose.orientations[chest] * (joints[chest] ?? .identity)
        return pose.orientations[joint].inverse * low.slerp(to: high, at: share)
      }
    }
    for joint in map.neck { joints[joint] = meanTurn(joint, to: chest) }
  }

  /// Axes of a rigid part in its joint's own frame: left from a pair of joints that it carries, up from the joint above.
  private func rigidFrame(
    of joint: Int, left: String, right: String, above: Int?, in tree: JointTree? = nil, _ otherMap: JointMap? = nil
  ) -> Quaternion {
    let tree = tree ?? source
    let map = otherMap ?? self.map
    guard let leftJoint = map[left], let rightJoint = map[right] else { return .identity }
    let middle = (tree.rest[leftJoint] + tree.rest[rightJoint]) / 2
    let top = above.map { tree.rest[$0] } ?? tree.rest[joint]
    let base = (top - tree.rest[joint]).length > 1e-6 ? tree.rest[joint] : middle
    return Self.frame(left: tree.rest[leftJoint] - tree.rest[rightJoint], up: top - base)
  }

  /// Aligns bones exactly and turns them so that the joint between them bends about the humanoid's own axis.
  /// - Parameter rest: that axis for a limb that hangs down.
  private mutating func alignLimbByMotion(_ side: String, upper: String, lower: String, end: String, rest axis: Vector3)
  {
    guard let (ownUpper, theirUpper) = bones(side + upper, to: side + lower),
      let (ownLower, theirLower) = bones(side + lower, to: side + end),
      let upperJoint = map[side + upper], let lowerJoint = map[side + lower], let endJoint = map[side + end]
    else { return }
    var upperAxis = Vector3.zero
    var lowerAxis = Vector3.zero
    for pose in poses {
      let first = (pose.positions[lowerJoint] - pose.positions[upperJoint]).normalized()
      let second = (pose.positions[endJoint] - pose.positions[lowerJoint]).normalized()
      let normal = first.cross(second)
      upperAxis += pose.orientations[upperJoint].inverse.rotate(normal)
      lowerAxis += pose.orientations[lowerJoint].inverse.rotate(normal)
    }
    let down = Vector3(0, -1, 0)
    for (part, own, theirs, bend) in [
      (upper, ownUpper, theirUpper, upperAxis), (lower, ownLower, theirLower, lowerAxis),
    ] {
      let ownAxis = Quaternion(from: down, to: own).rotate(axis)
      limbs[side + part] = Self.frame(along: theirs, axis: bend) * Self.frame(along: own, axis: ownAxis).inverse
    }
  }

  private func footByMotion(_ side: String) -> Quaternion? {
    guard let foot = map[side + "Foot"], let shin = map[side + "LowerLeg"] else { return nil }
    guard let (own, theirs) = footDirections(side) else {
      return meanTurn(foot, to: shin, by: limbs[side + "LowerLeg"])
    }
    var left = Vector3.zero
    for pose in poses {
      let axis = (pose.orientations[shin] * (limbs[side + "LowerLeg"] ?? .identity)).rotate(.unitX)
      left += pose.orientations[foot].inverse.rotate(axis)
    }
    return Self.frame(along: theirs, axis: left) * Self.frame(along: own, axis: .unitX).inverse
  }

  // MARK: Feet

  /// Turns the foot so that its sole is level on average where the source's foot stands still on the floor.
  private mutating func flattenFoot(_ side: String) {
    guard let foot = map[side + "Foot"], let correction = limbs[side + "Foot"], poses.count > 2 else { return }
    let toes = map[side + "Toes"] ?? foot
    let heights = poses.map { $0.positions[foot].y }
    guard let lowest = heights.min() else { return }
    let leg = (map[side + "LowerLeg"].map { source.rest[foot] - source.rest[$0] } ?? .zero).length
    var up = Vector3.zero
    var count = 0
    for index in 1..<(poses.count - 1) where heights[index] < lowest + 0.12 * leg {
      let moves = [foot, toes].map { (poses[index + 1].positions[$0] - poses[index - 1].positions[$0]).length }
      guard moves.allSatisfy({ $0 < 0.03 * leg }) else { continue }
      up += poses[index].orientations[foot].inverse.rotate(.unitY)
      count += 1
    }
    guard count >= 3 else { return }
    let turn = Quaternion(from: correction.rotate(.unitY), to: up.normalized(or: correction.rotate(.unitY)))
    guard turn.angle < .pi / 5 else { return }
    limbs[side + "Foot"] = turn * correction
    if let toes = limbs[side + "Toes"] { limbs[side + "Toes"] = turn * toes }
  }

  // MARK: Pieces

  /// Unit vectors from a part's joint to the next part's in the rest pose: the humanoid's and the source's.
  private func bones(_ part: String, to next: String) -> (own: Vector3, theirs: Vector3)? {
    guard let a = targetMap[part], let b = targetMap[next], let c = map[part], let d = map[next] else { return nil }
    let own = (target.rest[b] - target.rest[a]).normalized()
    let theirs = (source.rest[d] - source.rest[c]).normalized()
    return own.length > 0.5 && theirs.length > 0.5 ? (own, theirs) : nil
  }

  /// From the ankle to the toes. A humanoid without toes points forward; a source without toes may have a tip.
  private func footDirections(_ side: String) -> (own: Vector3, theirs: Vector3)? {
    if let found = bones(side + "Foot", to: side + "Toes") { return found }
    guard let foot = map[side + "Foot"] else { return nil }
    let tip =
      map[side + "Toes"].map { source.rest[$0] - source.rest[foot] } ?? clip.skeleton.joints[foot].endSites.first
    guard let tip, tip.length > 1e-6 else { return nil }
    let own = targetMap[side + "Toes"].flatMap { toes in
      targetMap[side + "Foot"].map { (target.rest[toes] - target.rest[$0]).normalized() }
    }
    // Ankle to toes drops by about a third of its length.
    return (own ?? Vector3(0, -0.35, 1).normalized(), tip.normalized())
  }

  /// The constant turn that makes a joint, on average over the motion, oriented like another with its turn.
  private func meanTurn(_ joint: Int?, to other: Int?, by turn: Quaternion? = nil) -> Quaternion? {
    guard let joint, let other else { return nil }
    let turn = turn ?? joints[other] ?? .identity
    return mean { $0.orientations[joint].inverse * $0.orientations[other] * turn }
  }

  private func mean(_ rotation: (WorldPose) -> Quaternion) -> Quaternion {
    var sum = Quaternion(w: 0, x: 0, y: 0, z: 0)
    for pose in poses {
      let q = rotation(pose)
      let sign: Double = sum.dot(q) < 0 ? -1 : 1
      sum = Quaternion(w: sum.w + sign * q.w, x: sum.x + sign * q.x, y: sum.y + sign * q.y, z: sum.z + sign * q.z)
    }
    return sum.normalized
  }

  /// Axes with `up` exact and `left` as near as can be.
  private static func frame(left: Vector3, up: Vector3) -> Quaternion {
    let y = up.normalized(or: .unitY)
    let x = left.rejected(from: y).normalized(or: .unitX)
    return Quaternion(columns: x, y, x.cross(y)).normalized
  }

  /// Axes with the first along a bone exactly and the second as near to `axis` as can be.
  private static func frame(along: Vector3, axis: Vector3) -> Quaternion {
    let x = along.normalized(or: .unitX)
    let fallback = abs(x.y) < 0.9 ? Vector3.unitY : Vector3.unitZ
    let y = axis.rejected(from: x).normalized(or: fallback.rejected(from: x).normalized())
    return Quaternion(columns: x, y, x.cross(y)).normalized
  }
}
