import Motion

/// Poses side by side on the ground, with a height scale at the left and captions under them.
struct PoseRow: SheetRow {
  struct Figure {
    var solids: [Solid]
    var view: View
    /// Metres under the ground from which it is red: bones are drawn thicker than their joints are known.
    var tolerance: Double
    /// The world point that stands at page x `column`; its height is not used.
    var anchor: Vector3
    var column: Double
    /// World height of the page's floor line.
    var base: Double
    /// Lines of text under the figure.
    var captions: [String]
  }

  let label: String
  let figures: [Figure]
  let section: GroundSection
  /// Pixels per metre.
  let scale: Double
  /// Metres over and under the floor line that are shown.
  let top: Double
  let bottom: Double

  private var captionHeight: Double { 18 + 15 * Double(figures.map(\.captions.count).max() ?? 0) }
  var height: Double { ((top + bottom) * scale + 26 + captionHeight).rounded() }

  func draw(on canvas: borrowing Canvas, top pageTop: Double) {
    let floor = (pageTop + 22 + top * scale).rounded()
    drawGround(on: canvas, floor: floor, pageTop: pageTop)
    canvas.text(label, at: .init(24, pageTop + 14), size: 12, colour: .soft, isBold: true)
    for figure in figures {
      let anchor = Vector3(figure.anchor.x, figure.base, figure.anchor.z)
      let placement = Placement(origin: .init(figure.column, floor), anchor: anchor, scale: scale)
      let painter = FigurePainter(view: figure.view)
      painter.draw(
        figure.solids, at: placement, floor: section.isLevel ? floor + figure.tolerance * scale : nil, on: canvas)
      if !section.isLevel {
        painter.drawBuried(
          figure.solids, at: placement, in: section.ground, tolerance: figure.tolerance, on: canvas)
      }
      for (line, caption) in figure.captions.enumerated() {
        let baseline = floor + bottom * scale + 20 + 15 * Double(line)
        canvas.text(
          caption, at: .init(figure.column, baseline), size: 12, colour: line == 0 ? .ink : .soft, alignment: .centre)
      }
    }
  }

  private func drawGround(on canvas: borrowing Canvas, floor: Double, pageTop: Double) {
    let right = SheetPlan.left + SheetPlan.width
    let depth = max(bottom * scale, 6)
    if section.isLevel {
      canvas.fillRectangle(x: SheetPlan.left, y: floor, width: SheetPlan.width, height: depth, colour: .soil)
    }
    for step in 1...max(1, Int(top * 2)) {
      let height = Double(step) / 2
      let y = (floor - height * scale).rounded() + 0.5
      canvas.line([.init(SheetPlan.left, y), .init(right, y)], width: 1, colour: .faint)
      canvas.text("\(height) m", at: .init(SheetPlan.left - 8, y + 4), size: 11, colour: .soft, alignment: .right)
    }
    canvas.text("0", at: .init(SheetPlan.left - 8, floor + 4), size: 11, colour: .soft, alignment: .right)
    if section.isLevel {
      canvas.fillRectangle(x: SheetPlan.left, y: floor, width: SheetPlan.width, height: 1, colour: .floor)
    } else {
      section.draw(on: canvas, floor: floor, top: pageTop + 20, bottom: floor + depth)
    }
  }
}
