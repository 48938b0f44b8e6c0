import Correction
import Motion
import Testing

@Suite("Tracking metrics")
struct TrackingMetricsTests {
  @Test("A motion tracks itself without error")
  func identity() throws {
    let clip = try TestClips.leg(frames: 5) { Vector3($0, 0, $0 * $0) }
    let metrics = try TrackingMetrics(performed: clip, reference: clip)
    #expect(metrics.perFrameErrorsMM == Array(repeating: 0, count: 5))
    #expect(metrics.accelerationErrorMMPerFrame2 == 0)
    #expect(metrics.isSuccessful)
  }

  @Test("A shift by d has global error d, no local error and no velocity error")
  func shift() throws {
    let reference = try TestClips.leg(frames: 5) { Vector3($0, 0, 0) }
    let performed = try TestClips.leg(frames: 5) { Vector3($0 + 0.03, 0, 0.04) }
    let metrics = try TrackingMetrics(performed: performed, reference: reference)
    #expect(abs(metrics.mpjpeGlobalMM - 50) < 1e-9)
    #expect(metrics.mpjpeLocalMM < 1e-9)
    #expect(metrics.velocityErrorMMPerFrame < 1e-9)
  }

  @Test("A drift at v has velocity error v / fps and x = t^2 / 2 has acceleration error 1 / fps^2")
  func drift() throws {
    let still = try TestClips.leg(frames: 5, rate: 10)
    let drifting = try TestClips.leg(frames: 5, rate: 10) { Vector3(0.2 * $0, 0, 0) }
    let drift = try TrackingMetrics(performed: drifting, reference: still)
    #expect(abs(drift.velocityErrorMMPerFrame - 20) < 1e-9)
    #expect(drift.accelerationErrorMMPerFrame2 < 1e-9)
    #expect(abs(drift.maxJointErrorMM - 80) < 1e-9)
    let falling = try TestClips.leg(frames: 5, rate: 10) { Vector3($0 * $0 / 2, 0, 0) }
    let fall = try TrackingMetrics(performed: falling, reference: still)
    #expect(abs(fall.accelerationErrorMMPerFrame2 - 10) < 1e-9)
  }

  @Test("A leg turned about its hip by 90 degrees is off by the chords' mean, globally and locally")
  func turn() throws {
    let reference = try TestClips.leg(frames: 1)
    var performed = reference
    performed[rotation: 0, 0] = Quaternion(angle: .pi / 2, axis: .unitX)
    let metrics = try TrackingMetrics(performed: performed, reference: reference)
    // Hip 0, knee 0.5 sqrt 2, foot 1 sqrt 2.
    let expected = 500 * 2.0.squareRoot()
    #expect(abs(metrics.mpjpeGlobalMM - expected) < 1e-9)
    #expect(abs(metrics.mpjpeLocalMM - expected) < 1e-9)
  }

  @Test("One frame with a mean error over 0.5 m is a failure, just under it is not")
  func success() throws {
    let reference = try TestClips.leg(frames: 30)
    func isSuccessful(_ error: Double) throws -> Bool {
      let performed = try TestClips.leg(frames: 30) { Vector3($0 > 0.49 && $0 < 0.51 ? error : 0, 0, 0) }
      return try TrackingMetrics(performed: performed, reference: reference).isSuccessful
    }
    #expect(try isSuccessful(0.499))
    #expect(try !isSuccessful(0.501))
  }

  @Test("Joints are matched by name when the skeletons differ")
  func names() throws {
    let reference = try TestClips.leg(frames: 3)
    let shorter = try Skeleton(joints: [
      .init(name: "hip", parent: nil, offset: .zero), .init(name: "foot", parent: 0, offset: Vector3(0, -1, 0)),
    ])
    let performed = try MotionClip(
      name: "short", skeleton: shorter, rate: 30,
      rootTranslations: Array(repeating: Vector3(0, 1.1, 0), count: 3),
      rotations: Array(repeating: .identity, count: 6))
    let metrics = try TrackingMetrics(performed: performed, reference: reference)
    #expect(abs(metrics.mpjpeGlobalMM - 100) < 1e-9)
    #expect(metrics.mpjpeLocalMM < 1e-9)
    #expect(throws: MotionError.invalidClip("l_leg", "it shares no joint name with its reference 'leg'")) {
      try TrackingMetrics(performed: TestClips.leg(frames: 3, prefix: "l_"), reference: reference)
    }
  }

  @Test("Clips of different length or rate are refused with both figures")
  func mismatch() throws {
    let reference = try TestClips.leg(frames: 12)
    #expect {
      try TrackingMetrics(performed: TestClips.leg(frames: 10), reference: reference)
    } throws: { error in
      "\(error)" == "leg: it has 10 frames and its reference 'leg' has 12, expected equal counts"
    }
    #expect {
      try TrackingMetrics(performed: TestClips.leg(frames: 12, rate: 20), reference: reference)
    } throws: { error in "\(error)".contains("20.0 frames per second and its reference 'leg' has 30.0") }
  }
}
