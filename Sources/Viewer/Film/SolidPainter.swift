import Foundation
import Motion
import Simulation

/// Draws solids in perspective from back to front, with their shadows on ground that is a plane.
struct SolidPainter {
  let camera: Perspective
  /// What they throw shadows on; nil for no shadows.
  let plane: (any Ground)?
  /// From the lamp to the scene.
  static let light = Vector3(-0.35, -1, -0.25).normalized()

  func draw(_ solids: [Solid], on canvas: borrowing Canvas) {
    if let plane { for solid in solids { drawShadow(of: solid, onto: plane, on: canvas) } }
    let depths = solids.map { camera.depth(of: $0.centre) }
    for index in solids.indices.sorted(by: { (depths[$0], $0) > (depths[$1], $1) })
    where depths[index] > Perspective.nearest {
      switch solids[index].form {
      case .capsule(let a, let b, let radius): drawCapsule(a, b, radius, solids[index].side.colour, canvas)
      case .hull(let corners): drawHull(corners, solids[index].side.colour, canvas)
      }
    }
  }

  /// Paler where the lamp's light falls.
  private func drawCapsule(
    _ a: Vector3, _ b: Vector3, _ radius: Double, _ colour: Colour, _ canvas: borrowing Canvas
  ) {
    let lift = (camera.up - camera.right * 0.5).normalized() * radius
    let layers: [(share: Double, shift: Double, colour: Colour)] = [
      (1, 0, colour.mixed(with: .ink, share: 0.42)), (0.9, 0.08, colour.mixed(with: .ink, share: 0.12)),
      (0.66, 0.22, colour), (0.34, 0.38, colour.mixed(with: .paper, share: 0.3)),
    ]
    for layer in layers {
      let shift = lift * layer.shift
      let outline = convexHull([a, b].flatMap { ring(around: $0 + shift, radius: radius * layer.share) })
      canvas.polygon(outline, fill: layer.colour, edge: layer.colour, edgeWidth: 0)
    }
  }

  /// The outline of a ball on the page.
  private func ring(around point: Vector3, radius: Double) -> [Canvas.Point] {
    let centre = camera.page(point)
    let size = radius * camera.scale(at: point)
    return (0..<24).map { step in
      let angle = 2 * Double.pi * Double(step) / 24
      return .init(centre.x + size * cos(angle), centre.y + size * sin(angle))
    }
  }

  /// A box shows the faces that are towards the eye; another hull its outline.
  private func drawHull(_ corners: [Vector3], _ colour: Colour, _ canvas: borrowing Canvas) {
    guard corners.count == 8 else {
      let outline = convexHull(corners.map(camera.page))
      return canvas.polygon(outline, fill: colour, edge: colour.mixed(with: .ink, share: 0.4), edgeWidth: 1)
    }
    let middle = corners.reduce(.zero, +) / 8
    for face in Self.faces {
      let points = face.map { corners[$0] }
      let centre = points.reduce(.zero, +) / 4
      let normal = (centre - middle).normalized()
      guard normal.dot(camera.eye - centre) > 0 else { continue }
      let lit = max(0, -normal.dot(Self.light))
      let fill = colour.mixed(with: .ink, share: 0.4 * (1 - lit))
      canvas.polygon(
        points.map(camera.page), fill: fill, edge: colour.mixed(with: .ink, share: 0.42), edgeWidth: 0.5)
    }
  }

  /// Corners of a box by bits: x, y and z at the upper end.
  private static let faces = [[0, 2, 6, 4], [1, 3, 7, 5], [0, 1, 5, 4], [2, 3, 7, 6], [0, 1, 3, 2], [4, 5, 7, 6]]

  private func drawShadow(of solid: Solid, onto plane: any Ground, on canvas: borrowing Canvas) {
    let points: [Vector3] =
      switch solid.form {
      case .capsule(let a, let b, let radius):
        [a, b].flatMap { end in
          (0..<16).map { step in
            let angle = 2 * Double.pi * Double(step) / 16
            return laid(fallen(end, onto: plane) + Vector3(cos(angle), 0, sin(angle)) * radius, on: plane)
          }
        }
      case .hull(let corners): corners.map { laid(fallen($0, onto: plane), on: plane) }
      }
    guard points.allSatisfy({ camera.depth(of: $0) > Perspective.nearest }) else { return }
    let shade = Colour.soil.mixed(with: .ink, share: 0.2)
    canvas.polygon(convexHull(points.map(camera.page)), fill: shade, edge: shade, edgeWidth: 0)
  }

  /// Where a point's shadow is on a plane; its height is not used.
  private func fallen(_ point: Vector3, onto plane: any Ground) -> Vector3 {
    let normal = plane.normal(at: point)
    // A plane so steep that the lamp does not reach it has its shadows straight below.
    let descent = -Self.light.dot(normal)
    guard descent > 0.2 else { return point }
    return point + Self.light * (max(plane.clearance(of: point), 0) / descent)
  }

  private func laid(_ point: Vector3, on plane: any Ground) -> Vector3 {
    Vector3(point.x, plane.height(at: point), point.z)
  }
}
