import Foundation
import Testing

@testable import Motion

@Suite struct HumanML3DFeaturesTests {
  /// Positions of a random clip that has been made to start over the origin, facing +Z.
  func positions(frames: Int, seed: UInt64) throws -> [Vector3] {
    let clip = try randomSMPLClip(joints: 22, frames: frames + 1, rate: 20, amplitude: 0.3, seed: seed)
    return HumanML3DFeatures.positions(HumanML3DFeatures.features(worldPositions(clip)))
  }

  func largestDistance(_ a: some Sequence<Vector3>, _ b: some Sequence<Vector3>) -> Double {
    zip(a, b).map { ($0 - $1).length }.max() ?? .infinity
  }

  @Test func featuresHoldTheMotionUpToItsPlaceAndHeading() throws {
    let original = worldPositions(try randomSMPLClip(joints: 22, frames: 101, rate: 20, amplitude: 0.3, seed: 8))
    let decoded = HumanML3DFeatures.positions(HumanML3DFeatures.features(original))
    #expect(decoded.count == 100 * 22)
    for index in decoded.indices {
      #expect(abs(decoded[index].y - original[index].y) < 1e-9)
      #expect(abs((decoded[index] - decoded[0]).length - (original[index] - original[0]).length) < 1e-9)
      #expect(abs((decoded[index] - decoded[17]).length - (original[index] - original[17]).length) < 1e-9)
    }
    #expect(abs(decoded[0].x) + abs(decoded[0].z) < 1e-12)
  }

  @Test func positionsThatFaceForwardComeBackAsTheyAre() throws {
    let first = try positions(frames: 90, seed: 3)
    let second = HumanML3DFeatures.positions(HumanML3DFeatures.features(first))
    #expect(second.count == 89 * 22)
    #expect(largestDistance(second, first) < 1e-9)
  }

  @Test func aTPoseThatGlidesForwardHasItsFeaturesInClosedForm() throws {
    let skeleton = try SMPLSkeleton.skeleton(jointCount: 22)
    let step = 0.05
    let clip = try MotionClip(
      name: "glide", skeleton: skeleton, rate: 20,
      rootTranslations: (0..<4).map { Vector3(2, 0.9, 1 + step * Double($0)) },
      rotations: [Quaternion](repeating: .identity, count: 88))
    let rest = clip.pose(at: 0).positions
    let features = HumanML3DFeatures.features(worldPositions(clip))
    #expect(features.count == 3 * 263)
    for row in 0..<3 {
      let values = Array(features[(row * 263)..<((row + 1) * 263)])
      #expect(zip(values[..<4], [0, 0, step, 0.9]).allSatisfy { abs($0 - $1) < 1e-12 })
      for joint in 1..<22 {
        let local = Vector3(values[1 + 3 * joint], values[2 + 3 * joint], values[3 + 3 * joint])
        #expect((local - (rest[joint] - Vector3(2, 0, 1))).length < 1e-12)
      }
      // The left hip's bone axis is x: the first column is the bone's direction.
      let bone = skeleton.joints[1].offset.normalized()
      #expect((Vector3(values[67], values[68], values[69]) - bone).length < 1e-12)
      // The left elbow hangs along -y in the definition's rest pose: the second column is minus the bone's direction
      // in the axes of the left shoulder's bone.
      let upper = Quaternion(from: -.unitY, to: rest[16] - rest[13])
      let column = 67 + 6 * 17 + 3
      let arm = Vector3(values[column], values[column + 1], values[column + 2])
      #expect((upper.rotate(arm) + (rest[18] - rest[16]).normalized()).length < 1e-12)
      for joint in 0..<22 {
        let velocity = Vector3(values[193 + 3 * joint], values[194 + 3 * joint], values[195 + 3 * joint])
        #expect((velocity - Vector3(0, 0, step)).length < 1e-12)
      }
      // 0.05^2 = 0.0025 is over the threshold of 0.002.
      #expect(values[259...].allSatisfy { $0 == 0 })
    }
    var standing = clip
    standing.rootTranslations = [Vector3](repeating: Vector3(0, 0.9, 0), count: 4)
    #expect(HumanML3DFeatures.features(worldPositions(standing))[259..<263].allSatisfy { $0 == 1 })
  }

