import Motion
import Simulation

/// For each point of a picture, the triangle that is nearest there and how near it is.
struct DepthBuffer {
  /// A corner as the picture has it.
  struct Corner {
    var x: Double
    var y: Double
    /// Larger is nearer, and changes linearly over the picture: one over the depth in perspective, minus the depth in parallel light.
    var nearness: Double
  }

  let width: Int
  let height: Int
  /// Row by row; minus infinity where nothing is.
  private(set) var nearness: [Float]
  /// Which triangle is nearest; -1 for none.
  private(set) var owners: [Int32]

  init(width: Int, height: Int) {
    self.width = width
    self.height = height
    nearness = Array(repeating: -.infinity, count: width * height)
    owners = Array(repeating: -1, count: width * height)
  }

  /// Draws a triangle over what is farther away. Points of the picture are at the middles of its cells.
  mutating func add(_ a: Corner, _ b: Corner, _ c: Corner, owner: Int32) {
    let area = (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
    guard area.isFinite, abs(area) > 1e-12 else { return }
    func cells(_ values: [Double], of count: Int) -> Range<Int> {
      let (least, largest) = (values.min() ?? 0, values.max() ?? 0)
      let first = Int(min(max(least, 0), Double(count)))
      return first..<max(first, Int(min(max(largest + 1, 0), Double(count))))
    }
    let rows = cells([a.y, b.y, c.y], of: height)
    let columns = cells([a.x, b.x, c.x], of: width)
    // Shares of the three corners, each linear over the picture.
    let (shareBX, shareBY) = ((c.y - a.y) / area, -(c.x - a.x) / area)
    let (shareCX, shareCY) = (-(b.y - a.y) / area, (b.x - a.x) / area)
    nearness.withUnsafeMutableBufferPointer { nearness in
      owners.withUnsafeMutableBufferPointer { owners in
        for row in rows {
          let dy = Double(row) + 0.5 - a.y
          for column in columns {
            let dx = Double(column) + 0.5 - a.x
            let shareB = dx * shareBX + dy * shareBY
            let shareC = dx * shareCX + dy * shareCY
            guard shareB >= 0, shareC >= 0, shareB + shareC <= 1 else { continue }
            let value = Float(
              a.nearness + shareB * (b.nearness - a.nearness) + shareC * (c.nearness - a.nearness))
            let cell = row * width + column
            if value > nearness[cell] {
              nearness[cell] = value
              owners[cell] = owner
            }
          }
        }
      }
    }
  }

  /// Gives empty cells near others the nearness of the nearest one: what is drawn with smooth edges reaches a little farther.
  mutating func spread(by distance: Int) {
    let filled = nearness.indices.filter { nearness[$0] > -.infinity }
    guard let first = filled.first, let last = filled.last else { return }
    let columns = filled.map { $0 % width }
    let left = max((columns.min() ?? 0) - distance, 0)
    let right = min((columns.max() ?? 0) + distance, width - 1)
    let (top, bottom) = (max(first / width - distance, 0), min(last / width + distance, height - 1))
    for _ in 0..<distance {
      let before = nearness
      for row in top...bottom {
        for column in left...right where before[row * width + column] == -.infinity {
          let cell = row * width + column
          var value = -Float.infinity
          if column > 0 { value = max(value, before[cell - 1]) }
          if column + 1 < width { value = max(value, before[cell + 1]) }
          if row > 0 { value = max(value, before[cell - width]) }
          if row + 1 < height { value = max(value, before[cell + width]) }
          nearness[cell] = value
        }
      }
    }
  }
}

extension Solid {
  /// Triangles that cover the solid's surface, and nothing outside it.
  var triangles: TriangleMesh {
    switch form {
    case .capsule(let a, let b, let radius):
      let mesh = SolidMesh(
        Shape(
          geometry: .capsule(radius: radius, halfLength: (b - a).length / 2), position: (a + b) / 2,
          orientation: Quaternion(from: .unitZ, to: b - a)))
      return TriangleMesh(
        vertices: mesh.positions,
        triangles: stride(from: 0, to: mesh.indices.count, by: 3).map { start in
          .init(Int(mesh.indices[start]), Int(mesh.indices[start + 1]), Int(mesh.indices[start + 2]))
        })
    case .hull(let corners):
      // Its faces are among all the triangles between corners; the others are inside.
      var triangles: [TriangleMesh.Triangle] = []
      for a in corners.indices {
        for b in corners.indices.dropFirst(a + 1) {
          for c in corners.indices.dropFirst(b + 1) { triangles.append(.init(a, b, c)) }
        }
      }
      return TriangleMesh(vertices: corners, triangles: triangles)
    }
  }
}
