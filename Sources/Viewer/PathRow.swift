import Motion

/// The motion from above: the root's path, the shown moments on it, and where the feet touched the floor.
struct PathRow: SheetRow {
  let label: String
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

  /// One metre, at the right.
  private func drawRuler(on canvas: borrowing Canvas, y: Double) {
    let right = SheetPlan.left + SheetPlan.width - 10
    let left = right - placement.scale
    canvas.line([.init(left, y), .init(right, y)], width: 2, colour: .soft)
    canvas.text("1 m", at: .init((left + right) / 2, y - 5), size: 11, colour: .soft, alignment: .centre)
  }
}
