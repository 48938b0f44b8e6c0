import Foundation
import Motion
import Simulation
import Testing
import Viewer

/// What is drawn of the ground, against the ground itself.
@Suite("Drawn ground")
struct GroundDrawingTests {
  private static let bounds = LevelBounds(x: -3...2.5, z: -1...4)

  private static let grounds: [(name: String, ground: any Ground)] = [
    ("level", PlaneGround()), ("slope", PlaneGround(height: -100, normal: Vector3(-0.3, 0.9, 0.2).normalized())),
    ("stairs", TestGround.stairs(steps: 6, level: 100)),
    (
      "turned",
      TestGround(
        level: nil,
        blocks: [
          .init(
            centre: Vector3(1, 0.2, 1), half: Vector3(2, 0.5, 0.4), turn: Quaternion(angle: 0.6, axis: .unitY))
        ])
    ),
    ("hill", TestHill()),
  ]

  private func corners(_ mesh: TriangleMesh) -> [[Vector3]] {
    mesh.triangles.map { [$0.a, $0.b, $0.c].map { mesh.vertices[$0] } }
  }

  /// Area seen from above: only of what faces up.
  private func levelArea(_ mesh: TriangleMesh) -> Double {
    corners(mesh).reduce(0) { sum, c in sum + max(0, (c[1] - c[0]).cross(c[2] - c[0]).y / 2) }
  }

  @Test("Every triangle that faces up lies on a piece's surface, and none reaches out of the bounds", arguments: 0..<5)
  func onSurface(index: Int) throws {
    let ground = Self.grounds[index].ground
    let mesh = ground.triangles(within: Self.bounds)
    #expect(!mesh.triangles.isEmpty)
    for triangle in corners(mesh) {
      for point in triangle {
        // Corners that clipping has made are rounded.
        #expect(point.x > -3 - 1e-9 && point.x < 2.5 + 1e-9 && point.z > -1 - 1e-9 && point.z < 4 + 1e-9)
      }
      let middle = (triangle[0] + triangle[1] + triangle[2]) / 3
      let normal = (triangle[1] - triangle[0]).cross(triangle[2] - triangle[0]).normalized()
      guard normal.y > 0.01 else { continue }
      let surface = try #require(ground.surface(at: middle))
      if abs(middle.y - surface.height) < 1e-9 {
        #expect((normal - surface.normal).length < 1e-9)
      } else {
        // Under another piece: of the plane under the stairs.
        #expect(middle.y < surface.height && middle.y == 100)
      }
    }
  }

  @Test("A plane covers the bounds, a box its own top, a mesh as much of the bounds as it has")
  func coverage() {
    func area(_ ground: any Ground) -> Double { levelArea(ground.triangles(within: Self.bounds)) }
    // 5.5 m by 5 m.
    #expect(abs(area(Self.grounds[0].ground) - 27.5) < 1e-9)
    #expect(abs(area(Self.grounds[1].ground) - 27.5) < 1e-9)
    #expect(abs(area(TestHill()) - 27.5) < 1e-9)
    // Six steps of 1.6 m by 0.3 m on top of the plane.
    #expect(abs(area(TestGround.stairs(steps: 6)) - 27.5 - 6 * 1.6 * 0.3) < 1e-9)
    #expect(area(NoGround()) == 0)
  }

  @Test("A box inside the bounds is closed: its faces' areas add up to nothing, and their volume is the box's")
  func closedBox() {
    let half = Vector3(0.3, 0.5, 0.7)
    let ground = TestGround(
      level: nil,
      blocks: [
        .init(centre: Vector3(0, 1, 1), half: half, turn: Quaternion(angle: 1, axis: Vector3(1, 2, 3).normalized()))
      ])
    var (area, volume) = (Vector3.zero, 0.0)
    for c in corners(ground.triangles(within: Self.bounds)) {
      area += (c[1] - c[0]).cross(c[2] - c[0]) / 2
      volume += c[0].dot(c[1].cross(c[2])) / 6
    }
    #expect(area.length < 1e-12)
    #expect(abs(volume - 8 * half.x * half.y * half.z) < 1e-12)
  }

