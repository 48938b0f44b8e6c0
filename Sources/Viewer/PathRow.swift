import Motion
import Simulation

/// The motion from above: the root's path, the shown moments on it, and where the feet touched the ground. What
/// is lower of uneven ground is darker.
struct PathRow: SheetRow {
  let label: String
  let ground: any Ground
  /// Root positions, frame by frame.
  let path: [Vector3]
  /// Root positions at the shown moments.
  let stations: [Vector3]
  let contacts: [(point: Vector3, side: BodySide)]
  let view: View
  let placement: Placement
  let height: Double

  func draw(on canvas: borrowing Canvas, top: Double) {
    canvas.text(label, at: .init(24, top + 14), size: 12, colour: .soft, isBold: true)
    var placement = placement
    placement.origin.y += top
    if ground.levelHeight == nil { drawRelief(on: canvas, top: top, placement) }
    for contact in contacts {
      canvas.disc(placement.page(contact.point, in: view), radius: 3, colour: contact.side.colour, opacity: 0.35)
    }
    canvas.line(path.map { placement.page($0, in: view) }, width: 1.5, colour: .soft)
    for station in stations { canvas.disc(placement.page(station, in: view), radius: 3.5, colour: .ink) }
    if let start = stations.first {
      let centre = placement.page(start, in: view)
      canvas.disc(centre, radius: 7, colour: .ink)
      canvas.disc(centre, radius: 5, colour: .paper)
      canvas.disc(centre, radius: 3.5, colour: .ink)
    }
    drawRuler(on: canvas, y: top + height - 14)
  }

  /// The ground's heights in squares of a few pixels, with lines where it has a step.
  private func drawRelief(on canvas: borrowing Canvas, top: Double, _ placement: Placement) {
    let size = 5.0
    let columns = Int(SheetPlan.width / size)
    let rows = Int((height - 52) / size)
    guard rows > 0 else { return }
    let heights = (0..<(rows * columns)).map { cell in
      let x = SheetPlan.left + (Double(cell % columns) + 0.5) * size
      let y = top + 20 + (Double(cell / columns) + 0.5) * size
      return ground.height(
        at: placement.anchor + view.right * ((x - placement.origin.x) / placement.scale)
          - view.up * ((y - placement.origin.y) / placement.scale))
    }
    let known = heights.filter(\.isFinite)
    guard let lowest = known.min(), let highest = known.max() else { return }
    let range = max(highest - lowest, 0.05)
    for (cell, height) in heights.enumerated() where height.isFinite {
      // A step rises by far more than a slope does over a few pixels.
      let neighbours = [cell % columns > 0 ? cell - 1 : cell, cell >= columns ? cell - columns : cell]
      let rise = neighbours.map { abs(heights[$0] - height) }.max() ?? 0
      let isStep = rise > max(0.04, 3 * size / placement.scale)
      let colour = Colour.soil.mixed(with: .ink, share: 0.22 * (highest - height) / range)
      canvas.fillRectangle(
        x: SheetPlan.left + Double(cell % columns) * size, y: (top + 20 + Double(cell / columns) * size).rounded(),
        width: size, height: size, colour: isStep ? colour.mixed(with: .ink, share: 0.25) : colour)
    }
  }

  /// One metre, at the right.
  private func drawRuler(on canvas: borrowing Canvas, y: Double) {
    let right = SheetPlan.left + SheetPlan.width - 10
    let left = right - placement.scale
    canvas.line([.init(left, y), .init(right, y)], width: 2, colour: .soft)
    canvas.text("1 m", at: .init((left + right) / 2, y - 5), size: 11, colour: .soft, alignment: .centre)
  }
}
