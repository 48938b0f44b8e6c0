import Foundation
import Motion
import Simulation

/// Takes a clip from its own skeleton to a humanoid's and back.
///
/// Segments point as in the clip; lengths are the humanoid's; the root moves at the scale of the legs; the feet are put on the
/// floor. On the way back only what the humanoid did otherwise than its reference is put on the clip.
public struct Retargeter: Sendable {
  /// Humanoid leg length to source leg length.
  public let scale: Double

  private let source: MotionClip
  private let humanoid: Humanoid
  private let map: JointMap
  private let humanoidMap: JointMap
  private let corrections: Corrections

  private struct Corrections: Sendable {
    var limbs: [String: Quaternion]
    var joints: [Int: Quaternion]
  }

  /// - Parameters:
  ///   - map: of the clip's skeleton; nil to find it by names and tree.
  ///   - humanoidRoles: link by part, as in the humanoid's card; nil likewise.
  /// - Throws: `RetargetingError`.
  public init(
    source: MotionClip, humanoid: Humanoid, map: JointMap? = nil, humanoidRoles: [String: String]? = nil
  ) throws {
    self.source = source
    self.humanoid = humanoid
    self.map = try map ?? JointMap(skeleton: source.skeleton)
    humanoidMap = try JointMap(skeleton: humanoid.skeleton, overrides: humanoidRoles ?? [:])
    let target = JointTree(humanoid.skeleton)
    let ownLeg = Self.legLength(target, humanoidMap)
    let theirLeg = Self.legLength(JointTree(source.skeleton), self.map)
    guard ownLeg > 1e-6, theirLeg > 1e-6 else {
      throw RetargetingError.degenerate("\(source.name): its legs have no length")
    }
    scale = ownLeg / theirLeg
    // Some 30 frames a second are enough to see how a body moves.
    let step = max(1, Int((source.rate / 30).rounded()))
    let poses = stride(from: 0, to: source.frameCount, by: step).map { source.pose(at: $0) }
    let frames = BodyFrames(clip: source, map: self.map, humanoid: target, humanoidMap: humanoidMap, poses: poses)
    corrections = Corrections(limbs: frames.limbs, joints: frames.joints)
  }

  private static func legLength(_ tree: JointTree, _ map: JointMap) -> Double {
    var length = 0.0
    for side in JointMap.sides {
      guard let hip = map[side + "UpperLeg"], let knee = map[side + "LowerLeg"], let foot = map[side + "Foot"] else {
        continue
      }
      length += (tree.rest[knee] - tree.rest[hip]).length + (tree.rest[foot] - tree.rest[knee]).length
    }
    return length / 2
  }

  // MARK: To the humanoid

  /// The clip on the humanoid's skeleton, at its own rate and length, on the floor at height 0.
  public func reference() throws -> MotionClip {
    var clip = try unplaced()
    let drop = floorHeight(of: clip)
    for frame in clip.rootTranslations.indices { clip.rootTranslations[frame].y -= drop }
    return clip
  }

  private func unplaced() throws -> MotionClip {
    let count = humanoid.links.count
    var rotations: [Quaternion] = []
    rotations.reserveCapacity(source.frameCount * count)
    var roots: [Vector3] = []
    for frame in 0..<source.frameCount {
      let pose = source.pose(at: frame)
      let world = orientations(pose)
      for (index, link) in humanoid.links.enumerated() {
        rotations.append((link.parent.map { world[$0].inverse * world[index] } ?? world[index]).normalized)
      }
      roots.append(middleOfHips(pose, map) * scale - world[0].rotate(hipsInRoot))
    }
    return try MotionClip(
      name: source.name, skeleton: humanoid.skeleton, rate: source.rate, rootTranslations: roots, rotations: rotations)
  }

  /// World orientation of each link for a pose of the source.
  private func orientations(_ pose: WorldPose) -> [Quaternion] {
    var wanted = [Quaternion?](repeating: nil, count: humanoid.links.count)
    func own(_ joint: Int) -> Quaternion { pose.orientations[joint] * (corrections.joints[joint] ?? .identity) }
    let hips = own(map["hips"] ?? 0)
    if let link = humanoidMap["hips"] { wanted[link] = hips }
    spread([hips] + map.torso.map(own), over: humanoidMap.torso, into: &wanted)
    let chest = map.torso.last.map(own) ?? hips
    spread([chest] + map.neck.map(own), over: humanoidMap.neck, into: &wanted)
    for side in JointMap.sides {
      for part in JointMap.limbRoles {
        guard let link = humanoidMap[side + part], let joint = map[side + part],
          let turn = corrections.limbs[side + part]
        else { continue }
        wanted[link] = pose.orientations[joint] * turn
      }
    }
    return withJoints(wanted)
  }

