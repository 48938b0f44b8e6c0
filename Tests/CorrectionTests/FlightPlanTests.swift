import Motion
import Testing

@testable import Simulation
@testable import StandardPlugins

/// How a body flies.
@Suite struct FlightPlanTests {
  private static let gravity = Vector3(0, -9.81, 0)

  /// A stiff body that is thrown up at a speed from one frame on, and stands before and after.
  private static func jump(speed: Double, steps: Int, gravity: Double = 9.81) throws -> (Humanoid, ReferenceMotion) {
    let humanoid = try ConformanceTests.humanoid()
    let frames = 40
    let rest = humanoid.links[0].offset
    let clip = try MotionClip(
      name: "jump", skeleton: humanoid.skeleton, rate: 30,
      rootTranslations: (0..<frames).map { frame in
        guard frame > 10, frame < 10 + steps else { return rest }
        let time = Double(frame - 10) / 30
        return rest + .unitY * (speed * time - gravity / 2 * time * time)
      }, rotations: Array(repeating: .identity, count: frames * humanoid.links.count))
    return (humanoid, try ReferenceMotion(clip: clip, humanoid: humanoid))
  }

  private static func settings() -> FlightSettings {
    var settings = FlightSettings()
    settings.longest = 1
    settings.share = 1
    return settings
  }

  /// A flight of 12 frames of 1/30 s begins at g T / 2. Differences of the frames smear half of that over the floor.
  @Test func aBodyLeavesTheFloorAsFastAsItsFlightIsLong() throws {
    let speed = 9.81 * 0.4 / 2
    let (humanoid, reference) = try Self.jump(speed: speed, steps: 12)
    let flown = try #require(
      FlightPlan(humanoid: humanoid, settings: Self.settings()).ballistic(
        reference, over: PlaneGround(), gravity: Self.gravity))
    let smeared = reference.links[reference.base(of: 10)].linearVelocity.y
    #expect(abs(smeared - speed / 2) < 0.1)
    for frame in 10...22 {
      for link in flown.frame(frame) {
        #expect(abs(link.linearVelocity.y - (speed - 9.81 * Double(frame - 10) / 30)) < 1e-9)
      }
      #expect(
        (flown.links[flown.base(of: frame)].position - reference.links[flown.base(of: frame)].position).length < 1e-9)
    }
    // What stands is left alone.
    for frame in [0, 9, 23, 39] { #expect(flown.frame(frame) == reference.frame(frame)) }
  }

  /// One that is slow in the air, as where gravity is weaker, is brought on the parabola of this gravity between the same two places.
  @Test func aFlightThatFloatsBecomesAParabola() throws {
    let (humanoid, reference) = try Self.jump(speed: 8 * 0.4 / 2, steps: 12, gravity: 8)
    let flown = try #require(
      FlightPlan(humanoid: humanoid, settings: Self.settings()).ballistic(
        reference, over: PlaneGround(), gravity: Self.gravity))
    for frame in 11..<22 {
      let heights = [-1, 0, 1].map { flown.links[flown.base(of: frame + $0)].position.y }
      #expect(abs((heights[0] - 2 * heights[1] + heights[2]) * 900 + 9.81) < 1e-6)
    }
    // Too far for a body: there is something under its feet.
    let (_, floating) = try Self.jump(speed: 0.9, steps: 18, gravity: 3)
    let plan = FlightPlan(humanoid: humanoid, settings: Self.settings())
    let isLeftAlone = plan.ballistic(floating, over: PlaneGround(), gravity: Self.gravity) == nil
    #expect(isLeftAlone)
  }

  @Test func whatDoesNotFlyIsLeftAlone() throws {
    let (humanoid, reference) = try ConformanceTests.standing()
    let plan = FlightPlan(humanoid: humanoid, settings: Self.settings())
    let isLeftAlone = plan.ballistic(reference, over: PlaneGround(), gravity: Self.gravity) == nil
    #expect(isLeftAlone)
  }
}
