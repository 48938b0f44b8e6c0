import Motion
import Simulation

/// The ground under a row of poses, cut open from left to right: which place of the world each page x shows.
struct GroundSection {
  /// A pose's place in the row.
  struct Station {
    /// Page x.
    var column: Double
    /// World point that stands there.
    var place: Vector3
    /// Unit vector that points to the right of the page.
    var right: Vector3
    /// World height of the page's floor line.
    var base: Double
  }

  let ground: any Ground
  /// From left to right.
  let stations: [Station]
  /// Whether all stations share one ruler, so that the cut leads from one to the next; else each has a slot of its own.
  let isPath: Bool
  /// Pixels per metre.
  let scale: Double

  /// Whether the ground is one level plane, which needs no cut.
  var isLevel: Bool { ground.levelHeight != nil }

  /// The ground's surface along the path or in each slot, a pixel per point: page x, and metres above the page's floor line (minus infinity without ground).
  var profiles: [[(x: Double, height: Double)]] {
    guard let first = stations.first, let last = stations.last else { return [] }
    let (left, right) = (SheetPlan.left, SheetPlan.left + SheetPlan.width)
    if isPath {
      return [
        stride(from: left, through: right, by: 1).map { x in
          let index = stations.lastIndex { $0.column <= x } ?? 0
          guard x > first.column, x < last.column, index + 1 < stations.count else {
            let end = x <= first.column ? first : last
            return point(x, from: end)
          }
          let (a, b) = (stations[index], stations[index + 1])
          let place = a.place + (b.place - a.place) * ((x - a.column) / (b.column - a.column))
          return (x, ground.height(at: place) - a.base)
        }
      ]
    }
    return stations.indices.map { index in
      let column = stations[index].column
      let from = index == 0 ? left : (stations[index - 1].column + column) / 2 + 3
      let to = index == stations.count - 1 ? right : (column + stations[index + 1].column) / 2 - 3
      return stride(from: from.rounded(), through: max(from, to).rounded(), by: 1).map {
        point($0, from: stations[index])
      }
    }
  }

  private func point(_ x: Double, from station: Station) -> (x: Double, height: Double) {
    let place = station.place + station.right * ((x - station.column) / scale)
    return (x, ground.height(at: place) - station.base)
  }

  /// Fills what is under the ground's surface and draws the surface.
  /// - Parameters:
  ///   - floor: page y of the floor line.
  ///   - top, bottom: page y between which it is drawn.
  func draw(on canvas: borrowing Canvas, floor: Double, top: Double, bottom: Double) {
    for profile in profiles {
      for run in profile.split(whereSeparator: { !$0.height.isFinite }) {
        var line: [Canvas.Point] = []
        for point in run {
          let y = min(max(floor - point.height * scale, top - 2), bottom + 2)
          // A step is upright.
          if let before = line.last, abs(before.y - y) > 4 { line.append(.init(point.x, before.y)) }
          line.append(.init(point.x, y))
        }
        guard let first = line.first, let last = line.last else { continue }
        canvas.clipped(x: first.x, y: top, width: last.x - first.x, height: bottom - top) {
          let soil = line + [.init(last.x, bottom + 4), .init(first.x, bottom + 4)]
          canvas.polygon(soil, fill: .soil, edge: .soil, edgeWidth: 0)
          canvas.line(line, width: 1.5, colour: .floor)
        }
      }
    }
  }
}
