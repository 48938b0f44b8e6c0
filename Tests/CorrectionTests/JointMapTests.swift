import Foundation
import Motion
import Testing

@testable import Correction

/// Names of the same joints in other programs, in the order of the rows of `usual`.
private let usual = [
  "Hips", "Spine", "Spine1", "Neck", "Head", "LeftShoulder", "LeftArm", "LeftForeArm", "LeftHand", "LeftUpLeg",
  "LeftLeg",
  "LeftFoot", "LeftToeBase",
]
private let roles: [BodyRole] = [
  .hips, .spine, .chest, .neck, .head, .leftShoulder, .leftUpperArm, .leftLowerArm, .leftHand, .leftUpperLeg,
  .leftLowerLeg, .leftFoot, .leftToes,
]

struct Convention: CustomTestStringConvertible, Sendable {
  var testDescription: String
  var names: [String]
  /// The left side's mark in the names and the right side's.
  var sides: (String, String)

  /// The convention's name of a joint in the usual ones.
  func name(of joint: String) -> String {
    if let row = usual.firstIndex(of: joint) { return names[row] }
    let left = joint.replacingOccurrences(of: "Right", with: "Left")
    guard let row = usual.firstIndex(of: left) else { return joint }
    return names[row].replacingOccurrences(of: sides.0, with: sides.1)
  }
}

private let conventions: [Convention] = [
  Convention(testDescription: "HumanIK", names: usual, sides: ("Left", "Right")),
  Convention(testDescription: "Mixamo", names: usual.map { "mixamorig:" + $0 }, sides: ("Left", "Right")),
  Convention(
    testDescription: "Bandai Namco",
    names: [
      "Hips", "Spine", "Chest", "Neck", "Head", "Shoulder_L", "UpperArm_L", "LowerArm_L", "Hand_L", "UpperLeg_L",
      "LowerLeg_L", "Foot_L", "Toes_L",
    ], sides: ("_L", "_R")),
  Convention(
    testDescription: "Unreal",
    names: [
      "pelvis", "spine_01", "spine_02", "neck_01", "head", "clavicle_l", "upperarm_l", "lowerarm_l", "hand_l",
      "thigh_l", "calf_l", "foot_l", "ball_l",
    ], sides: ("_l", "_r")),
  Convention(
    testDescription: "Xsens",
    names: [
      "Hips", "Chest", "Chest2", "Neck", "Head", "LeftCollar", "LeftShoulder", "LeftElbow", "LeftWrist", "LeftHip",
      "LeftKnee", "LeftAnkle", "LeftToe",
    ], sides: ("Left", "Right")),
  Convention(
    testDescription: "CMU's ASF",
    names: [
      "root", "lowerback", "thorax", "lowerneck", "head", "lclavicle", "lhumerus", "lradius", "lwrist", "lfemur",
      "ltibia", "lfoot", "ltoes",
    ], sides: ("l", "r")),
  Convention(
    testDescription: "SMPL",
    names: [
      "pelvis", "spine1", "spine2", "neck", "head", "left_collar", "left_shoulder", "left_elbow", "left_wrist",
      "left_hip", "left_knee", "left_ankle", "left_foot",
    ], sides: ("left", "right")),
  Convention(
    testDescription: "Blender",
    names: [
      "hips", "spine", "chest", "neck", "head", "shoulder.L", "upper_arm.L", "forearm.L", "hand.L", "thigh.L", "shin.L",
      "foot.L", "toe.L",
    ], sides: (".L", ".R")),
  Convention(
    testDescription: "3ds Max Biped",
    names: [
      "Bip01 Pelvis", "Bip01 Spine", "Bip01 Spine1", "Bip01 Neck", "Bip01 Head", "Bip01 L Clavicle", "Bip01 L UpperArm",
      "Bip01 L Forearm", "Bip01 L Hand", "Bip01 L Thigh", "Bip01 L Calf", "Bip01 L Foot", "Bip01 L Toe0",
    ], sides: (" L ", " R ")),
  Convention(
    testDescription: "Daz",
    names: [
      "hip", "abdomen", "chest", "neck", "head", "lCollar", "lShldr", "lForeArm", "lHand", "lThigh", "lShin", "lFoot",
      "lToe",
    ], sides: ("l", "r")),
]

