/// A horizontal band of a contact sheet.
protocol SheetRow {
  /// Pixels.
  var height: Double { get }
  /// - Parameter top: page y of the band's upper edge.
  func draw(on canvas: borrowing Canvas, top: Double)
}

/// The name and extent of a clip.
struct TitleRow: SheetRow {
  let title: String
  let detail: String
  let height = 34.0

  func draw(on canvas: borrowing Canvas, top: Double) {
    canvas.text(title, at: .init(24, top + 24), size: 18, isBold: true)
    canvas.text(
      detail, at: .init(SheetPlan.left + SheetPlan.width, top + 24), size: 13, colour: .soft, alignment: .right)
  }
}

/// What the colours mean.
struct LegendRow: SheetRow {
  /// Title of the clip to which others are compared.
  let reference: String?
  /// What the ground is called.
  let floor: String
  let height = 28.0

  func draw(on canvas: borrowing Canvas, top: Double) {
    let entries: [(String, Colour)] = [
      ("left", .leftLimb), ("right", .rightLimb), ("torso", .torso), ("under the \(floor)", .alarm),
    ]
    for (index, entry) in entries.enumerated() {
      let x = 30 + 80 * Double(index)
      canvas.disc(.init(x, top + 12), radius: 6, colour: entry.1)
      canvas.text(entry.0, at: .init(x + 11, top + 16), size: 12, colour: .soft)
    }
    if let reference {
      canvas.text(
        "\u{394}: mean distance of the joints to those of \(reference)", at: .init(420, top + 16), size: 12,
        colour: .soft)
    }
  }
}