  /// Gives each of a chain's links its share of the way along a chain of orientations with another number of joints. The first
  /// orientation is that of what carries the chain.
  private func spread(_ given: [Quaternion], over links: [Int], into wanted: inout [Quaternion?]) {
    guard given.count > 1 else { return }
    for (index, link) in links.enumerated() {
      wanted[link] = given.interpolated(Double(index + 1) / Double(links.count))
    }
  }

  /// Fills in the links that nothing speaks for, and turns what hangs on a hinge so that the hinge can do it.
  private func withJoints(_ wanted: [Quaternion?]) -> [Quaternion] {
    var world: [Quaternion] = []
    for (index, link) in humanoid.links.enumerated() {
      guard let parent = link.parent else {
        world.append(wanted[index] ?? .identity)
        continue
      }
      var orientation = wanted[index] ?? world[parent]
      if case .hinge(let axis, let range) = link.joint.kind {
        let angle = hingeAngle(of: index, wanted: orientation, parent: world[parent], axis: axis)
        orientation = world[parent] * Quaternion(angle: angle.clamped(to: range), axis: axis)
      } else if let bend = hingeBelow(index, wanted: wanted, orientation: orientation) {
        orientation = bend * orientation
      }
      world.append(orientation)
    }
    return world
  }

  /// The angle at which the hinge points the link's bone where it is wanted, as nearly as it can.
  private func hingeAngle(of link: Int, wanted: Quaternion, parent: Quaternion, axis: Vector3) -> Double {
    guard let bone = bone(of: link) else { return (parent.inverse * wanted).twistAngle(about: axis) }
    let from = bone.rejected(from: axis)
    let to = parent.inverse.rotate(wanted.rotate(bone)).rejected(from: axis)
    return atan2(axis.dot(from.cross(to)), from.dot(to))
  }

  /// A turn about the link's bone that brings the hinge of its child square to the bend; less where there is hardly a bend.
  private func hingeBelow(_ link: Int, wanted: [Quaternion?], orientation: Quaternion) -> Quaternion? {
    for (child, model) in humanoid.links.enumerated() where model.parent == link {
      guard case .hinge(let axis, let range) = model.joint.kind, let lower = wanted[child], let bone = bone(of: child)
      else { continue }
      let along = orientation.rotate(model.offset.normalized())
      let bends = (range.map { $0.upperBound + $0.lowerBound } ?? 1) >= 0 ? 1.0 : -1.0
      let normal = along.cross(lower.rotate(bone)) * bends
      let weight = ((normal.length - 0.05) / 0.25).clamped(to: 0...1)
      let from = orientation.rotate(axis).rejected(from: along)
      let angle = atan2(along.dot(from.cross(normal)), from.dot(normal))
      return Quaternion(angle: angle * weight, axis: along)
    }
    return nil
  }

  /// Direction from a link's joint to its first child's, in its own frame.
  private func bone(of link: Int) -> Vector3? {
    humanoid.links.first { $0.parent == link && $0.offset.length > 1e-6 }.map { $0.offset.normalized() }
  }

  private var hipsInRoot: Vector3 {
    let tree = JointTree(humanoid.skeleton)
    let left = humanoidMap["leftUpperLeg"].map { tree.rest[$0] } ?? tree.rest[0]
    let right = humanoidMap["rightUpperLeg"].map { tree.rest[$0] } ?? tree.rest[0]
    return (left + right) / 2 - tree.rest[0]
  }

  private func middleOfHips(_ pose: WorldPose, _ map: JointMap) -> Vector3 {
    let hips = map["hips"] ?? 0
    return (pose.positions[map["leftUpperLeg"] ?? hips] + pose.positions[map["rightUpperLeg"] ?? hips]) / 2
  }

  /// The height of the floor that the body stands on: a low percentile over the frames of its lowest point, so that neither a
  /// jump nor a few deep frames move it.
  private func floorHeight(of clip: MotionClip) -> Double {
    let step = max(1, Int((clip.rate / 30).rounded()))
    let heights = stride(from: 0, to: clip.frameCount, by: step).map { frame in
      humanoid.lowestPoint(in: clip.pose(at: frame)).y
    }.sorted()
    return heights[heights.count / 5]
  }

  // MARK: Back to the source

