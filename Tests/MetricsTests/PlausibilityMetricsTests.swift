import Correction
import Motion
import Testing

@Suite("Plausibility metrics")
struct PlausibilityMetricsTests {
  @Test("A body that stands still on the floor has nothing wrong")
  func standing() throws {
    let metrics = try PlausibilityMetrics(clip: TestClips.leg(frames: 10))
    #expect(metrics.physErrMM == 0)
    #expect(metrics.jerk == 0)
    #expect(metrics.footSkatingRatio == 0)
  }

  @Test("A body sunk by 20 mm penetrates 20 mm, one lifted by 30 mm floats 30 mm, 4 mm either way are forgiven")
  func depthAndHeight() throws {
    let sunk = try PlausibilityMetrics(clip: TestClips.leg(frames: 5) { _ in Vector3(0, -0.02, 0) })
    #expect(abs(sunk.penetrateMM - 20) < 1e-9)
    #expect(sunk.floatMM == 0)
    let lifted = try PlausibilityMetrics(clip: TestClips.leg(frames: 5) { _ in Vector3(0, 0.03, 0) })
    #expect(abs(lifted.floatMM - 30) < 1e-9)
    #expect(lifted.penetrateMM == 0)
    for height in [-0.004, 0.004] {
      #expect(try PlausibilityMetrics(clip: TestClips.leg(frames: 5) { _ in Vector3(0, height, 0) }).physErrMM == 0)
    }
  }

  @Test("A foot dragged over the floor at v slides v / fps; Phys-Err is the sum of the three")
  func skate() throws {
    let clip = try TestClips.leg(frames: 9, rate: 20) { Vector3(0.3 * $0, -0.01, 0.4 * $0) }
    let metrics = PlausibilityMetrics(clip: clip)
    #expect(abs(metrics.skateMMPerFrame - 500 / 20) < 1e-9)
    #expect(abs(metrics.physErrMM - (25 + 10)) < 1e-9)
    let airborne = try TestClips.leg(frames: 9, rate: 20) { Vector3($0, 0.02, 0) }
    #expect(PlausibilityMetrics(clip: airborne).skateMMPerFrame == 0)
  }

  @Test("The foot skating ratio counts low and fast frames only, and not a single fast one")
  func ratio() throws {
    func ratio(speed: Double, height: Double) throws -> Double {
      try PlausibilityMetrics(clip: TestClips.leg(frames: 11) { Vector3(speed * $0, height, 0) }).footSkatingRatio
    }
    #expect(try ratio(speed: 0.6, height: 0.04) == 1)
    #expect(try ratio(speed: 0.4, height: 0.04) == 0)
    #expect(try ratio(speed: 0.6, height: 0.06) == 0)
    // A step of 5 cm within one frame is 1.5 m/s there, but 0.3 m/s over five frames.
    let twitch = try TestClips.leg(frames: 11) { Vector3($0 > 0.17 ? 0.05 : 0, 0, 0) }
    #expect(PlausibilityMetrics(clip: twitch).footSkatingRatio == 0)
    // A jump of 10 cm is 0.6 m/s over five frames: one pair of ten.
    let slip = try TestClips.leg(frames: 11) { Vector3($0 > 0.17 ? 0.1 : 0, 0, 0) }
    #expect(abs(PlausibilityMetrics(clip: slip).footSkatingRatio - 0.1) < 1e-12)
  }

  @Test("Constant velocity has no jerk; x = t^3 has jerk 6 at any rate", arguments: [20.0, 30, 120])
  func jerk(rate: Double) throws {
    #expect(try PlausibilityMetrics(clip: TestClips.leg(frames: 20, rate: rate) { Vector3($0, 0, 0) }).jerk < 1e-6)
    let cubic = try TestClips.leg(frames: 20, rate: rate) { Vector3($0 * $0 * $0, 0, 0) }
    #expect(abs(PlausibilityMetrics(clip: cubic).jerk - 6) < 1e-6)
  }

  @Test("Clips of one and two frames have finite figures", arguments: [1, 2])
  func short(frames: Int) throws {
    let metrics = try PlausibilityMetrics(clip: TestClips.leg(frames: frames) { _ in Vector3(0, 0.1, 0) })
    #expect(abs(metrics.physErrMM - 100) < 1e-9)
    #expect(metrics.jerk == 0)
    #expect(metrics.footSkatingRatio == 0)
  }

  @Test("End sites count: a toe tip turned under the floor penetrates")
  func endSites() throws {
    let skeleton = try Skeleton(joints: [
      .init(name: "foot", parent: nil, offset: .zero, endSites: [Vector3(0, 0, 0.2)])
    ])
    let clip = try MotionClip(
      name: "tip", skeleton: skeleton, rate: 30, rootTranslations: [Vector3(0, 0.1, 0)],
      rotations: [Quaternion(angle: .pi / 2, axis: .unitX)])
    #expect(abs(PlausibilityMetrics(clip: clip).penetrateMM - 100) < 1e-9)
  }

  @Test("The surface version measures the skin: sunk 20 mm, floating 30 mm, tipped onto an edge")
  func surface() throws {
    let humanoid = try TestClips.boxFoot()
    let sunk = try PlausibilityMetrics(clip: TestClips.box(on: humanoid, heights: [0.08, 0.08]), humanoid: humanoid)
    #expect(abs(sunk.penetrateMM - 20) < 1e-9)
    let half = try PlausibilityMetrics(clip: TestClips.box(on: humanoid, heights: [0.13, 0.1]), humanoid: humanoid)
    #expect(abs(half.floatMM - 15) < 1e-9)
    let tipped = try TestClips.box(
      on: humanoid, heights: [0.1], orientation: Quaternion(angle: .pi / 4, axis: .unitX))
    let depth = 100 * (2.0.squareRoot() - 1)
    #expect(abs(try PlausibilityMetrics(clip: tipped, humanoid: humanoid).penetrateMM - depth) < 1e-9)
  }

  @Test("The corners of a box that slides on the floor slide v / fps")
  func surfaceSkate() throws {
    let humanoid = try TestClips.boxFoot()
    let clip = try TestClips.box(on: humanoid, heights: Array(repeating: 0.1, count: 6), speed: 0.6)
    let metrics = try PlausibilityMetrics(clip: clip, humanoid: humanoid)
    #expect(abs(metrics.skateMMPerFrame - 20) < 1e-9)
  }

  @Test("A clip on another skeleton is refused by name")
  func mismatch() throws {
    let humanoid = try TestClips.boxFoot()
    let clip = try TestClips.leg(frames: 2)
    #expect(throws: MotionError.invalidClip("leg", "its skeleton is not that of humanoid 'box'")) {
      try PlausibilityMetrics(clip: clip, humanoid: humanoid)
    }
  }
}