  @Test func aTurnOnTheSpotPastHalfATurnKeepsItsSense() throws {
    let skeleton = try SMPLSkeleton.skeleton(jointCount: 22)
    var rotations = [Quaternion](repeating: .identity, count: 120 * 22)
    for frame in 0..<120 { rotations[frame * 22] = Quaternion(angle: 0.06 * Double(frame), axis: .unitY) }
    let clip = try MotionClip(
      name: "turn", skeleton: skeleton, rate: 20,
      rootTranslations: [Vector3](repeating: Vector3(0, 0.9, 0), count: 120),
      rotations: rotations)
    let original = worldPositions(clip)
    #expect(largestDistance(HumanML3DFeatures.positions(HumanML3DFeatures.features(original)), original) < 1e-9)
  }

  @Test func tooFewFramesHaveNoFeatures() {
    #expect(HumanML3DFeatures.features([]).isEmpty)
    #expect(HumanML3DFeatures.features([Vector3](repeating: .zero, count: 22)).isEmpty)
    #expect(HumanML3DFeatures.positions([1, 2, 3]).isEmpty)
  }

  /// The frames of recorded features, with the one after the last row from that row's velocities.
  func allFrames(_ features: [Double]) -> [Vector3] {
    var positions = HumanML3DFeatures.positions(features)
    let last = features.count - 263
    let halfYaw = stride(from: 0, to: last, by: 263).reduce(0) { $0 + features[$1] }
    let toWorld = Quaternion(angle: -2 * halfYaw, axis: .unitY)
    let pose = Array(positions.suffix(22))
    for joint in 0..<22 {
      let start = last + 193 + 3 * joint
      positions.append(pose[joint] + toWorld.rotate(Vector3(features[start], features[start + 1], features[start + 2])))
    }
    return positions
  }

  func load(_ name: String) throws -> [Double]? {
    guard let directory = recordings("npz/humanml3d-samples") else { return nil }
    let bytes = try [UInt8](Data(contentsOf: directory.appendingPathComponent(name)))
    return try NPYArray(bytes: bytes, file: name).values
  }

  @Test func recordedFeaturesGiveTheRecordedJoints() throws {
    guard let features = try load("new_joint_vecs_012314.npy"), let joints = try load("new_joints_012314.npy") else {
      return
    }
    let decoded = HumanML3DFeatures.positions(features).flatMap { [$0.x, $0.y, $0.z] }
    #expect(decoded.count == joints.count)
    // Both files hold 4-byte floats.
    #expect(zip(decoded, joints).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test func recordedJointsGiveTheRecordedFeatures() throws {
    guard let recorded = try load("new_joint_vecs_012314.npy") else { return }
    let features = HumanML3DFeatures.features(allFrames(recorded))
    #expect(features.count == recorded.count)
    #expect(zip(features, recorded).allSatisfy { abs($0 - $1) < 5e-6 })
  }

  /// This recording passes half a turn at frame 142, where the published code turns the wrong way: the frames that
  /// smoothing over 80 frames keeps apart from it agree.
  @Test func recordedFeaturesBeforeAHalfTurnAgree() throws {
    guard let recorded = try load("new_joint_vecs_000612_float64.npy") else { return }
    let features = HumanML3DFeatures.features(allFrames(recorded))
    #expect(zip(features, recorded).prefix(61 * 263).allSatisfy { abs($0 - $1) < 5e-6 })
  }
}

@Suite struct HumanML3DCodecTests {
  let joints = HumanML3DJointsCodec()
  let features = HumanML3DFeaturesCodec()

  func clip(frames: Int = 50) throws -> MotionClip {
    try randomSMPLClip(joints: 22, frames: frames, rate: 20, amplitude: 0.3, seed: 6)
  }