@Test(arguments: conventions) func jointsAreFoundByTheirNames(_ convention: Convention) throws {
  let skeleton = try TestMotion.skeleton { joint in
    // One letter marks the side in some conventions; it also occurs inside of words.
    guard joint.hasPrefix("Right"), convention.sides.0 == "l" else { return convention.name(of: joint) }
    return "r" + convention.name(of: "Left" + joint.dropFirst(5)).dropFirst()
  }
  let original = try TestMotion.skeleton()
  let map = try JointMap(skeleton: skeleton)
  for (role, joint) in zip(roles, usual) { #expect(map[role] == original.index(named: joint), "\(role)") }
  for side in ["Shoulder", "UpperArm", "LowerArm", "Hand", "UpperLeg", "LowerLeg", "Foot", "Toes"] {
    let left = try #require(BodyRole(rawValue: "left" + side).flatMap { map[$0] })
    let right = try #require(BodyRole(rawValue: "right" + side).flatMap { map[$0] })
    #expect(original.joints[right].name == original.joints[left].name.replacingOccurrences(of: "Left", with: "Right"))
  }
  #expect(map[.upperChest] == nil)
}

@Test func jointsWithNamesThatSayNothingAreFoundByTheShapeOfTheTree() throws {
  var count = 0
  let nameless = try TestMotion.skeleton { _ in
    count += 1
    return "joint\(count)"
  }
  #expect(try JointMap(skeleton: nameless) == JointMap(skeleton: TestMotion.skeleton()))
}

@Test func aJointThatIsMissingIsNamed() throws {
  let arm = try Skeleton(joints: [
    .init(name: "base", parent: nil, offset: .zero), .init(name: "link", parent: 0, offset: .unitY),
  ])
  #expect(throws: RetargetingError.missingRole(.hips, skeleton: "the skeleton")) { try JointMap(skeleton: arm) }
}

@Test func aMapFileOverridesWhatIsFound() throws {
  let skeleton = try TestMotion.skeleton()
  let yaml = try JointMap(text: "chest: Spine\nleftToes: LeftFoot", file: "map.yaml", skeleton: skeleton)
  let json = try JointMap(text: #"{"chest": "Spine", "leftToes": "LeftFoot"}"#, file: "map.json", skeleton: skeleton)
  #expect(yaml == json)
  #expect(yaml[.chest] == skeleton.index(named: "Spine"))
  #expect(yaml[.leftToes] == skeleton.index(named: "LeftFoot"))
  #expect(yaml[.head] == skeleton.index(named: "Head"))
}

@Test func aMapFileIsReadFromDisk() throws {
  let path = FileManager.default.temporaryDirectory.appendingPathComponent("map-\(UUID().uuidString).yaml").path
  defer { try? FileManager.default.removeItem(atPath: path) }
  try "neck: Head".write(toFile: path, atomically: true, encoding: .utf8)
  let skeleton = try TestMotion.skeleton()
  #expect(try JointMap(contentsOf: path, skeleton: skeleton)[.neck] == skeleton.index(named: "Head"))
  #expect(throws: RetargetingError.malformedMap(file: path + "x", problem: "it cannot be read")) {
    try JointMap(contentsOf: path + "x", skeleton: skeleton)
  }
}

@Test func aMapFileMakesUpForNamesAndShapesThatSayNothing() throws {
  // Two chains of three joints and nothing else.
  var joints = [Skeleton.Joint(name: "a", parent: nil, offset: .zero)]
  for side in [1.0, -1.0] {
    let first = joints.count
    joints.append(.init(name: "b\(first)", parent: 0, offset: Vector3(0.1 * side, 0, 0)))
    joints.append(.init(name: "b\(first + 1)", parent: first, offset: Vector3(0, -0.4, 0)))
    joints.append(.init(name: "b\(first + 2)", parent: first + 1, offset: Vector3(0, -0.4, 0)))
  }
  let skeleton = try Skeleton(joints: joints)
  #expect(throws: RetargetingError.missingRole(.hips, skeleton: "the skeleton")) { try JointMap(skeleton: skeleton) }
  let text = """
    hips: a
    leftUpperLeg: b1
    leftLowerLeg: b2
    leftFoot: b3
    rightUpperLeg: b4
    rightLowerLeg: b5
    """
  #expect(throws: RetargetingError.missingRole(.rightFoot, skeleton: "map")) {
    try JointMap(text: text, file: "map", skeleton: skeleton)
  }
  let map = try JointMap(text: text + "\nrightFoot: b6", file: "map", skeleton: skeleton)
  #expect(map.joints.count == 7)
}

@Test func whatIsWrongInAMapFileIsSaid() throws {
  let skeleton = try TestMotion.skeleton()
  func error(_ text: String) -> RetargetingError? {
    #expect(throws: RetargetingError.self) { try JointMap(text: text, file: "map.yaml", skeleton: skeleton) }
  }
  #expect(error("leftKnee: LeftLeg") == .unknownRole("leftKnee", file: "map.yaml"))
  #expect(
    error("neck: Nek")
      == .unknownJoint("Nek", role: "neck", file: "map.yaml", joints: skeleton.joints.map(\.name)))
  for text in [
    "", "- neck", "neck: [Neck]", "neck: {a: b}", "neck", "a: b: c", "\"", "? [a]\n: b",
    String(repeating: "[", count: 100_000),
  ] {
    guard case .malformedMap = error(text) else {
      Issue.record("\(text) is no map")
      continue
    }
  }
  #expect(
    "\(RetargetingError.unknownRole("leftKnee", file: "map.yaml"))".hasPrefix("map.yaml: unknown role 'leftKnee'"))
}
