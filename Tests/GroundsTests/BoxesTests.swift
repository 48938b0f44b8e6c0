import Foundation
import Grounds
import Motion
import Simulation
import Testing

/// Boxes and stairs: heights, and distances that are known in closed form.
@Suite struct BoxesTests {
  static func boxes(_ boxes: [BoxesGround.Configuration.Box], base: Double? = 0) throws -> BoxesGround {
    var configuration = BoxesGround.Configuration()
    configuration.boxes = boxes
    configuration.base = base
    return try BoxesGround(configuration)
  }

  static func stairs(_ change: (inout StairsGround.Configuration) -> Void = { _ in }) throws -> StairsGround {
    var configuration = StairsGround.Configuration()
    change(&configuration)
    return try StairsGround(configuration)
  }

  @Test func aTurnedBoxIsHighWithinItsOutlineAlone() throws {
    // 2 m along z before its turn, along x after it.
    let ground = try Self.boxes([.init(centre: Vector3(1, 0.25, 2), size: Vector3(1, 0.5, 2), turn: 90)])
    #expect(ground.height(at: Vector3(1.9, 7, 2)) == 0.5)
    #expect(ground.height(at: Vector3(1.9, 7, 2.6)) == 0)
    #expect(ground.surface(at: Vector3(0.1, 0, 2))?.normal == .unitY)
    #expect(!ground.isPlane)
  }

  @Test func withoutABaseThereIsNothingBesideTheBoxes() throws {
    let ground = try Self.boxes([.init()], base: nil)
    #expect(ground.height(at: Vector3(0.6, 0, 0)) == -.infinity)
    #expect(ground.surface(at: Vector3(0.6, 0, 0)) == nil)
    // Beside, over an edge and over a corner.
    #expect(abs(ground.clearance(of: Vector3(0.8, 0, 0)) - 0.3) < 1e-12)
    #expect(abs(ground.clearance(of: Vector3(0.8, 0.9, 0)) - 0.5) < 1e-12)
    #expect(abs(ground.clearance(of: Vector3(0.6, 0.7, 0.7)) - 0.3) < 1e-12)
    // Under the box is not in it.
    #expect(abs(ground.clearance(of: Vector3(0, -0.7, 0)) - 0.2) < 1e-12)
  }

  @Test func aSeamBetweenTwoBoxesIsNoSurface() throws {
    let ground = try Self.boxes([.init(centre: Vector3(-0.5, 0, 0)), .init(centre: Vector3(0.5, 0, 0))], base: nil)
    for x in [-0.01, -1e-9, 0, 0.01] {
      #expect(abs(ground.clearance(of: Vector3(x, 0.4, 0)) + 0.1) < 1e-12, "the top is the nearest way out at \(x)")
    }
    // Two boxes of different height: out of the seam's lower part it is up and to the side.
    let step = try Self.boxes(
      [.init(centre: Vector3(-0.5, 0, 0)), .init(centre: Vector3(0.5, 0.5, 0), size: Vector3(1, 2, 1))], base: nil)
    #expect(abs(step.clearance(of: Vector3(0.03, 0.46, 0)) + 0.05) < 1e-12)
  }

