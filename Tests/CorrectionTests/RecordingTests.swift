import Foundation
import Motion
import Simulation
import Testing

@testable import Correction

/// Joint names of the recordings' skeletons in the order of `roles`; "-" for a role that a skeleton does not have.
private let roles: [BodyRole] = [
  .hips, .spine, .chest, .upperChest, .neck, .head, .leftShoulder, .leftUpperArm, .leftLowerArm, .leftHand,
  .leftUpperLeg,
  .leftLowerLeg, .leftFoot, .leftToes,
]
private let motionBuilder = """
  Hips LowerBack Spine Spine1 Neck Head LeftShoulder LeftArm LeftForeArm LeftHand LeftUpLeg LeftLeg LeftFoot LeftToeBase
  """
private let daz = "hip abdomen chest - neck head lCollar lShldr lForeArm lHand lThigh lShin lFoot -"
private let bandaiNamco = """
  Hips Spine Chest - Neck Head Shoulder_L UpperArm_L LowerArm_L Hand_L UpperLeg_L LowerLeg_L Foot_L Toes_L
  """
private let smpl = """
  pelvis spine1 spine2 spine3 neck head left_collar left_shoulder left_elbow left_wrist left_hip left_knee left_ankle
  left_foot
  """

private func checkMap(_ skeleton: Skeleton, _ names: String) throws {
  let map = try JointMap(skeleton: skeleton)
  for (role, name) in zip(roles, names.split(whereSeparator: \.isWhitespace)) {
    #expect(map[role].map { skeleton.joints[$0].name } ?? "-" == name, "\(role)")
  }
  #expect(map.joints.count == roles.reduce(0) { $0 + (map[$1] == nil ? 0 : "\($1)".hasPrefix("left") ? 2 : 1) })
}

@Test(arguments: Recordings.files("bvh")) func jointsOfARecordingOfCMUAreFound(_ path: String) throws {
  try checkMap(Recordings.clip(path).skeleton, path.contains("daz") ? daz : motionBuilder)
}

@Test(arguments: Recordings.files("bvh-bandai")) func jointsOfARecordingOfBandaiNamcoAreFound(_ path: String) throws {
  try checkMap(Recordings.clip(path).skeleton, bandaiNamco)
}

@Test(arguments: Recordings.files("npz", like: "smpl22")) func jointsOfSMPLAreFound(_ path: String) throws {
  struct File: Decodable {
    var joints: [String]
    var parents: [Int]
  }
  let file = try JSONDecoder().decode(File.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
  let skeleton = try Skeleton(
    joints: zip(file.joints, file.parents).map { .init(name: $0, parent: $1 < 0 ? nil : $1, offset: .zero) })
  try checkMap(skeleton, smpl)
}

/// Walks, and two more difficult ones.
private let samples =
  ["02_01.bvh", "16_15.bvh", "35_01.bvh", "16_03.bvh", "10_01_cgspeed-daz.bvh"].flatMap {
    Recordings.files("bvh", like: $0)
  }
  + ["run", "walk"].flatMap { Recordings.files("bvh-bandai", like: "dataset-2_" + $0) }

@Test(arguments: samples) func aRecordingIsCarriedOverAndBack(_ path: String) throws {
  let source = try Recordings.clip(path)
  let humanoid = try TestHumanoid.make()
  let retargeter = try Retargeter(source: source, humanoid: humanoid)
  let reference = try retargeter.reference()
  #expect(reference.frameCount == source.frameCount && reference.rate == source.rate)
  #expect(try largestLimbAngle(source, retargeter.map, reference, JointMap(skeleton: humanoid.skeleton)) < 1e-6)
  let restored = try retargeter.restore(reference)
  #expect(largestDifference(withoutHeights(restored), withoutHeights(source)) < 1e-9)
  for index in reference.jointCount..<reference.rotations.count {
    #expect(reference.rotations[index].dot(reference.rotations[index - reference.jointCount]) >= 0)
  }
}

@Test(arguments: samples) func kneesBendForward(_ path: String) throws {
  let reference = try Retargeter(source: Recordings.clip(path), humanoid: TestHumanoid.make()).reference()
  let map = try JointMap(skeleton: reference.skeleton)
  let hips = try #require(map[.hips])
  for side in BodySide.allCases {
    let (hip, knee, ankle) = (map[side.upperLeg] ?? 0, map[side.lowerLeg] ?? 0, map[side.foot] ?? 0)
    var bend = 0.0
    for frame in 0..<reference.frameCount {
      let pose = reference.pose(at: frame)
      let thigh = (pose.positions[knee] - pose.positions[hip]).normalized()
      let axis = thigh.cross((pose.positions[ankle] - pose.positions[knee]).normalized())
      // A leg that swings across the body bends about another axis than the hips' left, but not about the right.
      if axis.length > 0.3 { #expect(axis.dot(pose.orientations[hips].rotate(.unitX)) > 0) }
      #expect(axis.dot(pose.orientations[hip].rotate(.unitX)) > -0.1)
      bend += axis.dot(pose.orientations[hip].rotate(.unitX)) / Double(reference.frameCount)
    }
    #expect(bend > 0.2)
  }
}

@Test(arguments: samples) func standingFeetAreFlatOnTheFloor(_ path: String) throws {
  let source = try Recordings.clip(path)
  let retargeter = try Retargeter(source: source, humanoid: TestHumanoid.make())
  let reference = try retargeter.reference()
  let body = try HumanoidBody(humanoid: retargeter.humanoid, roles: [:])
  let sourceBody = try SourceBody(clip: source, map: retargeter.map)
  for side in BodySide.allCases {
    let frames = FlatStance(sourceBody, side: side).frames
    guard !frames.isEmpty, let foot = body.map[side.foot] else { continue }
    let poses = frames.map { reference.pose(at: $0) }
    let heights = poses.map { body.humanoid.clearance(over: PlaneGround(), in: $0) }
    // Recorded floors are even to some two centimetres.
    #expect(abs(heights.percentile(0.5)) < 0.03)
    let tilts = poses.map { acos(min(1, $0.orientations[foot].rotate(.unitY).y)) }
    #expect(tilts.percentile(0.5) < 0.15)
  }
}