  func numbers(_ shape: [Int]) throws -> NPYArray {
    try NPYArray(shape: shape, values: [Double](repeating: 0.5, count: shape.reduce(1, *)))
  }

  func line(_ codec: some MotionCodec, _ bytes: [UInt8]) -> String? {
    problem { _ = try codec.decode(bytes, file: "a.npy", options: .init()) }
  }

  @Test func jointPositionsComeBack() throws {
    let clip = try clip()
    let back = try joints.decode(joints.encode(clip), file: "a.npy", options: .init())
    #expect(back.rate == 20)
    #expect(back.skeleton.joints.map(\.name) == SMPLSkeleton.bodyNames)
    // 4-byte floats of up to 2 m.
    let distances = zip(worldPositions(back), worldPositions(clip)).map { ($0 - $1).length }
    #expect((distances.max() ?? 1) < 5e-6)
  }

  @Test func featuresComeBackOneRowShorter() throws {
    let first = try features.decode(features.encode(clip()), file: "a.npy", options: .init())
    let second = try features.decode(features.encode(first), file: "a.npy", options: .init())
    #expect(first.frameCount == 49)
    #expect(second.frameCount == 48)
    let distances = zip(worldPositions(second), worldPositions(first)).map { ($0 - $1).length }
    #expect((distances.max() ?? 1) < 1e-4)
  }

  @Test func anArchivesFirstFittingArrayIsRead() throws {
    let positions = try NPYArray(bytes: joints.encode(clip()), file: "a")
    let flat = try NPYArray(shape: [50, 66], values: positions.values)
    let bytes = try NPZArchive.encoded([(name: "other", array: numbers([3])), (name: "flat", array: flat)])
    let fromArchive = try joints.decode(bytes, file: "a", options: .init(rate: 30))
    #expect(fromArchive.rate == 30)
    let fromFile = try joints.decode(joints.encode(clip()), file: "a", options: .init())
    #expect(fromArchive.rotations == fromFile.rotations)
  }

  @Test func theOptionsUnitAndUpAreApplied() throws {
    let positions = try NPYArray(bytes: joints.encode(clip()), file: "a").vectors
    let zUp = positions.map { Vector3($0.x, -$0.z, $0.y) * 100 }
    let bytes = try NPYArray(vectors: zUp, shape: [50, 22, 3]).encoded()
    let clip = try joints.decode(bytes, file: "a", options: .init(metresPerUnit: 0.01, up: .z))
    let distances = zip(worldPositions(clip), positions).map { ($0 - $1).length }
    #expect((distances.max() ?? 1) < 1e-5)
    let again = try NPYArray(bytes: joints.encode(clip), file: "a").vectors
    #expect(zip(again, zUp).allSatisfy { ($0 - $1).length < 1e-3 })
  }

