import Foundation
import Testing

@testable import Motion

/// BVH files say what they say, however they are written; and what is written reads back.
@Suite struct BVHTests {
  static let codec = BVHCodec()

  static func read(_ text: String, options: DecodingOptions = .init(metresPerUnit: 1, up: .y)) throws -> MotionClip {
    try codec.decode(Array(text.utf8), file: "test.bvh", options: options)
  }

  /// An upper arm of 3 and a forearm of 2 units, both along x.
  static func arm(
    root: String = "CHANNELS 6 Xposition Yposition Zposition Zrotation Xrotation Yrotation",
    elbow: String = "CHANNELS 3 Zrotation Xrotation Yrotation", motion: String
  ) -> String {
    """
    HIERARCHY
    ROOT shoulder
    {
    OFFSET 0 0 0
    \(root)
    JOINT elbow
    {
    OFFSET 3 0 0
    \(elbow)
    End Site
    {
    OFFSET 2 0 0
    }
    }
    }
    MOTION
    \(motion)
    """
  }

  static func tip(_ clip: MotionClip, frame: Int = 0) -> Vector3 {
    let pose = clip.pose(at: frame)
    let last = clip.jointCount - 1
    return pose.positions[last] + pose.orientations[last].rotate(clip.skeleton.joints[last].endSites[0])
  }

  @Test func rotationsAreAppliedInTheOrderOfTheChannels() throws {
    // Z then X, by 90 degrees each: the elbow's own x goes to y, and its turn about x comes first on the forearm.
    let clip = try Self.read(Self.arm(motion: "Frames: 1\nFrame Time: 0.05\n1 2 3 90 0 0  0 90 90"))
    // The root turns x to y: elbow at (1, 5, 3). The elbow turns x by Y to -z, then by X -z to y; the root turns y to -x.
    #expect((clip.pose(at: 0).positions[1] - Vector3(1, 5, 3)).length < 1e-12)
    #expect((Self.tip(clip) - Vector3(-1, 5, 3)).length < 1e-12)
    #expect(clip.rate == 20)
  }

  @Test func layoutOfTheTextDoesNotMatter() throws {
    let plain = Self.arm(motion: "Frames: 2\nFrame Time: 0.0083333\n0 0 0 10 20 30 40 50 60\n1 0 0 11 21 31 41 51 61\n")
    let clip = try Self.read(plain)
    #expect(clip.rate == 120)
    let odd = plain.replacingOccurrences(of: "\n", with: "\r\n\t ").replacingOccurrences(
      of: " 10 20 ", with: "\t1.0e1 +2E+1 "
    )
    .replacingOccurrences(of: "ROOT", with: "root").replacingOccurrences(of: "Xrotation", with: "XROTATION")
    #expect(try Self.read(odd) == clip)
  }

  @Test func positionChannelsReplaceTheOffsetAndVaryingOnesAreKept() throws {
    let six = "CHANNELS 6 Xposition Yposition Zposition Zrotation Xrotation Yrotation"
    let still = try Self.read(Self.arm(elbow: six, motion: "Frames: 1\nFrame Time: .05\n0 0 0 0 0 0  4 0 0 0 0 0"))
    #expect(Self.tip(still) == Vector3(6, 0, 0))
    let moving = try Self.read(
      Self.arm(elbow: six, motion: "Frames: 2\nFrame Time: .05\n0 0 0 0 0 0  4 0 0 0 0 0\n0 0 0 0 0 0  5 1 0 0 0 0"))
    #expect(Self.tip(moving, frame: 1) == Vector3(7, 1, 0))
    let again = try Self.codec.decode(
      Self.codec.encode(moving), file: "test.bvh", options: .init(metresPerUnit: 1, up: .y))
    #expect(Self.tip(again, frame: 1) == Vector3(7, 1, 0))
  }

  @Test func sameNamesAreMadeDifferent() throws {
    let text = Self.arm(motion: "Frames: 1\nFrame Time: .05\n0 0 0 0 0 0 0 0 0")
      .replacingOccurrences(of: "JOINT elbow", with: "JOINT shoulder")
    #expect(try Self.read(text).skeleton.joints.map(\.name) == ["shoulder", "shoulder_2"])
  }

  @Test(arguments: ["XYZ", "XZY", "YXZ", "YZX", "ZXY", "ZYX"])
  func everyRotationOrderRoundTripsAlsoAtGimbalLock(order: String) throws {
    let channels = "CHANNELS 3 " + order.map { "\($0)rotation" }.joined(separator: " ")
    let angles = ["0 0 0", "10 90 20", "-170 -90 35", "179 89.9999 -179", "30 -60 90", "1 2 3"]
    let lines = angles.map { "0 0 0 0 0 0 \($0)" }.joined(separator: "\n")
    let clip = try Self.read(Self.arm(elbow: channels, motion: "Frames: \(angles.count)\nFrame Time: .05\n\(lines)"))
    let again = try Self.codec.decode(
      Self.codec.encode(clip), file: "test.bvh", options: .init(metresPerUnit: 1, up: .y))
    for frame in 0..<clip.frameCount {
      #expect((Self.tip(clip, frame: frame) - Self.tip(again, frame: frame)).length < 1e-6)
      #expect(abs(clip[rotation: frame, 1].dot(again[rotation: frame, 1])) > 1 - 1e-12)
    }
  }

