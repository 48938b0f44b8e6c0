import Foundation
import Motion
import Testing

@testable import Simulation
@testable import StandardPlugins

/// Where a body is to be that stands somewhere else than planned.
@Suite struct StandingGoalTests {
  private static func standing(movedBy ways: [Vector3]) throws -> (Humanoid, SimulationView) {
    let (humanoid, reference) = try ConformanceTests.standing()
    var scene = SceneDescription()
    scene.controller = PluginChoice(TrackerController.name)
    var view = try Simulation(scene: scene, registry: .standard, humanoid: humanoid, reference: reference).view
    for (leg, way) in zip(humanoid.legs, ways) {
      for link in leg.links { view.links[link].position += way }
    }
    return (humanoid, view)
  }

  private static func goal(
    _ humanoid: Humanoid, _ view: SimulationView, share: Double, slack: Double = 0
  ) -> StandingGoal {
    var goal = StandingGoal(humanoid: humanoid, legs: humanoid.legs)
    goal.fit(
      view, standing: Set(humanoid.legs.flatMap(\.links)), share: share, slack: slack, stepping: nil)
    return goal
  }

  /// Feet that both stand so far off take the body along, all of it.
  @Test func aBodyGoesWhereItsFeetStand() throws {
    let way = Vector3(0.06, 0, -0.08)
    let (humanoid, view) = try Self.standing(movedBy: [way, way])
    let whole = Self.goal(humanoid, view, share: 1)
    for (link, state) in whole.links.enumerated() {
      #expect((state.position - view.goal(link: link).position - way).length < 1e-9)
      #expect((state.orientation.inverse * view.goal(link: link).orientation).rotationVector.length < 1e-6)
    }
    // Half of the way; and what may be off without that is left out of it.
    #expect((Self.goal(humanoid, view, share: 0.5).shift - way / 2).length < 1e-9)
    #expect((Self.goal(humanoid, view, share: 1, slack: 0.02).shift - way * 0.8).length < 1e-9)
    #expect(Self.goal(humanoid, view, share: 0).shift == .zero)
  }

  /// Between its feet, when one stands where it is to: so near to both that it goes half of the way. The other foot stays where it is, and
  /// the bones keep their lengths.
  @Test func aBodyStandsBetweenItsFeet() throws {
    let way = Vector3(0.1, 0, 0.04)
    let (humanoid, view) = try Self.standing(movedBy: [way, .zero])
    let goal = Self.goal(humanoid, view, share: 1)
    #expect((goal.shift - way / 2).length < 0.01)
    for (leg, way) in zip(humanoid.legs, [way, .zero]) {
      #expect((goal.links[leg.foot].position - view.goal(link: leg.foot).position - way).length < 1e-9)
      let shin = goal.links[leg.foot].position - goal.links[leg.shin].position
      #expect(abs(shin.length - humanoid.links[leg.foot].offset.length) < 0.002)
      let thigh = goal.links[leg.shin].position - goal.links[leg.thigh].position
      #expect(abs(thigh.length - humanoid.links[leg.shin].offset.length) < 1e-9)
    }
  }

  /// A point mass that moves at v comes to rest over a point foot v sqrt(h / g) ahead of it.
  @Test func theCapturePointIsWhereAPendulumComesToRest() throws {
    let (humanoid, view) = try Self.standing(movedBy: [])
    let speed = Vector3(0.3, 0.1, -0.2)
    let states = view.links.map { LinkState(position: $0.position, orientation: $0.orientation, linearVelocity: speed) }
    let centre = humanoid.centreOfMass { states[$0] }.position
    let capture = CapturePoint(
      of: humanoid, over: PlaneGround(), gravity: Vector3(0, -9.81, 0), leastHeight: 0.1
    ) { states[$0] }
    #expect(abs(capture.time - (centre.y / 9.81).squareRoot()) < 1e-9)
    #expect((capture.position - (centre + speed * capture.time).rejected(from: .unitY)).length < 1e-9)
    let offset = capture.offset(of: humanoid) { view.links[$0] }
    #expect((offset - (speed * capture.time).rejected(from: .unitY)).length < 1e-9)
    // The pendulum itself: with the foot there, its distance to the foot falls as exp(-t / T).
    var (x, v) = (0.0, 0.3)
    let foot = v * capture.time
    let step = capture.time * 1e-5
    for _ in 0..<200_000 {
      v += (x - foot) / (capture.time * capture.time) * step
      x += v * step
    }
    #expect(abs((foot - x) / foot / exp(-2) - 1) < 1e-3)
  }
}