  @Test func badFilesAreRefusedWithWhatWasExpected() throws {
    #expect(
      line(joints, try numbers([4, 21, 3]).encoded())
        == "a.npy: its shape is (4, 21, 3), expected (frames, 22, 3) or (frames, 66)")
    #expect(
      line(joints, try numbers([5, 4, 22, 3]).encoded())
        == "a.npy: it holds 5 clips, expected one clip of (frames, 22, 3)")
    #expect(
      line(features, try numbers([4, 262]).encoded()) == "a.npy: its shape is (4, 262), expected (frames, 263)")
    #expect(line(joints, try numbers([0, 22, 3]).encoded()) == "a.npy: it has no frames")
    #expect(line(features, try numbers([0, 263]).encoded()) == "a.npy: it has no frames")
    #expect(
      line(joints, try NPZArchive.encoded([(name: "x", array: numbers([2, 5]))]))
        == "a.npy: none of its arrays is (frames, 22, 3) or (frames, 66); there are x (2, 5)")
    let batch = try NPZArchive.encoded([(name: "x", array: numbers([2, 4, 22, 3]))])
    #expect(line(joints, batch) == "a.npy: array 'x': it holds 2 clips, expected one clip of (frames, 22, 3)")
    #expect(line(joints, storedZip(name: "a.txt", content: [1])) == "a.npy: the zip archive has no .npy arrays")
    for bytes in [
      [], [0], Array("binary\0blob".utf8), npyFile("<f4", shape: "(1000000000000, 22, 3)", data: []),
      npyFile("|O", shape: "(1, 22, 3)", data: [0x80]), Array(try numbers([4, 22, 3]).encoded().dropLast()),
    ] {
      #expect(line(joints, bytes)?.hasPrefix("a.npy: ") == true)
      #expect(line(features, bytes)?.hasPrefix("a.npy: ") == true)
    }
  }

  @Test func aValueThatIsNotFiniteIsNamedByFrameAndJoint() throws {
    var positions = [Double](repeating: 0.5, count: 3 * 66)
    positions[66 + 3 * 4] = .infinity
    #expect(
      line(joints, try NPYArray(shape: [3, 22, 3], values: positions).encoded())
        == "a.npy: frame 1, joint 'left_knee': a value is not a finite number")
    var rows = [Double](repeating: 0.5, count: 3 * 263)
    rows[2 * 263 + 193 + 3 * 20 + 1] = .nan
    #expect(
      line(features, try NPYArray(shape: [3, 263], values: rows).encoded())
        == "a.npy: frame 2, joint 'left_wrist': a value is not a finite number")
  }

  @Test func clipsThatDoNotFitAreRefused() throws {
    var other = try clip()
    other.rate = 30
    #expect(problem { _ = try features.encode(other) }?.contains("resample it first") == true)
    #expect(problem { _ = try features.encode(clip(frames: 1)) }?.contains("two frames") == true)
    let hips = try MotionClip(
      name: "walk", skeleton: Skeleton(joints: [.init(name: "Hips", parent: nil, offset: .zero)]), rate: 20,
      rootTranslations: [.zero, .zero], rotations: [.identity, .identity])
    #expect(problem { _ = try joints.encode(hips) }?.contains("walk: it has no joint 'pelvis'") == true)
    #expect(problem { _ = try features.encode(hips) }?.contains("walk: it has no joint 'pelvis'") == true)
  }

  @Test func everyFormatKnowsItsOwnFilesAlone() throws {
    let files = [
      (try joints.encode(clip()), "codec.humanml3d-joints"), (try features.encode(clip()), "codec.humanml3d-features"),
      (try AMASSCodec().encode(clip()), "codec.amass"),
    ]
    let codecs: [any MotionCodec] = [joints, features, AMASSCodec()]
    for (bytes, name) in files {
      #expect(codecs.filter { $0.recognizes(bytes, fileExtension: "") }.map(\.name) == [name])
    }
  }

  @Test func randomlyDamagedFilesNeverCrash() throws {
    var random = SeededRandom(seed: 99)
    let clip = try clip(frames: 3)
    let files = [try joints.encode(clip), try features.encode(clip), try AMASSCodec().encode(clip)]
    let codecs: [any MotionCodec] = [joints, features, AMASSCodec()]
    for _ in 0..<600 {
      for file in files {
        var bytes = file
        for _ in 0..<Int.random(in: 1...6, using: &random) {
          // Half of the changes hit the header.
          let end = Bool.random(using: &random) ? 128 : bytes.count
          bytes[Int.random(in: 0..<end, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
        if Int.random(in: 0..<4, using: &random) == 0 {
          bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random))
        }
        if Bool.random(using: &random) { bytes = storedZip(name: "poses.npy", content: bytes) }
        for codec in codecs {
          _ = codec.recognizes(bytes, fileExtension: "npy")
          if let read = try? codec.decode(bytes, file: "a", options: .init()) {
            #expect(read.rotations.allSatisfy { $0.isFinite })
          }
        }
      }
    }
  }
}
