import Foundation
import Testing

@testable import Motion

@Suite struct HumanML3DTests {
  /// A clip on SMPL's joints at 20 frames a second: a body that walks a circle and swings all its joints, with knees and elbows
  /// bending their own way.
  static func clip(frames: Int = 60) throws -> MotionClip {
    let skeleton = try SMPLSkeleton.skeleton()
    var rotations: [Quaternion] = []
    var roots: [Vector3] = []
    for frame in 0..<frames {
      let t = Double(frame) / 20
      roots.append(Vector3(cos(t) * 0.8, 0.95 + 0.02 * sin(6 * t), sin(t) * 0.8))
      for (index, joint) in skeleton.joints.enumerated() {
        let phase = 2 * t + Double(index)
        switch joint.name {
        case "pelvis": rotations.append(Quaternion(angle: -t, axis: .unitY))
        case "left_knee", "right_knee": rotations.append(Quaternion(angle: 0.7 + 0.4 * sin(phase), axis: .unitX))
        case "left_elbow": rotations.append(Quaternion(angle: 0.7 + 0.3 * sin(phase), axis: -.unitY))
        case "right_elbow": rotations.append(Quaternion(angle: 0.7 + 0.3 * sin(phase), axis: .unitY))
        default: rotations.append(Quaternion(rotationVector: Vector3(0.3 * sin(phase), 0, 0.2 * cos(phase))))
        }
      }
    }
    return try MotionClip(name: "circle", skeleton: skeleton, rate: 20, rootTranslations: roots, rotations: rotations)
  }

  static func largestDistance(_ a: [Vector3], _ b: [Vector3]) -> Double {
    zip(a, b).map { ($0 - $1).length }.max() ?? 0
  }

