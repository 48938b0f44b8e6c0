import Foundation
import Testing

@testable import Motion

/// The directory of recordings, or nil (with a printed line) when this machine has none.
func recordings(_ path: String) -> URL? {
  let root =
    ProcessInfo.processInfo.environment["GAITKEEPER_TEST_DATA"].map { URL(fileURLWithPath: $0) }
    ?? URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../shared/data").standardized
  let url = root.appendingPathComponent(path)
  guard FileManager.default.fileExists(atPath: url.path) else {
    print("skipped: no recordings at \(url.path)")
    return nil
  }
  return url
}

/// A clip of random smooth rotations on SMPL's skeleton.
func randomSMPLClip(joints: Int, frames: Int, rate: Double = 30, amplitude: Double = 0.6, seed: UInt64) throws
  -> MotionClip
{
  var random = SeededRandom(seed: seed)
  let skeleton = try SMPLSkeleton.skeleton(jointCount: joints)
  let phases = (0..<joints).map { _ in (random.vector(amplitude), random.vector(amplitude), random.unit() * 3) }
  var rotations: [Quaternion] = []
  for frame in 0..<frames {
    let time = Double(frame) / rate
    for (a, b, phase) in phases {
      rotations.append(Quaternion(rotationVector: a * sin(2 * time + phase) + b * cos(3 * time - phase)))
    }
  }
  let roots = (0..<frames).map { Vector3(0.03 * Double($0), 0.9 + 0.02 * sin(Double($0)), -0.01 * Double($0)) }
  return try MotionClip(name: "random", skeleton: skeleton, rate: rate, rootTranslations: roots, rotations: rotations)
}

@Suite struct AMASSCodecTests {
  let codec = AMASSCodec()

  func archive(
    poses: NPYArray? = nil, trans: NPYArray? = nil, rate: NPYArray? = NPYArray(120.0),
    more: [(name: String, array: NPYArray)] = []
  ) throws -> [UInt8] {
    var arrays = more
    arrays.append(
      (name: "poses", array: try poses ?? NPYArray(shape: [2, 66], values: [Double](repeating: 0.1, count: 132))))
    arrays.append((name: "trans", array: try trans ?? NPYArray(shape: [2, 3], values: [1, 2, 3, 4, 5, 6])))
    if let rate { arrays.append((name: "mocap_framerate", array: rate)) }
    return try NPZArchive.encoded(arrays)
  }

