import Foundation
import Motion
import Simulation
import Testing

@testable import Correction

private let arms: [(BodyRole, BodyRole)] = BodySide.allCases.flatMap {
  [($0.upperArm, $0.lowerArm), ($0.lowerArm, $0.hand)]
}

/// The largest angle between a limb's directions in two clips, over all frames and arms, in radians. Legs point where their
/// feet stand.
func largestLimbAngle(_ a: MotionClip, _ aMap: JointMap, _ b: MotionClip, _ bMap: JointMap) throws -> Double {
  var largest = 0.0
  for frame in 0..<a.frameCount {
    let (first, second) = (a.pose(at: frame), b.pose(at: frame))
    for (start, end) in arms {
      let u = first.positions[try #require(aMap[end])] - first.positions[try #require(aMap[start])]
      let v = second.positions[try #require(bMap[end])] - second.positions[try #require(bMap[start])]
      largest = max(largest, atan2(u.cross(v).length, u.dot(v)))
    }
  }
  return largest
}

/// The clip without the heights of what moves the body: a body is put on the floor on its way back.
func withoutHeights(_ clip: MotionClip) -> MotionClip {
  var clip = clip
  for frame in clip.rootTranslations.indices { clip.rootTranslations[frame].y = 0 }
  clip.translations = clip.translations.mapValues { values in values.map { $0 * Vector3(1, 0, 1) } }
  return clip
}

func largestDifference(_ a: MotionClip, _ b: MotionClip) -> Double {
  var largest = zip(a.rootTranslations, b.rootTranslations).map { ($0 - $1).length }.max() ?? 0
  for (p, q) in zip(a.rotations, b.rotations) { largest = max(largest, (p.inverse * q).angle) }
  for (joint, values) in a.translations {
    for (p, q) in zip(values, b.translations[joint] ?? []) { largest = max(largest, (p - q).length) }
  }
  return largest
}

private func retargeted(_ clip: MotionClip) throws -> MotionClip {
  try Retargeter(source: clip, humanoid: TestHumanoid.make()).reference()
}

@Test func restoringTheReferenceGivesBackTheSource() throws {
  let source = try TestMotion.walk()
  let retargeter = try Retargeter(source: source, humanoid: TestHumanoid.make())
  let restored = try retargeter.restore(retargeter.reference())
  #expect(restored.frameCount == source.frameCount)
  #expect(restored.skeleton == source.skeleton)
  #expect(largestDifference(withoutHeights(restored), withoutHeights(source)) < 1e-12)
}

@Test func restoringTheBeginningOfTheReferenceGivesBackTheBeginning() throws {
  let source = try TestMotion.walk()
  let retargeter = try Retargeter(source: source, humanoid: TestHumanoid.make())
  var performed = try retargeter.reference()
  performed.rootTranslations.removeLast(80)
  performed.rotations.removeLast(80 * performed.jointCount)
  let restored = try retargeter.restore(performed)
  #expect(restored.frameCount == 40)
  #expect(largestDifference(withoutHeights(restored), withoutHeights(source)) < 1e-12)
}

@Test func limbsPointAsTheSourcesDo() throws {
  let source = try TestMotion.walk()
  let humanoid = try TestHumanoid.make()
  let reference = try retargeted(source)
  let angle = try largestLimbAngle(
    source, JointMap(clip: source), reference, JointMap(skeleton: humanoid.skeleton))
  #expect(angle < 1e-6)
}

/// Without a rest pose to go by, the axes of knees, elbows, feet and trunk come from the motion.
@Test func turningTheFramesOfTheSourcesJointsKeepsTheDirectionsOfTheLimbs() throws {
  let source = try TestMotion.walk()
  var random = SplitMix64(seed: 7)
  let turns = (0..<source.jointCount).map { _ in
    Quaternion(
      w: (random.nextUnit() - 0.5),
      vector: Vector3((random.nextUnit() - 0.5), (random.nextUnit() - 0.5), (random.nextUnit() - 0.5))
    ).normalized
  }
  let turned = try TestMotion.withTurnedFrames(source, by: turns)
  let map = try JointMap(skeleton: TestHumanoid.make().skeleton)
  let (plain, other) = (try retargeted(source), try retargeted(turned))
  #expect(try largestLimbAngle(plain, map, other, map) < 1e-6)
  // The turn about the bones is seen in how knees and elbows bend and feet stand. Legs that straddle by 0.12 and bend by
  // 0.5 on the mean show an axis that is 0.12 / 0.5 off the one that the rest pose tells.
  for frame in 0..<plain.frameCount {
    let (a, b) = (plain.pose(at: frame), other.pose(at: frame))
    for role in [BodyRole.leftUpperLeg, .rightLowerLeg, .leftFoot, .rightFoot, .leftUpperArm, .rightLowerArm] {
      let link = try #require(map[role])
      #expect((a.orientations[link].inverse * b.orientations[link]).angle < 0.25, "\(role), frame \(frame)")
    }
    for role in [BodyRole.hips, .upperChest] {
      let link = try #require(map[role])
      let across = a.orientations[link].rotate(.unitX).dot(b.orientations[link].rotate(.unitX))
      #expect(across > cos(0.1), "\(role), frame \(frame)")
    }
  }
}

@Test func theSizeOfTheSourceDoesNotMatter() throws {
  let plain = try retargeted(TestMotion.walk())
  let large = try retargeted(TestMotion.walk(scale: 2))
  #expect(largestDifference(plain, large) < 1e-9)
}

@Test func feetAreOnTheFloorWhereverTheSourcesFloorIs() throws {
  let source = try TestMotion.walk()
  var raised = source
  for frame in raised.rootTranslations.indices { raised.rootTranslations[frame].y += 0.7 }
  let (plain, other) = (try retargeted(source), try retargeted(raised))
  #expect(largestDifference(plain, other) < 1e-9)
  let body = try HumanoidBody(humanoid: TestHumanoid.make(), roles: [:])
  let lowest = (0..<plain.frameCount).map { body.humanoid.clearance(over: PlaneGround(), in: plain.pose(at: $0)) }
  #expect(abs(try #require(lowest.min())) < 0.03)
}

/// A body that is held up 12 cm over the floor is carried by something, and that is the floor; one that flies as high is not.
@Test func onlyABodyThatFallsLeavesTheFloor() throws {
  let skeleton = try TestMotion.skeleton()
  func lifted(_ lift: (Double) -> Double) throws -> [Double] {
    let times = (0..<180).map { Double($0) / 60 }
    let clip = try MotionClip(
      name: "lifted", skeleton: skeleton, rate: 60, rootTranslations: times.map { Vector3(0, 1 + lift($0), 0) },
      rotations: Array(repeating: .identity, count: 180 * skeleton.count))
    let humanoid = try TestHumanoid.make()
    let reference = try Retargeter(source: clip, humanoid: humanoid).reference()
    return (0..<180).map { humanoid.clearance(over: PlaneGround(), in: reference.pose(at: $0)) }
  }
  let held = try lifted { 0.12 * min(max(1 - (abs($0 - 1.5) - 0.4) / 0.6, 0), 1) }
  #expect(held.allSatisfy { abs($0) < 0.03 })
  let flying = try lifted { max(0.12 - 4.905 * ($0 - 1.5) * ($0 - 1.5), 0) }
  #expect(flying[90] > 0.1 && abs(flying[30]) < 0.01 && abs(flying[150]) < 0.01)
}

@Test func standingFeetStayWhereTheyAre() throws {
  let source = try TestMotion.squat()
  let reference = try retargeted(source)
  for name in ["left_ankle", "right_ankle"] {
    let ankle = try #require(reference.skeleton.index(named: name))
    // While the knees are bent: straight legs of another width can be a little short, and heights are smoothed over a fifth of a
    // second.
    let places = (13..<47).map { reference.pose(at: $0).positions[ankle] }
    let largest = places.map { ($0 - places[0]).length }.max() ?? 0
    #expect(largest < 1e-4)
  }
}

@Test func aHingeTurnsOnlyAboutItsAxis() throws {
  let humanoid = try TestHumanoid.make(kneeAxis: .unitX)
  let reference = try Retargeter(source: TestMotion.walk(), humanoid: humanoid).reference()
  let knee = try #require(humanoid.index(named: "left_knee"))
  var largest = 0.0
  for frame in 0..<reference.frameCount {
    let rotation = reference[rotation: frame, knee].rotationVector
    #expect(abs(rotation.y) < 1e-12 && abs(rotation.z) < 1e-12)
    largest = max(largest, rotation.x)
  }
  // The source's knee bends by up to 0.9; its shins and thighs do not lie quite as the humanoid's.
  #expect(abs(largest - 0.9) < 0.15)
}

@Test func aMovedAndTurnedLinkMovesAndTurnsItsJoint() throws {
  let source = try TestMotion.walk()
  let humanoid = try TestHumanoid.make()
  let retargeter = try Retargeter(source: source, humanoid: humanoid)
  let reference = try retargeter.reference()
  var performed = reference
  let elbow = try #require(humanoid.index(named: "left_elbow"))
  let displacement = Vector3(0.3, -0.1, 0.2)
  for frame in 0..<performed.frameCount {
    performed.rootTranslations[frame] += displacement
    performed[rotation: frame, elbow] = performed[rotation: frame, elbow] * Quaternion(angle: 0.4, axis: .unitY)
  }
  let plain = try retargeter.restore(reference)
  let restored = try retargeter.restore(performed)
  let forearm = try #require(source.skeleton.index(named: "LeftForeArm"))
  for frame in 0..<source.frameCount {
    let moved = restored.rootTranslations[frame] - plain.rootTranslations[frame]
    #expect((moved - displacement / retargeter.scale).length < 1e-9)
    let (before, after) = (reference.pose(at: frame), performed.pose(at: frame))
    let turn = after.orientations[elbow] * before.orientations[elbow].inverse
    let expected = turn * source.pose(at: frame).orientations[forearm]
    #expect((expected.inverse * restored.pose(at: frame).orientations[forearm]).angle < 1e-9)
  }
}

@Test func aHipsJointUnderAnotherRootMovesByItsOwnTranslation() throws {
  let walk = try TestMotion.walk()
  var joints = [Skeleton.Joint(name: "Root", parent: nil, offset: .zero)]
  joints += walk.skeleton.joints.map { joint in
    var joint = joint
    joint.parent = joint.parent.map { $0 + 1 } ?? 0
    return joint
  }
  var rotations: [Quaternion] = []
  for frame in 0..<walk.frameCount {
    rotations.append(Quaternion(angle: 0.3, axis: .unitY))
    rotations += walk.rotations[(frame * walk.jointCount)..<((frame + 1) * walk.jointCount)]
  }
  let source = try MotionClip(
    name: "walk", skeleton: Skeleton(joints: joints), rate: walk.rate,
    rootTranslations: Array(repeating: .zero, count: walk.frameCount), rotations: rotations,
    translations: [1: walk.rootTranslations])
  let retargeter = try Retargeter(source: source, humanoid: TestHumanoid.make())
  var performed = try retargeter.reference()
  let plain = try retargeter.restore(performed)
  #expect(largestDifference(withoutHeights(plain), withoutHeights(source)) < 1e-12)
  for frame in 0..<performed.frameCount { performed.rootTranslations[frame].x += 0.1 }
  let restored = try retargeter.restore(performed)
  #expect(restored.rootTranslations == source.rootTranslations)
  let moved = restored.pose(at: 5).positions[1] - plain.pose(at: 5).positions[1]
  #expect((moved - Vector3(0.1, 0, 0) / retargeter.scale).length < 1e-9)
}

@Test func aPerformedMotionThatDoesNotFitIsRefused() throws {
  let source = try TestMotion.walk()
  let retargeter = try Retargeter(source: source, humanoid: TestHumanoid.make())
  #expect(throws: RetargetingError.self) { try retargeter.restore(source) }
  var fast = try retargeter.reference()
  fast.rate *= 2
  #expect(throws: RetargetingError.self) { try retargeter.restore(fast) }
  var long = try retargeter.reference()
  long.rootTranslations.append(.zero)
  long.rotations += Array(repeating: .identity, count: long.jointCount)
  #expect(throws: RetargetingError.self) { try retargeter.restore(long) }
}

@Test func legsWithoutLengthAreNamed() throws {
  let source = try TestMotion.walk(scale: 0)
  #expect(throws: RetargetingError.noLegLength(skeleton: "walk")) {
    try Retargeter(source: source, humanoid: TestHumanoid.make())
  }
}
