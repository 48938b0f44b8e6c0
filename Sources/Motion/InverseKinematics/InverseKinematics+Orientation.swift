extension PositionInverseKinematics {
  /// Orients a joint with several children, in all frames.
  func orientBranch(
    _ joint: Int, _ positions: [Vector3], _ frameCount: Int, _ orientations: inout [Quaternion]
  ) {
    var previous = Quaternion.identity
    for frame in 0..<frameCount {
      let start = frame * tree.count
      var fit = RotationFit()
      for child in tree.children[joint] {
        fit.add(from: tree.directions[child], to: positions[start + child] - positions[start + joint])
      }
      previous = fit.rotation(near: previous)
      orientations[start + joint] = previous
    }
  }
}

/// The rotation that best turns some vectors into others, in the least-squares sense.
///
/// B. K. P. Horn, "Closed-form solution of absolute orientation using unit quaternions", 1987: it is the eigenvector of
/// the largest eigenvalue of a symmetric 4 x 4 matrix.
struct RotationFit {
  /// Sums of to_i times from_j, one column for each j.
  private var x = Vector3.zero
  private var y = Vector3.zero
  private var z = Vector3.zero

  mutating func add(from: Vector3, to: Vector3) {
    x += to * from.x
    y += to * from.y
    z += to * from.z
  }

  /// - Parameter guess: where the vectors leave a turn open (they are all on a line), the rotation stays near this.
  func rotation(near guess: Quaternion) -> Quaternion {
    // The guess weighs so little that it moves a determined rotation by about 1e-12 radians.
    let size = (x.squaredLength + y.squaredLength + z.squaredLength).squareRoot()
    let weight = size > 0 ? 1e-12 * size : 1
    let (gx, gy, gz) = guess.columns
    let (a, b, c) = (x + gx * weight, y + gy * weight, z + gz * weight)
    var matrix = SymmetricMatrix4(rows: [
      [a.x + b.y + c.z, b.z - c.y, c.x - a.z, a.y - b.x],
      [b.z - c.y, a.x - b.y - c.z, a.y + b.x, c.x + a.z],
      [c.x - a.z, a.y + b.x, b.y - a.x - c.z, b.z + c.y],
      [a.y - b.x, c.x + a.z, b.z + c.y, c.z - a.x - b.y],
    ])
    let q = matrix.principalVector()
    let rotation = Quaternion(w: q[0], x: q[1], y: q[2], z: q[3]).normalized
    return rotation.dot(guess) < 0 ? -rotation : rotation
  }
}

/// A symmetric 4 x 4 matrix of which the eigenvectors are sought.
private struct SymmetricMatrix4 {
  var rows: InlineArray<4, SIMD4<Double>>

  init(rows: InlineArray<4, SIMD4<Double>>) { self.rows = rows }

  /// The eigenvector of the largest eigenvalue, by cyclic Jacobi rotations.
  mutating func principalVector() -> SIMD4<Double> {
    // The eigenvectors so far, one in each row.
    var vectors: InlineArray<4, SIMD4<Double>> = [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]
    for _ in 0..<20 {
      var outside = 0.0
      var diagonal = 0.0
      for i in 0..<4 {
        diagonal += rows[i][i] * rows[i][i]
        for j in (i + 1)..<4 { outside += rows[i][j] * rows[i][j] }
      }
      if outside <= 1e-32 * diagonal { break }
      for i in 0..<3 { for j in (i + 1)..<4 { annihilate(i, j, &vectors) } }
    }
    let largest = (0..<4).max { rows[$0][$0] < rows[$1][$1] } ?? 0
    return vectors[largest]
  }

  private mutating func annihilate(_ i: Int, _ j: Int, _ vectors: inout InlineArray<4, SIMD4<Double>>) {
    let element = rows[i][j]
    guard element != 0 else { return }
    let ratio = (rows[j][j] - rows[i][i]) / (2 * element)
    let tangent = (ratio < 0 ? -1 : 1) / (abs(ratio) + (ratio * ratio + 1).squareRoot())
    let cosine = 1 / (tangent * tangent + 1).squareRoot()
    let sine = tangent * cosine
    let (rowI, rowJ) = (rows[i], rows[j])
    rows[i] = rowI * cosine - rowJ * sine
    rows[j] = rowI * sine + rowJ * cosine
    for k in 0..<4 {
      let (left, right) = (rows[k][i], rows[k][j])
      rows[k][i] = left * cosine - right * sine
      rows[k][j] = left * sine + right * cosine
    }
    let (vectorI, vectorJ) = (vectors[i], vectors[j])
    vectors[i] = vectorI * cosine - vectorJ * sine
    vectors[j] = vectorI * sine + vectorJ * cosine
  }
}
