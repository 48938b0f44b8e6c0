import Motion
import Simulation
import Testing
import Viewer

@Suite("Contact sheets")
struct ContactSheetTests {
  @Test("A sheet is a PNG of 1600 pixels width, the same bytes each time, other bytes for another motion")
  func deterministic() throws {
    let walk = try TestWalker.clip(frames: 90, speed: 1.2)
    let png = try ContactSheet(clips: [walk]).png()
    #expect(png.prefix(8) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    // The width is the first number of the header chunk, which follows eight bytes of length and type.
    #expect(Array(png[16..<20]) == [0, 0, 0x06, 0x40])
    #expect(try ContactSheet(clips: [walk]).png() == png)
    #expect(try ContactSheet(clips: [TestWalker.clip(frames: 90, speed: 1.3)]).png() != png)
  }

  @Test(
    "Clips of one frame, of many, and of different lengths all have a sheet",
    arguments: [[1], [2], [2000], [60, 20], [1, 30]])
  func lengths(frames: [Int]) throws {
    let clips = try frames.map { try TestWalker.clip(frames: $0, speed: 1) }
    #expect(try ContactSheet(clips: clips).png().count > 1000)
  }

  @Test("A sheet of nothing is refused")
  func nothing() {
    #expect(throws: ViewerError.noClips) { try ContactSheet(clips: []).png() }
  }

  @Test("A body out of the world is refused with its place", arguments: [1e5, 1e200, 1.7e308])
  func outOfReach(distance: Double) throws {
    var clip = try TestWalker.clip(frames: 3, speed: 1)
    clip.rootTranslations[2].y = distance
    #expect(throws: ViewerError.outOfReach(clip: "walker", frame: 2, joint: "pelvis")) {
      try ContactSheet(clips: [clip]).png()
    }
  }

  @Test("Sides are told by names of the usual kinds, and are inherited")
  func sides() throws {
    for (left, right) in [
      ("LeftFoot", "RightFoot"), ("lfoot", "rfoot"), ("Foot_L", "Foot_R"), ("mixamo:L_Foot", "mixamo:R_Foot"),
    ] {
      let skeleton = try Skeleton(joints: [
        .init(name: "lowerback", parent: nil, offset: .zero), .init(name: left, parent: 0, offset: .unitX),
        .init(name: right, parent: 0, offset: -.unitX), .init(name: "tip", parent: 2, offset: -.unitX),
      ])
      #expect(skeleton.sides == [.centre, .left, .right, .right])
    }
  }
}
