import Foundation
import Motion
import Simulation

/// A body on an endless floor, seen by a camera that goes along.
struct FilmPanel {
  let title: String
  let body: BodyModel
  /// Level unit vector in which the body goes; the same for all panels.
  let travel: Vector3

  /// The whole picture when it is alone; `left` and `width` are in pixels.
  func draw(at time: Double, left: Double, width: Double, on canvas: borrowing Canvas) {
    let clip = body.clip
    let frame = Int((time * clip.rate).rounded())
    let isOver = frame >= clip.frameCount
    let pose = clip.pose(at: min(frame, clip.frameCount - 1))
    let focus = focus(frame: min(frame, clip.frameCount - 1))
    let height = Double(canvas.height)
    // From the body's left, a little in front; farther away where the picture is narrow.
    let side = Vector3.unitY.cross(travel)
    let distance = max(1, 0.75 * height / width)
    let target = focus + .unitY * 0.82
    let camera = Perspective(
      eye: target + (side * 4.1 + travel * 1.7 + .unitY * 0.75) * distance, target: target, angle: 0.52,
      centre: .init(left + width / 2, height / 2), height: height)
    canvas.clipped(x: left, y: 0, width: width, height: height) {
      drawFloor(camera, around: focus, left: left, width: width, on: canvas)
      SolidPainter(camera: camera).draw(body.solids(of: pose), on: canvas)
      let size = height / 28
      canvas.text(title, at: .init(left + size, size * 1.8), size: size, isBold: true)
      let moment = isOver ? "over after \(Self.seconds(clip.duration))" : Self.seconds(time)
      canvas.text(
        moment, at: .init(left + size, size * 3.2), size: size * 0.85, colour: isOver ? .alarm : .soft)
    }
  }

  /// Where the body is, level, averaged over half a second to each side.
  private func focus(frame: Int) -> Vector3 {
    let clip = body.clip
    let reach = Int(clip.rate / 2)
    let frames = max(0, frame - reach)...min(clip.frameCount - 1, frame + reach)
    let sum = frames.reduce(Vector3.zero) { $0 + clip.rootTranslations[$1] }
    return (sum / Double(frames.count)).rejected(from: .unitY)
  }

  private func drawFloor(
    _ camera: Perspective, around focus: Vector3, left: Double, width: Double, on canvas: borrowing Canvas
  ) {
    canvas.fillRectangle(x: left, y: 0, width: width, height: Double(canvas.height), colour: .soil)
    let reach = 9.0
    let (x, z) = (focus.x.rounded(), focus.z.rounded())
    // In pieces, so that they can fade with the distance.
    for line in stride(from: -reach, through: reach, by: 1) {
      for piece in stride(from: -reach, to: reach, by: 1) {
        for (a, b) in [
          (Vector3(x + line, 0, z + piece), Vector3(x + line, 0, z + piece + 1)),
          (Vector3(x + piece, 0, z + line), Vector3(x + piece + 1, 0, z + line)),
        ] where min(camera.depth(of: a), camera.depth(of: b)) > Perspective.nearest {
          let share = min(((a + b) / 2 - focus).length / reach, 1)
          let colour = Colour.soil.mixed(with: .ink, share: 0.3 * (1 - share))
          canvas.line([camera.page(a), camera.page(b)], width: 1, colour: colour)
        }
      }
    }
  }

  private static func seconds(_ time: Double) -> String { String(format: "%.2f s", time) }
}
