import Testing

@testable import Motion

@Suite struct ResamplingTests {
  /// A root whose position and child's turn are given functions of time.
  private func clip(
    rate: Double, frames: Int, position: (Double) -> Vector3, turn: (Double) -> Quaternion
  ) throws -> MotionClip {
    let skeleton = try Skeleton(joints: [
      .init(name: "root", parent: nil, offset: .zero), .init(name: "child", parent: 0, offset: .unitX),
    ])
    let times = (0..<frames).map { Double($0) / rate }
    return try MotionClip(
      name: "made", skeleton: skeleton, rate: rate, rootTranslations: times.map(position),
      rotations: times.flatMap { [.identity, turn($0)] }, translations: [1: times.map { position($0) * 2 }])
  }

  private func wavy(rate: Double, frames: Int) throws -> MotionClip {
    try clip(
      rate: rate, frames: frames, position: { Vector3($0 * $0 * $0, 1 / (1 + $0), -$0) },
      turn: { Quaternion(rotationVector: Vector3($0, 0.3 * $0 * $0, 1)) })
  }

  @Test(arguments: [30.0, 24, 120, 59.94, 7.3]) func theSameRateIsTheSameClipToTheBit(_ rate: Double) throws {
    let clip = try wavy(rate: rate, frames: 200)
    #expect(try clip.resampled(to: rate) == clip)
  }

  @Test func constantAngularVelocityAndConstantAccelerationAreExact() throws {
    let position: (Double) -> Vector3 = { Vector3(1 + 2 * $0 - 3 * $0 * $0, $0, 0.5) }
    // A sign change of the quaternions must not turn the long way round.
    let turn: (Double) -> Quaternion = {
      let q = Quaternion(angle: 4 * $0, axis: Vector3(0.6, 0, 0.8))
      return Int($0 * 30 + 0.5) % 2 == 0 ? q : -q
    }
    let result = try clip(rate: 30, frames: 31, position: position, turn: turn).resampled(to: 77)
    #expect(result.frameCount == 78)
    for frame in 0..<result.frameCount {
      let time = Double(frame) / 77
      #expect((result.rootTranslations[frame] - position(time)).length < 1e-12)
      #expect((result.localTranslation(frame: frame, joint: 1) - position(time) * 2).length < 1e-12)
      let expected = Quaternion(angle: 4 * time, axis: Vector3(0.6, 0, 0.8))
      #expect((result[rotation: frame, 1].inverse * expected).angle < 1e-12)
    }
  }

  @Test(arguments: [(30.0, 120.0), (20, 60), (24, 120), (25, 100)])
  func upAndDownAgainIsTheSameClipToTheBit(_ rate: Double, _ faster: Double) throws {
    let clip = try wavy(rate: rate, frames: 50)
    let up = try clip.resampled(to: faster)
    #expect(up.frameCount == 49 * Int(faster / rate) + 1)
    #expect(abs(up.duration - clip.duration) < 1e-12)
    #expect(try up.resampled(to: rate) == clip)
  }

  @Test func positionsHaveNoKinks() throws {
    let clip = try clip(
      rate: 10, frames: 8, position: { Vector3(Int($0 * 10 + 0.5) % 3 == 0 ? 1 : 0, 0, 0) }, turn: { _ in .identity })
    let fine = try clip.resampled(to: 100_000).rootTranslations.map(\.x)
    let steps = zip(fine.dropFirst(), fine).map { $0 - $1 }
    // Second differences of a curve with continuous slope shrink with the square of the step; a kink's do not.
    let greatest = zip(steps.dropFirst(), steps).map { abs($0 - $1) }.max() ?? 1
    #expect(greatest < 1e-6)
  }

  @Test func beyondItsEndAClipStaysInItsLastFrame() throws {
    let clip = try wavy(rate: 30, frames: 4)
    let longer = try clip.sampled(rate: 60, frameCount: 100)
    #expect(longer.frameCount == 100)
    for frame in 6..<100 { #expect(longer.rootTranslations[frame] == clip.rootTranslations[3]) }
    let single = try wavy(rate: 30, frames: 1)
    #expect(
      try single.sampled(rate: 5, frameCount: 3).rotations == single.rotations + single.rotations + single.rotations)
    #expect(try single.resampled(to: 240).frameCount == 1)
  }

  @Test func ratesAndCountsThatAreNoneAreRefused() throws {
    let clip = try wavy(rate: 30, frames: 4)
    for rate in [0, -1, Double.nan, .infinity, 1e300] {
      #expect(throws: MotionError.self) { try clip.resampled(to: rate) }
    }
    for count in [0, -1, Int.max, Int.min] {
      #expect(throws: MotionError.self) { try clip.sampled(rate: 30, frameCount: count) }
    }
  }
}
