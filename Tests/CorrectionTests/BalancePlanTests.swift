import Motion
import Simulation
import Testing

@testable import StandardPlugins

/// Where a body has to lean for its weight to be over its feet.
@Suite struct BalancePlanTests {
  private static let gravity = Vector3(0, -9.81, 0)
  private static let frameCount = 120

  /// A body that stands on both feet and, from a frame on, on its right foot alone, without leaning over it.
  private static func standing(onOneFootFrom first: Int) throws -> (Humanoid, ReferenceMotion) {
    let humanoid = try ConformanceTests.humanoid()
    let hip = try #require(humanoid.index(named: "left_hip"))
    let knee = try #require(humanoid.index(named: "left_knee"))
    var clip = try MotionClip(
      name: "standing", skeleton: humanoid.skeleton, rate: 30,
      rootTranslations: Array(repeating: humanoid.links[0].offset, count: frameCount),
      rotations: Array(repeating: .identity, count: frameCount * humanoid.links.count))
    for frame in first..<frameCount {
      clip[rotation: frame, hip] = Quaternion(angle: -1, axis: .unitX)
      clip[rotation: frame, knee] = Quaternion(angle: 1.6, axis: .unitX)
    }
    return (humanoid, try ReferenceMotion(clip: clip, humanoid: humanoid))
  }

  private static func plan(_ humanoid: Humanoid, _ reference: ReferenceMotion, torque: Double) -> ReferenceMotion? {
    var settings = BalanceSettings()
    settings.share = 1
    return BalancePlan(humanoid: humanoid, settings: settings).balanced(
      reference, over: PlaneGround(), gravity: gravity, help: HelpCap(force: torque, torque: torque))
  }

  private static func root(_ reference: ReferenceMotion, _ frame: Int) -> Vector3 {
    reference.links[reference.base(of: frame)].position
  }

  @Test func whatIsInBalanceStays() throws {
    let (humanoid, reference) = try Self.standing(onOneFootFrom: Self.frameCount)
    #expect(Self.plan(humanoid, reference, torque: 0) == nil)
  }

  @Test func withAllTheHelpOfTheWorldNothingIsShifted() throws {
    let (humanoid, reference) = try Self.standing(onOneFootFrom: 0)
    #expect(Self.plan(humanoid, reference, torque: .infinity) == nil)
  }

  @Test func aBodyOnOneFootLeansOverIt() throws {
    let (humanoid, reference) = try Self.standing(onOneFootFrom: 0)
    let plan = try #require(Self.plan(humanoid, reference, torque: 0))
    let middle = plan.base(of: Self.frameCount / 2)
    let foot = try #require(humanoid.index(named: "right_foot"))
    let ankle = try #require(humanoid.index(named: "right_ankle"))
    let sole = try #require(
      ConvexArea(
        around: [foot, ankle].flatMap { link in
          humanoid.links[link].shapes.flatMap {
            $0.supportPoints(
              position: reference.links[link].position, orientation: reference.links[link].orientation)
          }
        }))
    func distance(_ motion: ReferenceMotion, _ base: Int) -> Double {
      var centre = humanoid.centreOfMass { motion.links[base + $0] }.position
      centre.y = 0
      return (sole.nearest(to: centre) - centre).length
    }
    #expect(distance(reference, 0) > 0.05)
    // The leg that stands comes along only in part: a tenth of the way is left.
    #expect(distance(plan, middle) < 0.2 * distance(reference, 0))
    // The foot stays where it was.
    #expect((plan.links[middle + ankle].position - reference.links[ankle].position).length < 1e-6)
  }

  /// A torque holds a weight that hangs over by torque / weight.
  @Test func helpMakesUpForWhatIsLeft() throws {
    let (humanoid, reference) = try Self.standing(onOneFootFrom: 0)
    let alone = try #require(Self.plan(humanoid, reference, torque: 0))
    let helped = try #require(Self.plan(humanoid, reference, torque: 20))
    let difference = Self.root(alone, Self.frameCount / 2) - Self.root(helped, Self.frameCount / 2)
    #expect(abs(difference.length / (20 / (humanoid.totalMass * 9.81)) - 1) < 0.01)
  }

  /// Before it stands on one foot it leans more and more, as a pendulum on its head falls: by exp(sqrt(g / h) t), which for central
  /// differences of step dt is the root above one of x + 1 / x = 2 + g / h dt^2.
  @Test func itLeansAheadOfTimeAsAPendulumFalls() throws {
    let (humanoid, reference) = try Self.standing(onOneFootFrom: 90)
    let plan = try #require(Self.plan(humanoid, reference, torque: 0))
    let height = humanoid.centreOfMass { reference.links[$0] }.position.y
    let half = 1 + 9.81 / height / 30 / 30 / 2
    let growth = half + (half * half - 1).squareRoot()
    for frame in 60..<80 {
      let now = (Self.root(plan, frame) - Self.root(reference, frame)).length
      let next = (Self.root(plan, frame + 1) - Self.root(reference, frame + 1)).length
      #expect(abs(next / now / growth - 1) < 0.002)
    }
  }

  @Test func theNearestPointOfAnArea() throws {
    let square = [Vector3(0, 3, 0), Vector3(2, 0, 0), Vector3(2, 0, 2), Vector3(0, 0, 2), Vector3(1, 0, 1)]
    let area = try #require(ConvexArea(around: square))
    #expect(area.nearest(to: Vector3(1.5, 0, 0.5)) == Vector3(1.5, 0, 0.5))
    #expect(area.nearest(to: Vector3(5, 0, 1)) == Vector3(2, 0, 1))
    #expect(area.nearest(to: Vector3(-1, 0, -1)) == .zero)
    #expect(ConvexArea(around: []) == nil)
    #expect(ConvexArea(around: [.unitX])?.nearest(to: .zero) == .unitX)
    #expect(ConvexArea(around: [.unitX, -.unitX])?.nearest(to: Vector3(0.5, 0, 1)) == Vector3(0.5, 0, 0))
  }
}