  @Test func aRotationThatTheChannelsCannotHoldGetsMoreChannels() throws {
    var clip = try Self.read(
      Self.arm(elbow: "CHANNELS 1 Zrotation", motion: "Frames: 1\nFrame Time: .05\n0 0 0 0 0 0 25"))
    let plain = String(decoding: try Self.codec.encode(clip), as: UTF8.self)
    #expect(plain.contains("CHANNELS 1 Zrotation"))
    clip[rotation: 0, 1] = Quaternion(rotationVector: Vector3(0.3, -0.4, 0.5))
    let again = try Self.codec.decode(
      Self.codec.encode(clip), file: "test.bvh", options: .init(metresPerUnit: 1, up: .y))
    #expect((Self.tip(clip) - Self.tip(again)).length < 1e-6)
  }

  @Test func zUpFilesStandUpInMemoryAndLieDownAgainInTheFile() throws {
    let text = Self.arm(motion: "Frames: 1\nFrame Time: .05\n1 2 3 0 0 0 0 0 0")
    let clip = try Self.read(text, options: .init(metresPerUnit: 0.5, up: .z))
    #expect((clip.rootTranslations[0] - Vector3(0.5, 1.5, -1)).length < 1e-12)
    let again = try Self.read(String(decoding: Self.codec.encode(clip), as: UTF8.self))
    #expect((again.rootTranslations[0] - Vector3(1, 2, 3)).length < 1e-6)
  }

  @Test(arguments: [
    ("", "empty"), ("HIERARCHY", "ROOT"), ("HIERARCHY ROOT a {", "end of the file"),
    (arm(motion: "Frames: 2\nFrame Time: .05\n0 0 0 0 0 0 0 0 0"), "1 frames"),
    (arm(motion: "Frames: 1\nFrame Time: .05\n0 0 0 0 0 0 0 0"), "8 of 9"),
    (arm(motion: "Frames: 1\nFrame Time: .05\n0 0 0 0 0 0 0 0 0 0"), "1 of 9"),
    (arm(motion: "Frames: 1000000000000\nFrame Time: .05\n0"), "frames"),
    (arm(motion: "Frames: 0\nFrame Time: .05\n"), "no frames"),
    (arm(motion: "Frames: 1\nFrame Time: 0\n0 0 0 0 0 0 0 0 0"), "frame time"),
    (arm(motion: "Frames: 1\nFrame Time: .05\n0 0 0 0 0 0 0 nan 0"), "frame 0, joint 'elbow'"),
    (arm(motion: "Frames: 1\nFrame Time: .05\n0 0 0 0 0 0 0 zero 0"), "'zero'"),
    (arm(elbow: "CHANNELS 1 Wrotation", motion: "Frames: 1\nFrame Time: .05\n0 0 0 0 0 0 0"), "Wrotation"),
    (arm(elbow: "CHANNELS 3 Zrotation", motion: ""), "unknown channel"),
    ("HIERARCHY\n" + String(repeating: "ROOT a\n{\n", count: 1), "end of the file"),
    (
      "HIERARCHY\nROOT a\n{\n" + String(repeating: "JOINT a\n{\nOFFSET 0 1 0\n", count: 5000), "deep"
    ),
    (String(decoding: (0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 7919) }, as: UTF8.self), "HIERARCHY"),
  ])
  func brokenFilesAreRefusedWithTheReason(text: String, reason: String) {
    let error = #expect(throws: MotionError.self) { try Self.read(text) }
    #expect("\(error.map { "\($0)" } ?? "")".contains(reason), "\(String(describing: error))")
    #expect(!"\(error.map { "\($0)" } ?? "")".contains("\n"))
  }

  @Test func damagedFilesNeverCrash() throws {
    var bytes = Array(Self.arm(motion: "Frames: 2\nFrame Time: .05\n0 0 0 1 2 3 4 5 6\n0 0 0 1 2 3 4 5 6\n").utf8)
    let intact = bytes
    var state: UInt64 = 7
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    var refused = 0
    for _ in 0..<5000 {
      bytes = intact
      for _ in 0...random(4) { bytes[random(bytes.count)] = UInt8(random(256)) }
      if random(3) == 0 { bytes.removeLast(random(bytes.count)) }
      do { _ = try Self.codec.decode(bytes, file: "damaged.bvh", options: .init()) } catch { refused += 1 }
    }
    #expect(refused > 1000)
  }

  @Test(arguments: Recordings.files(in: "bvh", ending: ".bvh") + Recordings.files(in: "bvh-bandai", ending: ".bvh"))
  func recordingsComeBackFromTheirOwnText(path: String) throws {
    let clip = try MotionFormats.standard.read(path)
    // CMU's own in its own unit, conversions for other programs and Bandai's in centimetres; all y up.
    #expect(clip.convention.up == .y)
    let isInCentimetres = path.contains("bandai") || path.contains("daz")
    #expect(abs(clip.convention.metresPerUnit - (isInCentimetres ? 0.01 : 0.0254 / 0.45)) < 1e-9)
    let again = try Self.codec.decode(Self.codec.encode(clip), file: path, options: .init())
    #expect(again.rate == clip.rate)
    var worst = 0.0
    for frame in 0..<clip.frameCount {
      for (a, b) in zip(clip.pose(at: frame).positions, again.pose(at: frame).positions) {
        worst = max(worst, (a - b).length)
      }
    }
    #expect(worst < 1e-6)
  }
}