  @Test(arguments: [22, 24, 52, 55])
  func clipsComeBackToTheSameRotationsAndPlaces(_ joints: Int) throws {
    var clip = try randomSMPLClip(joints: joints, frames: 40, seed: 3)
    clip.attributes = ["amass.gender": .text("female"), "amass.betas": .numbers([0.5, -1, 2])]
    let back = try codec.decode(codec.encode(clip), file: "a.npz", options: .init())
    #expect(back.skeleton.joints.map(\.name) == clip.skeleton.joints.map(\.name))
    #expect(back.rate == 30)
    #expect(back.attributes == clip.attributes)
    for index in clip.rotations.indices {
      #expect((clip.rotations[index].inverse * back.rotations[index]).angle < 1e-7)
    }
    for frame in 0..<40 { #expect((clip.rootTranslations[frame] - back.rootTranslations[frame]).length < 1e-12) }
  }

  @Test func aFileIsWrittenBackNumberForNumber() throws {
    let file = try codec.encode(randomSMPLClip(joints: 52, frames: 20, seed: 5))
    let again = try codec.encode(codec.decode(file, file: "a", options: .init()))
    for name in ["poses", "trans"] {
      let first = try NPZArchive(bytes: file, file: "a").required(name)
      let second = try NPZArchive(bytes: again, file: "a").required(name)
      #expect(first.shape == second.shape)
      #expect(zip(first.values, second.values).allSatisfy { abs($0 - $1) < 1e-12 })
    }
  }

  @Test func zUpInTheFileIsYUpInMemory() throws {
    var poses = [Double](repeating: 0, count: 66)
    // Standing upright and facing -y in a z-up file is a quarter turn about x in SMPL's y-up axes.
    poses[0] = .pi / 2
    let bytes = try archive(
      poses: NPYArray(shape: [1, 66], values: poses), trans: NPYArray(shape: [1, 3], values: [1, 2, 3]))
    let clip = try codec.decode(bytes, file: "a.npz", options: .init())
    #expect(clip.rotations[0].angle < 1e-15)
    let centimetres = try codec.decode(bytes, file: "a.npz", options: .init(metresPerUnit: 0.01, up: .y))
    #expect((centimetres.rootTranslations[0] - Vector3(0.01, 0.02 - 0.225, 0.03 + 0.03)).length < 1e-15)
    #expect((centimetres.rotations[0].rotationVector - Vector3(.pi / 2, 0, 0)).length < 1e-15)
    let again = try codec.decode(codec.encode(centimetres), file: "a.npz", options: .init(metresPerUnit: 0.01, up: .y))
    #expect((again.rootTranslations[0] - centimetres.rootTranslations[0]).length < 1e-15)
    #expect((clip.rootTranslations[0] - Vector3(1, 3.03, -1.775)).length < 1e-15)
    #expect(clip.convention == WorldConvention(up: .z, metresPerUnit: 1, format: "codec.amass"))
  }

  @Test func otherArraysAreKeptWhenSmallAndNamedWhenDropped() throws {
    let bytes = try archive(more: [
      (name: "dmpls", array: try NPYArray(shape: [2, 8], values: [Double](repeating: 0, count: 16))),
      (name: "gender", array: NPYArray(text: "male")),
    ])
    let clip = try codec.decode(bytes, file: "a.npz", options: .init())
    #expect(clip.attributes == ["amass.gender": .text("male"), "amass.dropped": .text("dmpls")])
  }

  @Test func badFilesAreRefusedWithThePlace() throws {
    func line(_ bytes: [UInt8]) -> String? { problem { _ = try codec.decode(bytes, file: "a.npz", options: .init()) } }
    func numbers(_ shape: [Int]) throws -> NPYArray {
      try NPYArray(shape: shape, values: [Double](repeating: 0, count: shape.reduce(1, *)))
    }
    #expect(
      line(try archive(poses: numbers([2, 63])))
        == "a.npz: array 'poses': its shape is (2, 63), expected (frames, 66, 72, 156 or 165)")
    #expect(
      line(try archive(trans: numbers([3, 3])))
        == "a.npz: array 'trans': its shape is (3, 3), expected (2, 3) to fit 'poses'")
    #expect(
      line(try archive(poses: numbers([0, 66]), trans: numbers([0, 3]))) == "a.npz: array 'poses': it has no frames")
    #expect(line(try archive(poses: NPYArray(text: "x")))?.contains("array 'poses'") == true)
    #expect(line(try archive(rate: nil))?.contains("mocap_framerate") == true)
    #expect(line(try archive(rate: NPYArray(0)))?.contains("positive") == true)
    #expect(
      line(try NPZArchive.encoded([(name: "x", array: NPYArray(1))]))
        == "a.npz: it has no array 'poses'; its arrays are x")
    var poses = [Double](repeating: 0, count: 132)
    poses[66 + 3 * 5 + 1] = .nan
    #expect(
      line(try archive(poses: NPYArray(shape: [2, 66], values: poses)))
        == "a.npz: frame 1, joint 'right_knee': a value is not a finite number")
    #expect(line([])?.contains("a.npz: ") == true)
    #expect(line(Array("not a zip".utf8))?.contains("a.npz: ") == true)
  }

  @Test func onlySMPLSkeletonsCanBeWritten() throws {
    let skeleton = try Skeleton(joints: [.init(name: "Hips", parent: nil, offset: .zero)])
    let clip = try MotionClip(
      name: "walk", skeleton: skeleton, rate: 30, rootTranslations: [.zero], rotations: [.identity])
    #expect(problem { _ = try codec.encode(clip) }?.contains("walk: AMASS holds SMPL's") == true)
  }

  @Test func archivesAreRecognizedByTheirArrays() throws {
    #expect(codec.recognizes(try archive(), fileExtension: "npz"))
    #expect(!codec.recognizes(try NPZArchive.encoded([(name: "x", array: NPYArray(1))]), fileExtension: "npz"))
    #expect(!codec.recognizes([], fileExtension: "npz"))
  }

  @Test func theRestPoseIsSymmetric() throws {
    for count in SMPLSkeleton.jointCounts {
      let skeleton = try SMPLSkeleton.skeleton(jointCount: count)
      for joint in skeleton.joints where joint.name.hasPrefix("left_") {
        let name = joint.name.replacingOccurrences(of: "left_", with: "right_")
        let right = try #require(skeleton.index(named: name))
        #expect(skeleton.joints[right].offset == joint.offset * Vector3(-1, 1, 1))
      }
    }
    #expect(throws: MotionError.self) { try SMPLSkeleton.skeleton(jointCount: 23) }
  }

  @Test func recordedFeetAreNearTheFloor() throws {
    guard let directory = recordings("npz/amass-layout-from-cmu") else { return }
    for name in ["02_01", "16_15", "16_35"] {
      let bytes = try [UInt8](Data(contentsOf: directory.appendingPathComponent("\(name)_poses.npz")))
      let clip = try codec.decode(bytes, file: name, options: .init())
      let heights = (0..<clip.frameCount).map { frame in
        let pose = clip.pose(at: frame)
        return min(pose.positions[10].y, pose.positions[11].y)
      }.sorted()
      // The toe joints of a walker are about 2 cm over the floor.
      #expect((0.0...0.06).contains(heights[heights.count / 10]))
    }
  }
}
