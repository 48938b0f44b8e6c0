import Foundation

extension Quaternion {
  /// Angles a, b, c in radians with R = R_i(a) R_j(b) R_k(c) for three different axes (0, 1, 2 for x, y, z).
  /// At gimbal lock c is 0. Of the two solutions, b lies in -pi/2 ... pi/2.
  func eulerAngles(_ i: Int, _ j: Int, _ k: Int) -> Vector3 {
    let columns = [self.columns.0, self.columns.1, self.columns.2]
    func m(_ row: Int, _ column: Int) -> Double { columns[column][row] }
    let sign: Double = (i + 1) % 3 == j ? 1 : -1
    let cosine = (m(i, i) * m(i, i) + m(i, j) * m(i, j)).squareRoot()
    let b = atan2(sign * m(i, k), cosine)
    guard cosine > 1e-7 else { return Vector3(atan2(sign * m(k, j), m(j, j)), b, 0) }
    return Vector3(atan2(-sign * m(j, k), m(k, k)), b, atan2(-sign * m(i, j), m(i, i)))
  }
}

/// Chooses, frame by frame, the angles of the same rotation that lie nearest to the frame before, so that curves do not jump.
struct AngleContinuity {
  private var last: Vector3?

  mutating func nearest(_ angles: Vector3) -> Vector3 {
    guard let last else {
      last = angles
      return angles
    }
    let other = Vector3(angles.x + .pi, .pi - angles.y, angles.z + .pi)
    let candidates = [angles, other].map { near($0, last) }
    let best =
      (candidates[0] - last).squaredLength <= (candidates[1] - last).squaredLength ? candidates[0] : candidates[1]
    self.last = best
    return best
  }

  private func near(_ angles: Vector3, _ target: Vector3) -> Vector3 {
    let turn = 2 * Double.pi
    return angles + ((target - angles) / turn).rounded(.toNearestOrEven) * turn
  }
}
