import Foundation
import Testing

@testable import Motion

@Suite struct BVHWritingTests {
  let codec = BVHCodec()
  static let orders: [[Int]] = [
    [0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0],
    [0, 1, 0], [0, 2, 0], [1, 0, 1], [1, 2, 1], [2, 0, 2], [2, 1, 2],
  ]

  @Test(arguments: orders) func anglesGiveTheRotationBackInEveryOrder(_ axes: [Int]) throws {
    var random = SeededGenerator(seed: 7)
    for _ in 0..<300 {
      let q = random.rotation()
      let angles = try #require(EulerAngles.angles(of: q, axes: axes, near: [1, -2, 7]))
      #expect((EulerAngles.rotation(angles, axes: axes).inverse * q).angle < 1e-12)
    }
  }

  @Test(arguments: orders) func anglesGiveTheRotationBackInAndNearGimbalLock(_ axes: [Int]) throws {
    let quarter = Double.pi / 2
    for middle in [-2 * quarter, -quarter, 0, quarter, 2 * quarter] {
      for off in [0, 1e-15, 1e-12, 1e-9, 1e-6] {
        for (first, last) in [(0.0, 0.0), (0.7, -0.4), (3.0, 2.9), (2 * quarter, 2 * quarter)] {
          let q = EulerAngles.rotation([first, middle + off, last], axes: axes)
          let angles = try #require(EulerAngles.angles(of: q, axes: axes))
          #expect((EulerAngles.rotation(angles, axes: axes).inverse * q).angle < 5e-9)
        }
      }
    }
  }

  @Test func fewerAxesGiveTheRotationOrNothing() throws {
    for angle in [0, 0.5, -3, Double.pi] {
      for second in [0, 1.2, Double.pi, -2.5] {
        let q = EulerAngles.rotation([angle, second], axes: [2, 0])
        let angles = try #require(EulerAngles.angles(of: q, axes: [2, 0]))
        #expect((EulerAngles.rotation(angles, axes: [2, 0]).inverse * q).angle < 1e-12)
      }
      #expect(EulerAngles.angles(of: EulerAngles.rotation([angle], axes: [1]), axes: [1]) != nil)
    }
    #expect(EulerAngles.angles(of: Quaternion(rotationVector: Vector3(0.5, 0.5, 0.5)), axes: [2, 0]) == nil)
    #expect(EulerAngles.angles(of: Quaternion(angle: 0.1, axis: .unitX), axes: [1]) == nil)
    #expect(EulerAngles.angles(of: Quaternion(angle: 0.1, axis: .unitX), axes: []) == nil)
    #expect(EulerAngles.angles(of: .identity, axes: []) == [])
  }