  @Test func inverseKinematicsIsExactWhereBonesAgree() throws {
    let clip = try Self.clip()
    let positions = (0..<clip.frameCount).flatMap { clip.pose(at: $0).positions }
    let solution = try PositionInverseKinematics(skeleton: clip.skeleton).solve(
      positions: positions, frameCount: clip.frameCount)
    let solved = try MotionClip(
      name: "solved", skeleton: clip.skeleton, rate: 20, rootTranslations: solution.rootTranslations,
      rotations: solution.rotations)
    #expect(Self.largestDistance(positions, (0..<clip.frameCount).flatMap { solved.pose(at: $0).positions }) < 1e-4)
    // No joint jumps: the fastest turn between frames is at most a little faster than the source's own.
    func fastest(_ clip: MotionClip) -> Double {
      (22..<clip.rotations.count).map { (clip.rotations[$0 - 22].inverse * clip.rotations[$0]).angle }.max() ?? 0
    }
    #expect(fastest(solved) < 2 * fastest(clip))
    // Knees bend about the thigh's own lateral axis.
    for joint in [4, 5] {
      for frame in 0..<clip.frameCount {
        let bend = solved[rotation: frame, joint].rotationVector
        if bend.x > 0.7 { #expect(abs(bend.x) > 5 * abs(bend.z)) }
      }
    }
  }

  @Test func leastSquaresIsNoWorseThanPointingBonesFromTheTop() throws {
    let clip = try Self.clip()
    let positions = (0..<clip.frameCount).flatMap { clip.pose(at: $0).positions }
    // A body with legs a tenth longer cannot reach all places.
    var joints = clip.skeleton.joints
    for joint in [4, 5, 7, 8] { joints[joint].offset *= 1.1 }
    let skeleton = try Skeleton(joints: joints)
    let solution = try PositionInverseKinematics(skeleton: skeleton).solve(
      positions: positions, frameCount: clip.frameCount)
    let solved = try MotionClip(
      name: "solved", skeleton: skeleton, rate: 20, rootTranslations: solution.rootTranslations,
      rotations: solution.rotations)
    let errors = (0..<clip.frameCount).flatMap { frame in
      zip(solved.pose(at: frame).positions, clip.pose(at: frame).positions).map { ($0 - $1).squaredLength }
    }
    // Pointing from the top would leave the feet 8 cm too low: 2 x (0.038^2 + 2 x 0.08^2) over 22 joints.
    let mean = errors.reduce(0, +) / Double(errors.count)
    let perLeg: Double = 0.038 * 0.038 + 2 * 0.08 * 0.08
    #expect(mean < 2 * perLeg / 22)
  }

  @Test func jointsRoundTripThroughTheirFile() throws {
    let clip = try Self.clip()
    let codec = HumanML3DJointsCodec()
    let again = try codec.decode(codec.encode(clip), file: "circle.npy", options: .init())
    #expect(again.rate == 20)
    let a = (0..<clip.frameCount).flatMap { clip.pose(at: $0).positions }
    let b = (0..<clip.frameCount).flatMap { again.pose(at: $0).positions }
    #expect(Self.largestDistance(a, b) < 1e-4)
  }

  @Test func featuresRoundTripFromTheirOwnStart() throws {
    let clip = try Self.clip()
    let codec = HumanML3DFeaturesCodec()
    let bytes = try codec.encode(clip)
    let again = try codec.decode(bytes, file: "circle.npy", options: .init())
    #expect(again.frameCount == clip.frameCount - 1)
    // The features forget where the clip began and where it faced: distances between joints and over time remain.
    for frame in [0, 20, 57] {
      let a = clip.pose(at: frame).positions
      let b = again.pose(at: frame).positions
      for joint in 1..<22 { #expect(abs((a[joint] - a[0]).length - (b[joint] - b[0]).length) < 1e-4) }
      #expect(abs(a[10].y - b[10].y) < 1e-4)
      let start = (clip.rootTranslations[frame] - clip.rootTranslations[0]).length
      #expect(abs((again.rootTranslations[frame] - again.rootTranslations[0]).length - start) < 1e-4)
    }
  }

  @Test(.enabled(if: Recordings.folder != nil)) func publishedFeaturesAreReproduced() throws {
    let folder = try #require(Recordings.folder) + "/npz/humanml3d-samples"
    func array(_ name: String) throws -> NumericArray {
      let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
      guard case .numbers(let array) = try NPY.read(bytes, file: name, place: nil) else {
        throw MotionError.unsupported(name)
      }
      return array
    }
    let joints = try array("new_joints_012314.npy")
    let features = try array("new_joint_vecs_012314.npy")
    let positions = stride(from: 0, to: joints.values.count, by: 3).map {
      Vector3(joints.values[$0], joints.values[$0 + 1], joints.values[$0 + 2])
    }
    let decoded = HumanML3DFeaturesCodec.positions(features)
    #expect(Self.largestDistance(decoded, positions) < 1e-3)
    // The published rows were made on a longer take and cut: what depends on the smoothed heading differs, the rest must not.
    let rows = HumanML3DFeatures(positions: positions, frameCount: joints.shape[0]).rows()
    var worst: [String: Double] = [:]
    func compare(_ part: String, _ a: Double, _ b: Double) { worst[part] = max(worst[part] ?? 0, abs(a - b)) }
    for frame in 0..<(joints.shape[0] - 1) {
      let own = Array(rows[(frame * 263)..<(frame * 263 + 263)])
      let theirs = Array(features.values[(frame * 263)..<(frame * 263 + 263)])
      func length(_ row: [Double], _ at: Int) -> Double { (row[at] * row[at] + row[at + 2] * row[at + 2]).squareRoot() }
      compare("root height", own[3], theirs[3])
      compare(
        "root speed", (own[1] * own[1] + own[2] * own[2]).squareRoot(),
        (theirs[1] * theirs[1] + theirs[2] * theirs[2]).squareRoot())
      for joint in 0..<21 {
        compare("heights", own[5 + 3 * joint], theirs[5 + 3 * joint])
        compare("distances", length(own, 4 + 3 * joint), length(theirs, 4 + 3 * joint))
      }
      for joint in 0..<22 { compare("speeds", length(own, 193 + 3 * joint), length(theirs, 193 + 3 * joint)) }
      // The first bone of each chain is told against the heading.
      for joint in 1..<22 where ![1, 2, 3, 13, 14].contains(joint) {
        for part in 0..<6 { compare("rotations", own[61 + 6 * joint + part], theirs[61 + 6 * joint + part]) }
      }
      for foot in 259..<263 { compare("contacts", own[foot], theirs[foot]) }
    }
    for (part, difference) in worst { #expect(difference < 2e-3, "\(part)") }
  }
}
