import Motion
import Simulation
import Testing
import Viewer

/// What is painted of a body, pixel by pixel: 200 x 200 pixels, 100 to the metre, the floor at row 150.
@Suite("Figures")
struct FigureTests {
  private let floor = 150

  private func rows(height: Double, colour: (Colour) -> Bool) throws -> [Int] {
    let body = BodyModel(
      clip: try TestWalker.clip(frames: 1, speed: 0, height: height), humanoid: try TestWalker.humanoid())
    #expect(body.groundTolerance == 0)
    let canvas = try paint(body)
    return (0..<200).filter { y in (0..<200).contains { colour(canvas.pixel(x: $0, y: y)) } }
  }

  private func paint(_ body: BodyModel) throws -> Canvas {
    let canvas = try Canvas(width: 200, height: 200)
    let placement = Placement(origin: .init(100, Double(floor)), anchor: .zero, scale: 100)
    // From the front: the body's left is at the right of the page.
    FigurePainter(view: View(right: .unitX))
      .draw(body.solids(of: body.clip.pose(at: 0)), at: placement, floor: Double(floor), on: canvas)
    return canvas
  }

  @Test("The lowest pixel of a body that stands on the floor is the one above the floor line, none of it red")
  func standing() throws {
    #expect(try rows(height: 0) { $0 != .paper }.last == floor - 1)
    #expect(try rows(height: 0, colour: isRed).isEmpty)
  }

  @Test("A body lifted by 100 mm is ten pixels over the floor; one sunk by 100 mm is red for ten pixels under it")
  func liftedAndSunk() throws {
    #expect(try rows(height: 0.1) { $0 != .paper }.last == floor - 11)
    #expect(try rows(height: -0.1) { $0 != .paper }.last == floor + 9)
    #expect(try rows(height: -0.1, colour: isRed) == Array(floor..<(floor + 10)))
  }

  @Test("The left leg is warm and at the right of the page; in the mirror image the colours change places")
  func colours() throws {
    let humanoid = try TestWalker.humanoid()
    let canvas = try paint(BodyModel(clip: TestWalker.clip(frames: 1, speed: 0), humanoid: humanoid))
    let mirrored = try paint(
      BodyModel(clip: TestWalker.clip(frames: 1, speed: 0, mirrored: true), humanoid: humanoid))
    let (left, right) = (canvas.pixel(x: 115, y: 110), canvas.pixel(x: 85, y: 110))
    #expect(left.red > left.blue + 0.2)
    #expect(right.blue > right.red + 0.2)
    #expect(mirrored.pixel(x: 115, y: 110) == right)
    #expect(mirrored.pixel(x: 85, y: 110) == left)
  }

  private func isRed(_ colour: Colour) -> Bool { colour.red > 0.4 && colour.green < 0.35 * colour.red }
}
