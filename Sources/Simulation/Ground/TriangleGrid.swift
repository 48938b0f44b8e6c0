import Motion

/// Which triangles are over or under a place: cells of a grid along x and z, each with the triangles whose bounds reach
/// into it.
struct TriangleGrid: Sendable {
  private let corner: SIMD2<Double>
  private let cellSize: SIMD2<Double>
  private let columns: SIMD2<Int>
  /// The triangles of cell i are `members[starts[i]..<starts[i + 1]]`, in ascending order.
  private let starts: [Int32]
  private let members: [Int32]
  /// Lowest and highest y of each cell's triangles.
  private let levels: [SIMD2<Double>]

  private static let mostColumns = 4096

  init(_ mesh: TriangleMesh, bounds: Bounds3, columns given: (x: Int, z: Int)?) {
    let hasTriangles = !mesh.triangles.isEmpty
    corner = hasTriangles ? SIMD2(bounds.least.x, bounds.least.z) : .zero
    let extent = hasTriangles ? SIMD2(bounds.most.x, bounds.most.z) - corner : .zero
    var columns = SIMD2(given?.x ?? 1, given?.z ?? 1)
    if given == nil, hasTriangles {
      let (wide, deep) = (max(extent.x, 1e-9), max(extent.y, 1e-9))
      let perSide = (Double(mesh.triangles.count) / (wide * deep)).squareRoot()
      columns = SIMD2(Int((wide * perSide).clamped(to: 1...4096)), Int((deep * perSide).clamped(to: 1...4096)))
    }
    columns.clamp(lowerBound: SIMD2(1, 1), upperBound: SIMD2(Self.mostColumns, Self.mostColumns))
    self.columns = columns
    cellSize = SIMD2(max(extent.x / Double(columns.x), 1e-12), max(extent.y / Double(columns.y), 1e-12))

    var starts = [Int32](repeating: 0, count: columns.x * columns.y + 1)
    var members: [Int32] = []
    var levels = [SIMD2<Double>](repeating: SIMD2(.infinity, -.infinity), count: columns.x * columns.y)
    // Counted first, then filled in the order of the triangles.
    for pass in 0..<2 {
      for (index, triangle) in mesh.triangles.enumerated() {
        var box = Bounds3()
        for vertex in [triangle.a, triangle.b, triangle.c] { box.add(mesh.vertices[vertex]) }
        let (low, high) = Self.range(box, corner, cellSize, columns)
        for x in low.x...high.x {
          for z in low.y...high.y {
            let cell = x * columns.y + z
            if pass == 0 {
              starts[cell + 1] += 1
              levels[cell] = SIMD2(min(levels[cell].x, box.least.y), max(levels[cell].y, box.most.y))
            } else {
              members[Int(starts[cell])] = Int32(index)
              starts[cell] += 1
            }
          }
        }
      }
      if pass == 0 {
        for cell in 0..<(starts.count - 1) { starts[cell + 1] += starts[cell] }
        members = [Int32](repeating: 0, count: Int(starts[starts.count - 1]))
      }
    }
    // Filling has moved each start to the next one's.
    starts.removeLast()
    starts.insert(0, at: 0)
    self.starts = starts
    self.members = members
    self.levels = levels
  }

  private static func range(
    _ box: Bounds3, _ corner: SIMD2<Double>, _ size: SIMD2<Double>, _ columns: SIMD2<Int>
  ) -> (SIMD2<Int>, SIMD2<Int>) {
    (
      cell(SIMD2(box.least.x, box.least.z), corner, size, columns),
      cell(SIMD2(box.most.x, box.most.z), corner, size, columns)
    )
  }

  /// The nearest cell to a place.
  private static func cell(
    _ place: SIMD2<Double>, _ corner: SIMD2<Double>, _ size: SIMD2<Double>, _ columns: SIMD2<Int>
  ) -> SIMD2<Int> {
    let at = (place - corner) / size
    return SIMD2(
      Int(at.x.clamped(to: 0...Double(columns.x - 1))), Int(at.y.clamped(to: 0...Double(columns.y - 1))))
  }

  /// The triangles over or under a place, and perhaps others beside it.
  func members(at place: Vector3) -> ArraySlice<Int32> {
    let at = Self.cell(SIMD2(place.x, place.z), corner, cellSize, columns)
    let index = at.x * columns.y + at.y
    return members[Int(starts[index])..<Int(starts[index + 1])]
  }

  /// Calls `body` with every triangle in the cells that a box reaches, some more than once.
  @inline(__always) func forEach(in box: Bounds3, _ body: (Int) -> Void) {
    let (low, high) = Self.range(box, corner, cellSize, columns)
    for x in low.x...high.x {
      for z in low.y...high.y {
        let cell = x * columns.y + z
        guard levels[cell].y >= box.least.y, levels[cell].x <= box.most.y else { continue }
        for member in Int(starts[cell])..<Int(starts[cell + 1]) { body(Int(members[member])) }
      }
    }
  }

  /// A cell's longer side, in metres.
  var reach: Double { max(cellSize.x, cellSize.y) }
}

extension Double {
  /// The nearest number in a range; its lower end for what is no number.
  func clamped(to range: ClosedRange<Double>) -> Double {
    self >= range.lowerBound ? Swift.min(self, range.upperBound) : range.lowerBound
  }
}
