import Motion
import Simulation
import Testing

@testable import StandardPlugins

/// What the torques of inverse dynamics must be where physics says it plainly.
@Suite struct InverseDynamicsTests {
  static let gravity = Vector3(0, -9.81, 0)

  static func standing() throws -> (Humanoid, [LinkState]) {
    let (humanoid, reference) = try ConformanceTests.standing()
    return (humanoid, Array(reference.frame(0)))
  }

  @Test func aFallingBodyNeedsNothing() throws {
    let (humanoid, links) = try Self.standing()
    let fall = InverseDynamics.Acceleration(linear: Self.gravity, angular: .zero)
    let solution = InverseDynamics(humanoid: humanoid).solve(
      links: links, accelerations: Array(repeating: fall, count: links.count), supports: [],
      gravity: Vector3(0, -9.81, 0))
    #expect(solution.torques.allSatisfy { $0.length < 1e-9 })
    #expect(solution.help.force.length < 1e-9 && solution.help.torque.length < 1e-9)
  }

  @Test func aBodyInTheAirNeedsItsWeight() throws {
    let (humanoid, links) = try Self.standing()
    let rest = InverseDynamics.Acceleration(linear: .zero, angular: .zero)
    let solution = InverseDynamics(humanoid: humanoid).solve(
      links: links, accelerations: Array(repeating: rest, count: links.count), supports: [],
      gravity: Vector3(0, -9.81, 0))
    #expect((solution.help.force + Self.gravity * humanoid.totalMass).length < 1e-9)
    // An outstretched arm's weight hangs on the shoulder: mass times lever, about the body's forward axis.
    let shoulder = try #require(humanoid.index(named: "left_shoulder"))
    var moment = 0.0
    for (index, link) in humanoid.links.enumerated() where link.name.hasPrefix("left_") {
      let centre = links[index].position + link.centreOfMass
      if ["left_shoulder", "left_elbow", "left_wrist", "left_hand"].contains(link.name) {
        moment += link.mass * 9.81 * (centre.x - links[shoulder].position.x)
      }
    }
    #expect(abs(solution.torques[shoulder].z - moment) < 1e-9)
  }

  @Test func aStandingBodyIsCarriedByItsSoles() throws {
    let (humanoid, links) = try Self.standing()
    let rest = InverseDynamics.Acceleration(linear: .zero, angular: .zero)
    var supports: [InverseDynamics.Support] = []
    for name in ["left_ankle", "right_ankle", "left_foot", "right_foot"] {
      let index = try #require(humanoid.index(named: name))
      for shape in humanoid.links[index].shapes {
        for point in shape.supportPoints(position: links[index].position, orientation: .identity) where point.y < 0.001
        {
          supports.append(.init(link: index, position: point, normal: .unitY))
        }
      }
    }
    let solution = InverseDynamics(humanoid: humanoid).solve(
      links: links, accelerations: Array(repeating: rest, count: links.count), supports: supports,
      gravity: Self.gravity)
    #expect(solution.help.force.length < 0.01 * 9.81 * humanoid.totalMass)
    #expect(solution.help.torque.length < 5)
    // Both knees carry alike.
    let knees = try ["left_knee", "right_knee"].map { solution.torques[try #require(humanoid.index(named: $0))] }
    #expect(abs(knees[0].x - knees[1].x) < 1e-6 && abs(knees[0].z + knees[1].z) < 1e-6)
  }

  /// On its toes alone a body cannot be carried and kept from toppling: what is softer is given up first.
  @Test func theSofterOfForceAndMomentIsGivenUpFirst() throws {
    let (humanoid, links) = try Self.standing()
    let rest = InverseDynamics.Acceleration(linear: .zero, angular: .zero)
    var supports: [InverseDynamics.Support] = []
    for name in ["left_foot", "right_foot"] {
      let index = try #require(humanoid.index(named: name))
      for shape in humanoid.links[index].shapes {
        for point in shape.supportPoints(position: links[index].position, orientation: .identity) where point.y < 0.001
        {
          supports.append(.init(link: index, position: point, normal: .unitY))
        }
      }
    }
    let helps = [1e-3, 1e-2, 1e-1].map { softness in
      InverseDynamics(humanoid: humanoid).solve(
        links: links, accelerations: Array(repeating: rest, count: links.count), supports: supports,
        gravity: Self.gravity, softness: .init(force: softness, moment: 1e-3)
      ).help
    }
    for (stiff, soft) in zip(helps, helps.dropFirst()) {
      #expect(soft.force.length > stiff.force.length && soft.torque.length < stiff.torque.length)
    }
  }

  @Test func twoBonesReachWhatIsInReachAndPointAtWhatIsNot() {
    let chain = TwoBoneChain(upper: Vector3(0.02, -0.4, 0.05), lower: Vector3(0, -0.38, -0.1))
    for target in [Vector3(0.1, -0.6, 0.2), Vector3(-0.3, -0.2, 0.1), Vector3(0, 0.5, 0.1), Vector3(0, -2, 0.5)] {
      let (bend, swing) = chain.reach(target, axis: .unitX)
      let end = swing.rotate(chain.upper + bend.rotate(chain.lower))
      let reach = chain.upper.length + chain.lower.length
      if target.length < reach {
        #expect((end - target).length < 1e-9)
      } else {
        #expect(abs(end.length - reach) < 1e-3 && end.cross(target).length < 1e-9)
      }
    }
  }
}
