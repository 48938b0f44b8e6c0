import Foundation
import Motion
import Testing

func worldPositions(_ clip: MotionClip) -> [Vector3] {
  (0..<clip.frameCount).flatMap { clip.pose(at: $0).positions }
}

@Suite struct InverseKinematicsTests {
  /// The clip that inverse kinematics makes of positions.
  func solved(_ skeleton: Skeleton, _ positions: [Vector3], frames: Int) throws -> MotionClip {
    let solution = try PositionInverseKinematics(skeleton: skeleton).solve(positions: positions, frameCount: frames)
    return try MotionClip(
      name: "solved", skeleton: skeleton, rate: 30, rootTranslations: solution.rootTranslations,
      rotations: solution.rotations)
  }

  func largestDistance(_ a: [Vector3], _ b: [Vector3]) -> Double {
    zip(a, b).map { ($0 - $1).length }.max() ?? .infinity
  }

  /// A skeleton of joints in a row along x, one metre apart.
  func row(_ count: Int) throws -> Skeleton {
    try Skeleton(
      joints: (0..<count).map { .init(name: "\($0)", parent: $0 > 0 ? $0 - 1 : nil, offset: $0 > 0 ? .unitX : .zero) })
  }

  @Test(arguments: [22, 24, 52, 55])
  func positionsThatTheSkeletonCanTakeAreMetExactly(_ joints: Int) throws {
    let clip = try randomSMPLClip(joints: joints, frames: 60, amplitude: 1.0, seed: 11)
    let positions = worldPositions(clip)
    let back = try solved(clip.skeleton, positions, frames: 60)
    #expect(largestDistance(worldPositions(back), positions) < 1e-6)
    // The pelvis carries three bones, so that its orientation is determined.
    for frame in 0..<60 {
      #expect((back[rotation: frame, 0].inverse * clip[rotation: frame, 0]).angle < 1e-6)
    }
  }

