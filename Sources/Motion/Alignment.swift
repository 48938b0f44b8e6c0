/// The rotation that best lays one set of directions on another: the quaternion of Horn (1987), by its largest eigenvector.
struct Alignment {
  /// Sums of products: rows of the target times columns of the source.
  private var rows = (Vector3.zero, Vector3.zero, Vector3.zero)

  /// - Parameter prior: weight of not turning at all; what the directions leave open stays as it is.
  init(prior: Double) {
    rows = (Vector3(prior, 0, 0), Vector3(0, prior, 0), Vector3(0, 0, prior))
  }

  mutating func add(from source: Vector3, to target: Vector3, weight: Double = 1) {
    let weighted = source * weight
    rows.0 += weighted * target.x
    rows.1 += weighted * target.y
    rows.2 += weighted * target.z
  }

  /// The rotation R that makes the sum of weight |target - R source|^2 least.
  var rotation: Quaternion {
    let (a, b, c) = rows
    // Horn's symmetric 4 x 4 matrix in the order w, x, y, z.
    let matrix: [SIMD4<Double>] = [
      SIMD4(a.x + b.y + c.z, c.y - b.z, a.z - c.x, b.x - a.y),
      SIMD4(c.y - b.z, a.x - b.y - c.z, a.y + b.x, a.z + c.x),
      SIMD4(a.z - c.x, a.y + b.x, b.y - a.x - c.z, b.z + c.y),
      SIMD4(b.x - a.y, a.z + c.x, b.z + c.y, c.z - a.x - b.y),
    ]
    // Shifted so that the wanted eigenvalue is also the largest in size, then squared again and again: the columns turn into the
    // eigenvector.
    let shift = matrix.map { ($0 * $0).sum() }.reduce(0, +).squareRoot()
    guard shift > 0 else { return .identity }
    var power = matrix
    for index in 0..<4 { power[index][index] += shift }
    for _ in 0..<24 {
      let scale = 1 / (power[0][0] + power[1][1] + power[2][2] + power[3][3])
      let m = power.map { $0 * scale }
      for row in 0..<4 {
        power[row] = m[0] * m[row][0] + m[1] * m[row][1] + m[2] * m[row][2] + m[3] * m[row][3]
      }
    }
    let best = power.max { ($0 * $0).sum() < ($1 * $1).sum() } ?? SIMD4(1, 0, 0, 0)
    return Quaternion(w: best[0], x: best[1], y: best[2], z: best[3]).normalized
  }
}