  /// What the humanoid did, on the clip's own skeleton: each mapped joint is turned, in the world, by what its link did
  /// otherwise than the reference; other joints keep their rotation against their parent. The floor is at height 0.
  /// - Parameter performed: on the humanoid's skeleton, at the clip's frame times, as long as the clip or shorter.
  /// - Throws: `MotionError.invalidClip`.
  public func restore(_ performed: MotionClip) throws -> MotionClip {
    guard performed.jointCount == humanoid.links.count, performed.frameCount <= source.frameCount else {
      throw MotionError.invalidClip(performed.name, "does not fit the clip and the humanoid that it came from")
    }
    let unplaced = try unplaced()
    let floor = Vector3(0, floorHeight(of: unplaced), 0)
    var clip = source.prefix(performed.frameCount)
    for frame in 0..<performed.frameCount {
      restore(frame, of: &clip, performed: performed.pose(at: frame), reference: unplaced.pose(at: frame), floor: floor)
    }
    return clip
  }

  private func restore(
    _ frame: Int, of clip: inout MotionClip, performed: WorldPose, reference: WorldPose, floor: Vector3
  ) {
    let pose = source.pose(at: frame)
    let turns = turns(performed: performed, reference: reference)
    var world: [Quaternion] = []
    for (index, joint) in source.skeleton.joints.enumerated() {
      let parent = joint.parent.map { world[$0] } ?? .identity
      let orientation = turns[index].map { $0 * pose.orientations[index] } ?? parent * source[rotation: frame, index]
      clip[rotation: frame, index] = (parent.inverse * orientation).normalized
      world.append(orientation)
    }
    let middle = middleOfHips(performed, humanoidMap) - middleOfHips(reference, humanoidMap) - floor
    move(frame, of: &clip, middleOfHipsTo: middleOfHips(pose, map) + middle / scale)
  }

  /// World turn of each mapped source joint away from the reference.
  private func turns(performed: WorldPose, reference: WorldPose) -> [Quaternion?] {
    var turns = [Quaternion?](repeating: nil, count: source.jointCount)
    func turn(_ a: Quaternion, _ b: Quaternion) -> Quaternion { a * b.inverse }
    let hips = humanoidMap["hips"] ?? 0
    if let joint = map["hips"] { turns[joint] = turn(performed.orientations[hips], reference.orientations[hips]) }
    for (joints, links, base) in [
      (map.torso, humanoidMap.torso, hips), (map.neck, humanoidMap.neck, humanoidMap.torso.last ?? hips),
    ] where !links.isEmpty {
      let did = ([base] + links).map { performed.orientations[$0] }
      let should = ([base] + links).map { reference.orientations[$0] }
      for (index, joint) in joints.enumerated() {
        let share = Double(index + 1) / Double(joints.count)
        turns[joint] = turn(did.interpolated(share), should.interpolated(share))
      }
    }
    for side in JointMap.sides {
      for part in JointMap.limbRoles where corrections.limbs[side + part] != nil {
        guard let joint = map[side + part], let link = humanoidMap[side + part] else { continue }
        turns[joint] = turn(performed.orientations[link], reference.orientations[link])
      }
    }
    return turns
  }

  /// Moves a frame so that its hips are where they should be: by the hips' own translation where they have one, by the root
  /// otherwise.
  private func move(_ frame: Int, of clip: inout MotionClip, middleOfHipsTo target: Vector3) {
    let pose = clip.pose(at: frame)
    let change = target - middleOfHips(pose, map)
    let hips = map["hips"] ?? 0
    if let parent = clip.skeleton.joints[hips].parent, clip.translations[hips] != nil {
      clip.translations[hips]?[frame] += pose.orientations[parent].inverse.rotate(change)
    } else {
      clip.rootTranslations[frame] += change
    }
  }
}

extension [Quaternion] {
  /// The orientation at a share of the way along a chain of evenly spaced orientations.
  fileprivate func interpolated(_ share: Double) -> Quaternion {
    let place = share * Double(count - 1)
    let index = Swift.min(Int(place + 1e-9), count - 2)
    let rest = place - Double(index)
    if abs(rest) < 1e-9 { return self[index] }
    if abs(rest - 1) < 1e-9 { return self[index + 1] }
    return self[index].slerp(to: self[index + 1], at: rest)
  }
}

extension Double {
  fileprivate func clamped(to range: ClosedRange<Double>?) -> Double {
    range.map { Swift.min(Swift.max(self, $0.lowerBound), $0.upperBound) } ?? self
  }
}