  @Test func aBentKneeAndElbowDetermineTheTurnOfThighAndUpperArm() throws {
    let skeleton = try SMPLSkeleton.skeleton(jointCount: 22)
    var pose = [Quaternion](repeating: .identity, count: 22)
    let turned: [(String, Vector3)] = [
      ("left_hip", Vector3(-0.5, 0.4, 0.2)), ("right_hip", Vector3(0.2, -0.5, -0.1)),
      ("left_shoulder", Vector3(0.3, 0.2, -0.9)), ("right_shoulder", Vector3(-0.4, 0.3, 0.7)),
    ]
    for (name, vector) in turned {
      pose[try #require(skeleton.index(named: name))] = Quaternion(rotationVector: vector)
    }
    for (upper, middle, lower, fold) in [
      ("left_hip", "left_knee", "left_ankle", -Vector3.unitZ), ("right_hip", "right_knee", "right_ankle", -.unitZ),
      ("left_shoulder", "left_elbow", "left_wrist", .unitZ), ("right_shoulder", "right_elbow", "right_wrist", .unitZ),
    ] {
      // The lower bone lies in the plane of the upper bone and the direction in which the limb folds, 90 degrees off.
      let joint = try #require(skeleton.index(named: middle))
      let tip = try #require(skeleton.index(named: lower))
      let bone = skeleton.joints[joint].offset.normalized()
      let folded = fold.rejected(from: bone).normalized()
      pose[joint] = Quaternion(from: skeleton.joints[tip].offset, to: folded)
      #expect(skeleton.joints[joint].parent == skeleton.index(named: upper))
    }
    let clip = try MotionClip(
      name: "bent", skeleton: skeleton, rate: 30, rootTranslations: [.zero], rotations: pose)
    let back = try solved(skeleton, worldPositions(clip), frames: 1)
    // The hinge's weight is sin^2(90 deg) = 1 against at most 0.01 for the carried turn: within asin(0.01).
    for (name, _) in turned {
      let joint = try #require(skeleton.index(named: name))
      #expect((back.rotations[joint].inverse * clip.rotations[joint]).angle < 0.01001, "\(name)")
    }
  }

  @Test func limbsThatStretchAndBendAgainDoNotFlip() throws {
    let skeleton = try SMPLSkeleton.skeleton(jointCount: 22)
    let elbow = try #require(skeleton.index(named: "left_elbow"))
    let shoulder = try #require(skeleton.index(named: "left_shoulder"))
    let knee = try #require(skeleton.index(named: "left_knee"))
    let frames = 200
    var rotations: [Quaternion] = []
    for frame in 0..<frames {
      var pose = [Quaternion](repeating: .identity, count: 22)
      let phase = 2 * Double.pi * Double(frame) / 100
      // Down to the side and up over the head, stretched twice and overstretched by three degrees.
      pose[shoulder] = Quaternion(angle: 1.4 * sin(phase), axis: .unitZ)
      pose[elbow] = Quaternion(angle: -(0.6 - 0.65 * cos(phase)), axis: .unitY)
      pose[knee] = Quaternion(angle: 0.5 + 0.55 * cos(phase), axis: .unitX)
      rotations += pose
    }
    let clip = try MotionClip(
      name: "stretch", skeleton: skeleton, rate: 50, rootTranslations: [Vector3](repeating: .zero, count: frames),
      rotations: rotations)
    let back = try solved(skeleton, worldPositions(clip), frames: frames)
    for frame in 1..<frames {
      for joint in 0..<22 {
        let step = (back[rotation: frame - 1, joint].inverse * back[rotation: frame, joint]).angle
        // The recorded joints turn by at most 0.09 radians a frame.
        #expect(step < 0.18, "frame \(frame), \(skeleton.joints[joint].name)")
        #expect(back[rotation: frame - 1, joint].dot(back[rotation: frame, joint]) > 0)
      }
    }
  }

  @Test func bonesOfOtherLengthShareTheErrorEvenly() throws {
    // Rest 0, 1, 2; wanted 0, 1.1, 2.2: the least-squares answer is centred, with errors -0.1, 0, 0.1.
    let positions = [Vector3(0, 0, 0), Vector3(0, 1.1, 0), Vector3(0, 2.2, 0)]
    let back = try solved(row(3), positions, frames: 1)
    let expected = [Vector3(0, 0.1, 0), Vector3(0, 1.1, 0), Vector3(0, 2.1, 0)]
    #expect(largestDistance(worldPositions(back), expected) < 1e-9)
  }

  @Test func noSmallTurnLowersTheErrorOfTheSolution() throws {
    let clip = try randomSMPLClip(joints: 22, frames: 3, amplitude: 0.8, seed: 23)
    var random = SeededRandom(seed: 5)
    let positions = worldPositions(clip).map { $0 + random.vector(0.01) }
    let back = try solved(clip.skeleton, positions, frames: 3)
    func error(_ clip: MotionClip) -> Double {
      zip(worldPositions(clip), positions).map { ($0 - $1).squaredLength }.reduce(0, +)
    }
    let least = error(back)
    // 10 mm of noise in each coordinate leaves less than its mean square of 66 positions x 3 x 0.01^2 / 3.
    #expect(least < 66 * 1e-4)
    var gains: [Double] = []
    for joint in 0..<22 {
      for axis in [Vector3.unitX, .unitY, .unitZ] {
        let sides = [1e-3, -1e-3].map { angle in
          var turned = back
          turned.rotations[joint] = back.rotations[joint] * Quaternion(angle: angle, axis: axis)
          return error(turned)
        }
        // The parabola through the three errors falls by slope^2 / (2 curvature).
        let slope = (sides[0] - sides[1]) / 2e-3
        let curvature = (sides[0] - 2 * least + sides[1]) / 1e-6
        gains.append(slope * slope / (2 * max(curvature, 1e-6)))
      }
    }
    // The sweeps end when they lower the error by less than a thousandth.
    #expect((gains.max() ?? 1) < 1e-3 * least)
  }

  @Test func theMeasuredSkeletonHasTheBodysOwnProportions() throws {
    var body = try SMPLSkeleton.skeleton(jointCount: 22).joints
    var random = SeededRandom(seed: 9)
    for joint in body.indices.dropFirst() { body[joint].offset *= 1 + 0.1 * random.unit() }
    for joint in [1, 2, 3, 12, 13, 14] { body[joint].offset += random.vector(0.02) }
    let skeleton = try Skeleton(joints: body)
    var clip = try randomSMPLClip(joints: 22, frames: 31, seed: 2)
    clip.skeleton = skeleton
    let positions = worldPositions(clip)
    let measured = try PositionInverseKinematics.measuredSkeleton(
      template: SMPLSkeleton.skeleton(jointCount: 22), positions: positions, frameCount: 31)
    for joint in 1..<22 {
      #expect(abs(measured.joints[joint].offset.length - body[joint].offset.length) < 1e-12)
    }
    // Rigid bones are measured in full, so that the body's motion is met.
    let back = try solved(measured, positions, frames: 31)
    #expect(largestDistance(worldPositions(back), positions) < 1e-5)
  }

  @Test func theSamePositionsGiveTheSameBits() throws {
    let clip = try randomSMPLClip(joints: 52, frames: 20, seed: 4)
    var random = SeededRandom(seed: 1)
    let positions = worldPositions(clip).map { $0 + random.vector(0.02) }
    let first = try solved(clip.skeleton, positions, frames: 20)
    #expect(try solved(clip.skeleton, positions, frames: 20) == first)
  }

  @Test func jointsInOnePointGiveFiniteRotations() throws {
    let skeleton = try SMPLSkeleton.skeleton(jointCount: 22)
    let back = try solved(skeleton, [Vector3](repeating: Vector3(1, 2, 3), count: 66), frames: 3)
    #expect(back.rotations.allSatisfy { abs($0.squaredLength - 1) < 1e-12 })
  }

  @Test func badPositionsAreRefusedWithFrameAndJoint() throws {
    let solver = PositionInverseKinematics(skeleton: try row(3))
    var positions = [Vector3](repeating: .zero, count: 6)
    positions[5].y = .nan
    #expect(throws: MotionError.nonFinite(clip: "inverse kinematics", frame: 1, joint: "2")) {
      try solver.solve(positions: positions, frameCount: 2)
    }
    positions[5].y = 1e200
    #expect(throws: MotionError.self) { try solver.solve(positions: positions, frameCount: 2) }
    for frames in [-1, 0, 1, 3, Int.max] {
      #expect(throws: MotionError.self) { try solver.solve(positions: positions, frameCount: frames) }
    }
  }

  @Test func recordedClipsAreMetWithinTenMicrometres() throws {
    guard let directory = recordings("npz/humanml3d-samples") else { return }
    let bytes = try [UInt8](Data(contentsOf: directory.appendingPathComponent("new_joints_012314.npy")))
    let recorded = try NPYArray(bytes: bytes, file: "new_joints_012314.npy").values
    let clip = try HumanML3DJointsCodec().decode(bytes, file: "012314", options: .init())
    let positions = stride(from: 0, to: recorded.count, by: 3).map {
      Vector3(recorded[$0], recorded[$0 + 1], recorded[$0 + 2])
    }
    #expect(largestDistance(worldPositions(clip), positions) < 1e-5)
  }
}