  @Test("Lifted with its ground, a body has the same picture; so it is at heights of a hundred metres")
  func lifted() throws {
    // A power of two, and coordinates rounded to eighths: sums are exact.
    let shift = 128.0
    func clip(_ height: Double) throws -> MotionClip {
      var clip = try TestWalker.clip(frames: 60, speed: 0)
      for frame in 0..<60 { clip.rootTranslations[frame] = Vector3(0, 1 + height, Double(frame / 8) / 8) }
      return clip
    }
    func film(_ height: Double, _ ground: any Ground) throws -> [UInt8] {
      try Film(
        clips: [clip(height)], titles: ["a"], humanoid: TestWalker.humanoid(), ground: ground, format: .mp4, width: 320
      ).png(at: 1)
    }
    func sheet(_ height: Double, _ ground: any Ground) throws -> [UInt8] {
      try ContactSheet(clips: [clip(height)], humanoid: TestWalker.humanoid(), ground: ground).png()
    }
    #expect(try sheet(0, PlaneGround()) == sheet(shift, PlaneGround(height: shift)))
    #expect(try film(0, PlaneGround()) == film(shift, PlaneGround(height: shift)))
    #expect(try film(0, PlaneGround()) != film(0, PlaneGround(height: 0.25)))
    func step(_ level: Double) -> TestGround {
      TestGround(level: level, blocks: [.init(centre: Vector3(0, level, 1), half: Vector3(1, 0.25, 0.5))])
    }
    #expect(try sheet(0, step(0)) == sheet(shift, step(shift)))
    #expect(try sheet(0, step(0)) != sheet(0, PlaneGround()))
    #expect(try film(0, step(0)) != film(0, PlaneGround()))
  }

  @Test(
    "Only what is in the ground is red, wherever it is in depth: none of a standing body, the foot that has swung into a slope"
  )
  func red() throws {
    // Across the view: the ground rises away from the camera, which looks along -z.
    let slope = PlaneGround(height: 0, normal: Vector3(0, 1, 0.4).normalized())
    func redColumns(frame: Int) throws -> [Int] {
      let body = BodyModel(
        clip: try TestWalker.clip(frames: 8, speed: 1e-6, height: 0.02), humanoid: try TestWalker.humanoid())
      let canvas = try Canvas(width: 200, height: 200)
      let view = View(right: .unitX)
      let solids = body.solids(of: body.clip.pose(at: frame))
      let placement = Placement(origin: .init(100, 150), anchor: .zero, scale: 100)
      let painter = FigurePainter(view: view)
      painter.draw(solids, at: placement, floor: nil, on: canvas)
      painter.drawBuried(solids, at: placement, in: slope, tolerance: 0, on: canvas)
      return (0..<40_000).filter { index in
        let colour = canvas.pixel(x: index % 200, y: index / 200)
        return colour.red > 0.4 && colour.green < 0.35 * colour.red
      }.map { $0 % 200 }
    }
    #expect(try redColumns(frame: 0).isEmpty)
    // Legs of a metre, 0.4 rad to each side: one foot is 0.4 m away from the camera, where the ground is 0.15 m higher.
    let red = try redColumns(frame: 7)
    #expect(red.count > 20)
    #expect(red.allSatisfy { $0 > 100 } || red.allSatisfy { $0 < 100 })
  }

  @Test("What is behind a wall is hidden by it, and what is before it is not")
  func wall() throws {
    // The camera is at the body's left, which is x, and looks down a little.
    func film(_ wall: Double) throws -> Film {
      let ground = TestGround(blocks: [.init(centre: Vector3(wall, 0.4, 0), half: Vector3(0.05, 0.4, 3))])
      return try Film(
        clips: [TestWalker.clip(frames: 1, speed: 0)], titles: [""], humanoid: TestWalker.humanoid(), ground: ground,
        format: .mp4, width: 320)
    }
    func orange(_ wall: Double) throws -> Int {
      let canvas = try film(wall).canvas(at: 0)
      return (0..<(320 * 180)).count { index in
        let colour = canvas.pixel(x: index % 320, y: index / 320)
        return colour.red > 1.5 * colour.blue && colour.red > 0.5
      }
    }
    let free = try orange(-1)
    #expect(free > 300)
    #expect(try orange(1) < free * 3 / 4)
  }
}
