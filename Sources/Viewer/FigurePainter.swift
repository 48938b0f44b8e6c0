import Motion
import Simulation

/// A camera at infinity (orthographic). Page x is along `right`, page up along `up`.
package struct View {
  package var right: Vector3
  package var up: Vector3
  /// From the scene to the camera.
  package var toward: Vector3 { right.cross(up) }

  package init(right: Vector3, up: Vector3 = .unitY) {
    self.right = right
    self.up = up
  }
}

/// Where the metres of a view are on the page.
package struct Placement {
  /// Page position of the point `anchor`.
  package var origin: Canvas.Point
  /// The world point that lies at `origin`.
  package var anchor: Vector3
  /// Pixels per metre.
  package var scale: Double

  package init(origin: Canvas.Point, anchor: Vector3, scale: Double) {
    self.origin = origin
    self.anchor = anchor
    self.scale = scale
  }

  func page(_ point: Vector3, in view: View) -> Canvas.Point {
    let offset = (point - anchor) * scale
    // Far beyond any page, and within what cairo's fixed-point numbers hold.
    func limited(_ value: Double) -> Double { min(max(value, -1e6), 1e6) }
    return .init(origin.x + limited(offset.dot(view.right)), origin.y - limited(offset.dot(view.up)))
  }
}

/// Draws a body's solids from back to front as shaded outlines.
package struct FigurePainter {
  package var view: View

  package init(view: View) { self.view = view }

  /// - Parameter floor: page height of the floor; what is under it becomes red. Nil paints as if there were none.
  package func draw(_ solids: [Solid], at placement: Placement, floor: Double?, on canvas: borrowing Canvas) {
    let depths = solids.map { ($0.centre - placement.anchor).dot(view.toward) }
    guard let nearest = depths.max(), let farthest = depths.min() else { return }
    let order = solids.indices.sorted { (depths[$0], $0) < (depths[$1], $1) }
    for index in order {
      // Up to a third paler towards the back.
      let distance = (nearest - depths[index]) / max(nearest - farthest, 0.3)
      paint(solids[index], solids[index].side.colour.mixed(with: .paper, share: distance / 3), placement, canvas)
    }
    guard let floor else { return }
    canvas.clipped(x: 0, y: floor, width: Double(canvas.width), height: Double(canvas.height)) {
      for index in order { paint(solids[index], .alarm, placement, canvas) }
    }
  }

  /// Paints red what is in uneven ground: of each solid that reaches into it, the part under a cut through its deepest point.
  /// - Parameter tolerance: metres of the ground in which nothing is red.
  package func drawBuried(
    _ solids: [Solid], at placement: Placement, in ground: any Ground, tolerance: Double, on canvas: borrowing Canvas
  ) {
    for solid in solids {
      let (deepest, clearance) = solid.deepestPoint(in: ground)
      // A solid that stands on the ground is in it by no more than rounding.
      guard clearance < -max(tolerance, 1e-3) else { continue }
      let ends = solid.extent(along: view.right).map { $0 - deepest.dot(view.right) }
      guard let from = ends.min(), let to = ends.max() else { continue }
      let step = 1 / placement.scale
      let surface = stride(from: from - step, through: to + step, by: step).compactMap { shift -> Canvas.Point? in
        let place = deepest + view.right * shift
        let height = ground.height(at: place) - tolerance
        return height.isFinite ? placement.page(Vector3(place.x, height, place.z), in: view) : nil
      }
      guard let first = surface.first, let last = surface.last else { continue }
      let bottom = Double(canvas.height)
      canvas.clipped(to: surface + [.init(last.x, bottom), .init(first.x, bottom)]) {
        paint(solid, .alarm, placement, canvas)
      }
    }
  }

  /// The edge lies inside the outline, so that the outline is exact.
  private func paint(_ solid: Solid, _ colour: Colour, _ placement: Placement, _ canvas: borrowing Canvas) {
    let edge = colour.mixed(with: .ink, share: 0.45)
    switch solid.form {
    case .capsule(let a, let b, let radius):
      let start = placement.page(a, in: view)
      let end = placement.page(b, in: view)
      let width = 2 * radius * placement.scale
      canvas.line([start, end], width: width, colour: edge)
      canvas.line([start, end], width: max(width - 2, width / 2), colour: colour)
      // A gleam as from a lamp at the upper left.
      let shift = width / 8
      let gleam = [start, end].map { Canvas.Point($0.x - shift, $0.y - shift) }
      canvas.line(gleam, width: width / 3, colour: colour.mixed(with: .paper, share: 0.35))
    case .hull(let corners):
      let outline = convexHull(corners.map { placement.page($0, in: view) })
      canvas.polygon(outline, fill: colour, edge: edge, edgeWidth: 1)
    }
  }
}

/// The corners of the smallest convex polygon around the points, in order (Andrew's monotone chain).
func convexHull(_ points: [Canvas.Point]) -> [Canvas.Point] {
  let sorted = points.sorted { ($0.x, $0.y) < ($1.x, $1.y) }
  func chain(_ points: [Canvas.Point]) -> [Canvas.Point] {
    var chain: [Canvas.Point] = []
    for point in points {
      while chain.count > 1 {
        let a = chain[chain.count - 2]
        let b = chain[chain.count - 1]
        guard (b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x) <= 0 else { break }
        chain.removeLast()
      }
      chain.append(point)
    }
    return chain.dropLast()
  }
  return chain(sorted) + chain(sorted.reversed())
}