  @Test(arguments: [0.0, 30, 90, -135]) func stairsRiseByTheirStepsInTheirDirection(_ direction: Double) throws {
    let ground = try Self.stairs {
      $0.direction = direction
      ($0.x, $0.z, $0.base, $0.down) = (3, -2, 0.7, true)
    }
    let angle = direction * .pi / 180
    let forward = Vector3(sin(angle), 0, cos(angle))
    func height(_ along: Double, _ aside: Double = 0) -> Double {
      ground.height(at: Vector3(3, 0, -2) + forward * along + forward.cross(.unitY) * aside)
    }
    #expect(abs(height(-0.01) - 0.7) < 1e-12)
    for step in 0..<5 { #expect(abs(height(0.3 * Double(step) + 0.1) - 0.7 - 0.15 * Double(step + 1)) < 1e-12) }
    // The landing is a metre long, then it goes down again: four treads, and the base.
    #expect(abs(height(2.19) - 0.7 - 0.75) < 1e-12)
    for step in 0..<4 { #expect(abs(height(2.3 + 0.3 * Double(step)) - 0.7 - 0.15 * Double(4 - step)) < 1e-12) }
    #expect(abs(height(3.41) - 0.7) < 1e-12)
    #expect(abs(height(0.1, 0.99) - 0.85) < 1e-12 && abs(height(0.1, 1.01) - 0.7) < 1e-12)
  }

  @Test func aToeInsideARiserIsAsDeepAsItIsBehindIt() throws {
    let ground = try Self.stairs()
    // A centimetre behind the third riser, which is 0.15 m high and begins at a height of 0.3 m and z of 1.6 m.
    #expect(abs(ground.clearance(of: Vector3(0.2, 0.36, 1.61)) + 0.01) < 1e-12)
    // A centimetre before it.
    #expect(abs(ground.clearance(of: Vector3(0.2, 0.36, 1.59)) - 0.01) < 1e-12)
    // Behind it and under the tread before it: to the edge between the two.
    #expect(abs(ground.clearance(of: Vector3(0.2, 0.27, 1.64)) + 0.05) < 1e-12)
    // Over a tread, off the edge of one, and under one.
    #expect(abs(ground.clearance(of: Vector3(0, 0.35, 1.45)) - 0.05) < 1e-12)
    #expect(abs(ground.clearance(of: Vector3(0, 0.15 + 0.03, 1.0 - 0.04)) - 0.05) < 1e-12)
    #expect(abs(ground.clearance(of: Vector3(0, 0.28, 1.5)) + 0.02) < 1e-12)
    // In the plane around.
    #expect(abs(ground.clearance(of: Vector3(0, -0.02, -3)) + 0.02) < 1e-12)
  }

  /// The way out as a search over a fine grid finds it.
  @Test func depthInOverlappingBoxesIsTheNearestWayOut() throws {
    let ground = try Self.boxes(
      [
        .init(centre: Vector3(0, 0, 0), size: Vector3(0.4, 0.3, 0.4)),
        .init(centre: Vector3(0.15, 0.1, 0.05), size: Vector3(0.3, 0.3, 0.5), turn: 35),
        .init(centre: Vector3(-0.1, 0.05, -0.1), size: Vector3(0.3, 0.5, 0.2), turn: -20),
      ], base: -0.1)
    var worst = 0.0
    for (x, y, z) in [(0.0, 0.1, 0.0), (0.1, 0.12, 0.1), (-0.1, 0.0, -0.05), (0.15, 0.05, -0.1)] {
      let point = Vector3(x, y, z)
      let clearance = ground.clearance(of: point)
      #expect(clearance < 0)
      var nearest = Double.infinity
      let spacing = 0.01
      for i in -20...20 {
        for j in -20...20 {
          for k in -20...20 {
            let other = point + Vector3(Double(i), Double(j), Double(k)) * spacing
            let distance = (other - point).length
            if distance < nearest, ground.clearance(of: other) >= 0 { nearest = distance }
          }
        }
      }
      // The grid's nearest point outside is up to a cell's diagonal farther.
      #expect(-clearance <= nearest + 1e-9 && nearest < -clearance + spacing * 3.0.squareRoot())
      worst = max(worst, -clearance)
    }
    #expect(worst > 0.05)
  }

  @Test(arguments: [
    ("{name: ground.boxes, boxes: [{size: [1, 0, 1]}]}", "size of box 0 is 0.0, expected 0.001 to 1000.0 m"),
    ("{name: ground.boxes, boxes: [{}, {turn: 400}]}", "turn of box 1 is 400.0, expected -360 to 360 degrees"),
    ("{name: ground.boxes, boxes: [{center: [0, 0, 0]}]}", "unknown setting 'center' of box 0"),
    ("{name: ground.boxes, boxes: [{centre: [0, 0]}]}", "centre of box 0: expected three numbers"),
    ("{name: ground.boxes, boxes: [3]}", "box 0 has no named fields"),
    ("{name: ground.boxes, base: null}", "there are no boxes and no base"),
    ("{name: ground.stairs, count: 2.5}", "count is 2.5, expected a whole number of 1 to 1000"),
    ("{name: ground.stairs, rise: .nan}", "rise"),
    ("{name: ground.stairs, run: 0}", "run is 0, expected 0.01 to 10 m"),
  ])
  func settingsThatCannotBeAreRefusedWithTheirPlace(ground: String, problem: String) throws {
    let scene = try SceneDescription(yaml: "ground: \(ground)", file: "scene.yaml")
    var registry = PluginRegistry()
    registry.registerGrounds()
    let error = #expect(throws: SimulationError.self) { try registry.grounds.make(scene.ground, context: context()) }
    #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
    #expect(error?.description.contains("\n") == false)
  }
}

/// Grounds do not look at the humanoid.
func context() throws -> PluginContext {
  let link = Humanoid.Link(
    name: "ball", parent: nil, offset: .zero, joint: JointModel(kind: .free), shapes: [], mass: 1,
    centreOfMass: .zero, inertia: SymmetricMatrix3(xx: 1, yy: 1, zz: 1))
  return PluginContext(humanoid: try Humanoid(name: "ball", links: [link]))
}