  @Test func anglesStayNearThoseOfTheFrameBefore() throws {
    var previous: [Double]?
    for step in 0...400 {
      // Through a full turn and gimbal lock of the middle axis.
      let q = EulerAngles.rotation([0.3, 0.02 * Double(step), 0.1], axes: [2, 0, 1])
      let angles = try #require(EulerAngles.angles(of: q, axes: [2, 0, 1], near: previous))
      if let previous { #expect(zip(angles, previous).allSatisfy { abs($0 - $1) < 0.03 }) }
      previous = angles
    }
  }

  @Test func curvesOfAnglesAreWrittenWithoutJumps() throws {
    let yaws = stride(from: 0, through: 400, by: 20).map { "0 0 0 0 30 \($0) 0 0 0" }
    let text = BVHText.pair(
      root: "6 Xposition Yposition Zposition Zrotation Xrotation Yrotation", child: "3 Zrotation Xrotation Yrotation",
      values: yaws.joined(separator: "\n")
    ).replacingOccurrences(of: "Frames: 1", with: "Frames: \(yaws.count)")
    let written = String(decoding: try codec.encode(codec.decode(text)), as: UTF8.self)
    #expect(written.split(separator: "\n").suffix(yaws.count).map(String.init) == yaws)
  }

  @Test func theHierarchyComesBackAsItWas() throws {
    let text = """
      HIERARCHY
      ROOT mixamorig:Hips
      {
      \tOFFSET 1.5 -2.25 0.0000123785
      \tCHANNELS 4 Zposition Yrotation Xposition Xrotation
      \tJOINT Left Arm
      \t{
      \t\tOFFSET 1.6567 -1.8028 0.6248
      \t\tCHANNELS 2 Yposition Zrotation
      \t\tEnd Site
      \t\t{
      \t\t\tOFFSET 0 1.1125 0
      \t\t}
      \t\tEnd Site
      \t\t{
      \t\t\tOFFSET 0 0 2
      \t\t}
      \t}
      \tJOINT Prop
      \t{
      \t\tOFFSET 0 0 0
      \t\tCHANNELS 0
      \t}
      }
      MOTION
      Frames: 2
      Frame Time: 0.04
      3 20.5 1 -10 0.5 45
      3.5 21.5 1 -11 0.25 46.75

      """
    for unit in [1, 0.0564444, 0.01] {
      for up in WorldConvention.Up.allCases {
        let clip = try codec.decode(text, DecodingOptions(metresPerUnit: unit, up: up))
        #expect(String(decoding: try codec.encode(clip), as: UTF8.self) == text)
      }
    }
  }

  @Test func channelsAreAddedWhereTheMotionNeedsThem() throws {
    var clip = try codec.decode(BVHText.pair(root: "1 Zrotation", child: "0", values: "10"))
    clip.rootTranslations = [Vector3(1, 2, 3)]
    clip.rotations = [Quaternion(rotationVector: Vector3(1, 2, 0.5)), Quaternion(angle: 1, axis: .unitX)]
    clip.translations = [1: [Vector3(1, 0.1, 0)]]
    let back = try codec.roundTrip(clip)
    #expect(clip.greatestDistance(to: back) < 1e-6)
    #expect((back[rotation: 0, 1].inverse * clip[rotation: 0, 1]).angle < 1e-8)
    #expect(back.skeleton.joints[0].channels?.count == 6)
    #expect(back.skeleton.joints[1].channels?.count == 6)
  }

  @Test func clipsFromElsewhereAreWrittenInCentimetresWithChannels() throws {
    // Not in the order of the text: the second child comes before the first one's child.
    let skeleton = try Skeleton(joints: [
      .init(name: "pelvis", parent: nil, offset: .zero), .init(name: "left{\n}", parent: 0, offset: Vector3(0.1, 0, 0)),
      .init(name: "", parent: 0, offset: Vector3(0, 0.6, 0)),
      .init(name: "foot", parent: 1, offset: Vector3(0, -0.88, 0)),
    ])
    var random = SeededGenerator(seed: 3)
    let clip = try MotionClip(
      name: "made", skeleton: skeleton, rate: 20, rootTranslations: [Vector3(0, 0.9, 0), Vector3(0.123456789, 0.9, 0)],
      rotations: (0..<8).map { $0 % 4 == 0 ? .identity : random.rotation() })
    let text = String(decoding: try codec.encode(clip), as: UTF8.self)
    #expect(text.contains("CHANNELS 6 Xposition Yposition Zposition Zrotation Xrotation Yrotation"))
    #expect(text.contains("OFFSET 0 60 0"))
    let back = try codec.decode(text, .init())
    #expect(back.convention == WorldConvention(up: .y, metresPerUnit: 0.01, format: "codec.bvh"))
    #expect(back.skeleton.joints.map(\.name) == ["pelvis", "left___", "foot", "joint"])
    for (joint, same) in [(0, 0), (1, 1), (2, 3), (3, 2)] {
      for frame in 0..<2 {
        #expect((clip.pose(at: frame).positions[joint] - back.pose(at: frame).positions[same]).length < 1e-8)
      }
    }
  }

  @Test func randomClipsComeBackWithinAThousandthOfAMillimetre() throws {
    var random = SeededGenerator(seed: 11)
    let base = try codec.decode(BVHText.person(metresPerUnit: 1, frames: 20), .init())
    for unit in BodyMeasure.units {
      for up in WorldConvention.Up.allCases {
        var clip = base
        clip.convention = WorldConvention(up: up, metresPerUnit: unit, format: codec.name)
        clip.rotations = clip.rotations.map { _ in random.rotation() }
        clip.rootTranslations = clip.rootTranslations.map { _ in
          Vector3(random.double(in: -50...50), random.double(in: 0...2), random.double(in: -50...50))
        }
        clip.translations = [3: clip.rootTranslations.map { $0 * 0.01 }]
        #expect(clip.greatestDistance(to: try codec.roundTrip(clip)) < 1e-6)
      }
    }
  }

  @Test func clipsThatAreNotFiniteAreRefused() throws {
    var clip = try codec.decode(BVHText.person(metresPerUnit: 1), .init())
    clip[rotation: 1, 2].x = .nan
    #expect(throws: MotionError.nonFinite(clip: "test.bvh", frame: 1, joint: clip.skeleton.joints[2].name)) {
      try codec.encode(clip)
    }
  }
}

/// Repeatable random numbers (an LCG of Knuth's constants, its upper bits).
struct SeededGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func bits() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state >> 32
  }

  mutating func index(below count: Int) -> Int { Int(bits() % UInt64(count)) }

  mutating func double(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * Double(bits()) / 4_294_967_295
  }

  mutating func rotation() -> Quaternion {
    Quaternion(
      w: double(in: -1...1), x: double(in: -1...1), y: double(in: -1...1), z: double(in: -1...1)
    ).normalized
  }
}
