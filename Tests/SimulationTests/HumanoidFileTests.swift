import Foundation
import Motion
import Testing

@testable import Simulation

/// The package's own bodies, and what its reader makes of MJCF.
@Suite struct HumanoidFileTests {
  static let home = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  static func humanoid(_ name: String) throws -> (humanoid: Humanoid, card: HumanoidCard?) {
    try ResourceLocator(environment: ["GAITKEEPER_HOME": home]).humanoid(named: name)
  }

  @Test func smplIsAnAdultWithSMPLsJoints() throws {
    let (humanoid, card) = try Self.humanoid("smpl")
    #expect(humanoid.links.count == 24)
    #expect(abs(humanoid.totalMass - 70) < 0.5)
    let positions = humanoid.restPositions
    // Shared by hand: 0.97 - 0.085 - 0.385 - 0.415 up the left leg; outwards 0.065 + 0.038 - 0.012.
    let ankle = positions[try #require(humanoid.index(named: "left_ankle"))]
    #expect((ankle - Vector3(0.091, 0.085, -0.040)).length < 1e-9)
    let wrist = positions[try #require(humanoid.index(named: "right_wrist"))]
    #expect(
      (wrist - Vector3(-0.71, 0.97 + 0.115 + 0.130 + 0.055 + 0.115 + 0.040 - 0.010 + 0.005, -0.060)).length < 1e-9)
    for link in try #require(card).jointMap.values { #expect(humanoid.index(named: link) != nil, "\(link)") }
  }

  /// By what the card says that a link plays.
  @Test(arguments: ["smpl", "mannequin"]) func jointsAreGroupedByWhatTheyMove(name: String) throws {
    let (humanoid, card) = try Self.humanoid(name)
    let groups = humanoid.jointGroups
    for (part, link) in try #require(card).jointMap where part != "hips" {
      let index = try #require(humanoid.index(named: link))
      let expected: JointGroup =
        switch true {
        case part.hasSuffix("UpperLeg"): .hips
        case part.hasSuffix("LowerLeg"): .knees
        case part.hasSuffix("Foot"): .ankles
        case part.hasSuffix("Toes"): .toes
        case part.hasPrefix("left"), part.hasPrefix("right"): .arms
        default: .trunk
        }
      #expect(groups[index] == expected, "\(link)")
    }
  }

  @Test(arguments: ["smpl", "mannequin"]) func bodiesAreSymmetricAndStandOnFlatSoles(name: String) throws {
    let (humanoid, _) = try Self.humanoid(name)
    let positions = humanoid.restPositions
    for (index, link) in humanoid.links.enumerated() {
      let mirrored = link.name.replacingOccurrences(of: "left", with: "right")
      let twin = try #require(humanoid.index(named: mirrored))
      #expect((positions[index] * Vector3(link.name == mirrored ? 1 : -1, 1, 1) - positions[twin]).length < 1e-9)
      #expect(abs(link.mass - humanoid.links[twin].mass) < 1e-9)
      #expect(abs(link.inertia.yz - humanoid.links[twin].inertia.yz) < 1e-9)
      for shape in link.shapes {
        if case .box(let half) = shape.geometry {
          #expect(abs(positions[index].y + shape.position.y - abs(shape.orientation.rotate(half).y)) < 1e-9)
        }
      }
    }
  }

