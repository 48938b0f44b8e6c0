import Foundation
import Motion
import Simulation

/// A body on its ground, seen by a camera that goes along.
struct FilmPanel {
  let title: String
  let body: BodyModel
  /// Level unit vector in which the body goes; the same for all panels.
  let travel: Vector3
  let ground: any Ground
  /// Of the ground under the root in each frame.
  private let heights: [Double]
  /// What is drawn of ground that is not a plane, and the triangles' normals.
  private let mesh: TriangleMesh
  private let normals: [Vector3]
  /// Metres by which the camera is higher than on a level floor, so that no ground is between it and the body.
  private var rise = 0.0

  init(title: String, body: BodyModel, travel: Vector3, ground: any Ground) {
    self.title = title
    self.body = body
    self.travel = travel
    self.ground = ground
    let path = body.clip.rootTranslations
    heights = path.map(ground.heightShown)
    mesh =
      ground.isPlane
      ? TriangleMesh(vertices: [], triangles: [])
      : ground.triangles(within: LevelBounds(around: path, margin: 12))
    normals = mesh.normals
    rise = stride(from: 0, to: path.count, by: max(1, path.count / 100)).map(neededRise).max() ?? 0
  }

  /// The whole picture when it is alone; `left` and `width` are in pixels.
  func draw(at time: Double, left: Double, width: Double, on canvas: borrowing Canvas) {
    let clip = body.clip
    let frame = Int((time * clip.rate).rounded())
    let isOver = frame >= clip.frameCount
    let pose = clip.pose(at: min(frame, clip.frameCount - 1))
    let focus = focus(frame: min(frame, clip.frameCount - 1))
    let height = Double(canvas.height)
    // Farther away where the picture is narrow.
    let (eye, target) = sight(of: focus, distance: max(1, 0.75 * height / width))
    let camera = Perspective(
      eye: eye, target: target, angle: 0.52, centre: .init(left + width / 2, height / 2), height: height)
    canvas.clipped(x: left, y: 0, width: width, height: height) {
      drawBody(body.solids(of: pose), camera, around: focus, left: left, width: width, on: canvas)
      let size = height / 28
      canvas.text(title, at: .init(left + size, size * 1.8), size: size, isBold: true)
      let moment = isOver ? "over after \(Self.seconds(clip.duration))" : Self.seconds(time)
      canvas.text(
        moment, at: .init(left + size, size * 3.2), size: size * 0.85, colour: isOver ? .alarm : .soft)
    }
  }

  private func drawBody(
    _ solids: [Solid], _ camera: Perspective, around focus: Vector3, left: Double, width: Double,
    on canvas: borrowing Canvas
  ) {
    canvas.fillRectangle(x: left, y: 0, width: width, height: Double(canvas.height), colour: .soil)
    if ground.isPlane {
      drawGrid(camera, around: focus, on: canvas)
      return SolidPainter(camera: camera, plane: ground).draw(solids, on: canvas)
    }
    let first = left.rounded(.down)
    let picture = GroundPicture(
      mesh, normals: normals, shadows: ShadowMap(solids), camera: camera, focus: focus, left: first,
      width: Int((left + width).rounded(.up) - first), height: canvas.height)
    picture.draw(on: canvas)
    SolidPainter(camera: camera, plane: nil).draw(solids, on: canvas)
    picture.cover(solids, on: canvas)
  }

  // MARK: Camera

  /// From the body's left, a little in front.
  private func sight(of focus: Vector3, distance: Double) -> (eye: Vector3, target: Vector3) {
    let side = Vector3.unitY.cross(travel)
    let target = focus + .unitY * 0.82
    return (target + (side * 4.1 + travel * 1.7 + .unitY * (0.75 + rise)) * distance, target)
  }

  /// How much higher the eye must be to look over the ground between it and the body, as far as it is not to look straight down;
  /// on a plane, as high over it as over a level floor.
  private func neededRise(frame: Int) -> Double {
    let focus = focus(frame: frame)
    let (eye, target) = sight(of: focus, distance: 1)
    if ground.isPlane { return ground.height(at: eye) - focus.y }
    let steepest = 2.5
    return (4...16).map { step in
      let share = Double(step) / 16
      let place = target + (eye - target) * share
      let rise = (ground.height(at: place) + 0.3 - place.y) / share
      return step == 16 ? rise : min(rise, steepest)
    }.reduce(0, max)
  }

  /// Where the body is, on the ground, averaged over half a second to each side.
  private func focus(frame: Int) -> Vector3 {
    let path = body.clip.rootTranslations
    let frames = body.clip.frames(around: frame)
    let sum = frames.reduce(Vector3.zero) { $0 + path[$1].rejected(from: .unitY) + .unitY * heights[$1] }
    return sum / Double(frames.count)
  }

  /// Lines a metre apart on a plane.
  private func drawGrid(_ camera: Perspective, around focus: Vector3, on canvas: borrowing Canvas) {
    let reach = 9.0
    let (x, z) = (focus.x.rounded(), focus.z.rounded())
    func point(_ x: Double, _ z: Double) -> Vector3 {
      let place = Vector3(x, 0, z)
      return Vector3(x, ground.height(at: place), z)
    }
    // In pieces, so that they can fade with the distance.
    for line in stride(from: -reach, through: reach, by: 1) {
      for piece in stride(from: -reach, to: reach, by: 1) {
        for (a, b) in [
          (point(x + line, z + piece), point(x + line, z + piece + 1)),
          (point(x + piece, z + line), point(x + piece + 1, z + line)),
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
