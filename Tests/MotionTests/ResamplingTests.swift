import Testing

@testable import Motion

@Suite struct ResamplingTests {
  /// One joint that turns evenly about a tilted axis and whose root moves along a parabola.
  static func clip(rate: Double, frames: Int) throws -> MotionClip {
    let times = (0..<frames).map { Double($0) / rate }
    return try MotionClip(
      name: "turn", skeleton: Skeleton(joints: [.init(name: "a", parent: nil, offset: .zero)]), rate: rate,
      rootTranslations: times.map { Vector3($0, 3 * $0 * $0 - $0, 0) },
      rotations: times.map { Quaternion(rotationVector: Vector3(0.3, 0.4, 1.2) * $0) })
  }

  @Test(arguments: [20.0, 24, 30, 59.94, 120, 240])
  func evenTurnsAndParabolasAreExactAtAnyRate(rate: Double) throws {
    let source = try Self.clip(rate: 20, frames: 41)
    let clip = try source.resampled(to: rate)
    #expect(clip.frameCount == Int(2 * rate + 1e-6) + 1)
    let exact = try Self.clip(rate: rate, frames: clip.frameCount)
    for frame in 0..<clip.frameCount {
      #expect((clip.rootTranslations[frame] - exact.rootTranslations[frame]).length < 1e-12)
      #expect(abs(clip[rotation: frame, 0].dot(exact[rotation: frame, 0])) > 1 - 1e-14)
    }
  }

  @Test func framesThatCoincideAreTheSourcesOwn() throws {
    let source = try Self.clip(rate: 30, frames: 31)
    #expect(try source.resampled(to: 30) == source)
    #expect(try source.resampled(to: 90).resampled(to: 30) == source)
  }

  @Test func afterItsEndAClipHoldsItsLastFrame() throws {
    let source = try Self.clip(rate: 30, frames: 4)
    let held = try source.sampled(rate: 30, frameCount: 6)
    #expect(held.frameCount == 6)
    #expect(held.rootTranslations[5] == source.rootTranslations[3])
    #expect(throws: MotionError.self) { try source.resampled(to: .nan) }
  }
}