  @Test func massAndInertiaAreThoseOfTheSolids() throws {
    // A box of 2 x 3 x 4 dm along MJCF's x, y, z at the density of water: 24 kg.
    let humanoid = try Self.read(
      #"<geom type="box" size=".1 .15 .2" pos="0 0 1"/>"#)
    let link = humanoid.links[0]
    #expect(abs(link.mass - 24) < 1e-9)
    #expect((link.centreOfMass - Vector3(0, 1, 0)).length < 1e-12)
    // MJCF's z is up, our y: the moment about up is m/12 (0.2^2 + 0.3^2).
    #expect(abs(link.inertia.yy - 24.0 / 12 * (0.04 + 0.09)) < 1e-9)
    #expect(abs(link.inertia.xx - 24.0 / 12 * (0.09 + 0.16)) < 1e-9)
  }

  @Test func aBodyWithoutAJointIsOnePieceWithItsParent() throws {
    let apart = try Self.read(
      #"""
      <geom type="sphere" size=".1" mass="1" pos="1 0 0"/>
      <body pos="-1 0 0" euler="0 0 37"><geom type="sphere" size=".1" mass="1"/></body>
      """#)
    #expect(apart.links.count == 1)
    #expect(abs(apart.links[0].mass - 2) < 1e-12)
    #expect(apart.links[0].centreOfMass.length < 1e-12)
    // Two balls a metre from the centre: 2 (2/5 m r^2 + m d^2) about up.
    #expect(abs(apart.links[0].inertia.yy - 2 * (0.4 * 0.01 + 1)) < 1e-9)
  }

  @Test func defaultsAreInheritedByClassAndAnglesAreInDegreesUnlessSaid() throws {
    let body = #"<geom size=".1"/><body name="b" pos="0 0 -1"><joint name="b" class="elbow"/><geom size=".05"/></body>"#
    let defaults =
      #"<default><joint type="hinge" axis="1 0 0"/><default class="elbow"><joint range="0 90"/></default></default>"#
    let degrees = try Self.read(body, around: defaults)
    #expect(degrees.links[1].joint.kind == .hinge(axis: Vector3(1, 0, 0), range: 0...(Double.pi / 2)))
    let radians = try Self.read(body, around: #"<compiler angle="radian"/>"# + defaults)
    #expect(radians.links[1].joint.kind == .hinge(axis: Vector3(1, 0, 0), range: 0...90))
    #expect((degrees.links[1].offset - Vector3(0, -1, 0)).length < 1e-12)
  }

  @Test(arguments: [
    (#"<geom type="mesh" mesh="a"/>"#, "", "mesh"),
    (#"<geom size=".1"/><body><joint type="slide"/><geom size=".1"/></body>"#, "", "slide"),
    (#"<geom size=".1"/><body><joint type="ball"/></body>"#, "", "no mass"),
    (#"<geom size=".1 x"/>"#, "", "size"),
    (#"<geom size="nan"/>"#, "", "size"),
    (#"<geom size=".1" class="none"/>"#, "", "none"),
    (#"<geom size=".1"/>"#, "<tendon/>", "tendon"),
    (#"<geom size=".1"/>"#, #"<actuator><motor joint="x"/></actuator>"#, "joint"),
  ])
  func whatCannotBeUsedIsNamedWithItsLine(body: String, beside: String, word: String) throws {
    let error = #expect(throws: HumanoidError.self) { try Self.read(body, around: beside) }
    guard case .malformed(_, let line?, let problem)? = error else {
      Issue.record("\(String(describing: error)) has no line")
      return
    }
    #expect(line >= 1)
    #expect(problem.contains(word), "\(problem)")
  }

  @Test(arguments: ["", "not xml", "<mujoco>", "<robot/>", "<!DOCTYPE a [<!ENTITY b 'c'>]><mujoco/>", "<mujoco/>"])
  func brokenFilesAreRefused(text: String) {
    #expect(throws: HumanoidError.self) { try Humanoid(mjcf: Array(text.utf8), file: "broken.xml") }
  }

  @Test func anUnknownHumanoidIsAnsweredWithTheKnownOnes() throws {
    let error = #expect(throws: HumanoidError.self) { try Self.humanoid("nobody") }
    #expect("\(try #require(error))".contains("mannequin, smpl"))
  }

  /// A document with one free body that holds `content`.
  static func read(_ content: String, around beside: String = "") throws -> Humanoid {
    let text = "<mujoco>\(beside)<worldbody><body name='root'><freejoint/>\n\(content)</body></worldbody></mujoco>"
    return try Humanoid(mjcf: Array(text.utf8), file: "test.xml")
  }
}

extension Humanoid {
  /// World positions of the links' joints in the rest pose.
  var restPositions: [Vector3] {
    var positions: [Vector3] = []
    for link in links { positions.append((link.parent.map { positions[$0] } ?? .zero) + link.offset) }
    return positions
  }
}
