import Motion

/// Two directions that stand for a bone's orientation; the first is met exactly, the second as nearly as that allows.
struct BoneFrame {
  var primary: Vector3
  var secondary: Vector3

  var swapped: BoneFrame { BoneFrame(primary: secondary, secondary: primary) }

  /// The orientation whose x axis is the primary direction and whose y axis is nearest to the secondary one.
  /// Nil when they are parallel or have no length.
  var orientation: Quaternion? {
    let x = primary.normalized()
    let y = secondary.rejected(from: x)
    guard x.length > 0.5, y.length > 1e-6 * max(secondary.length, 1e-300) else { return nil }
    let unit = y.normalized()
    guard unit.length > 0.5 else { return nil }
    return Quaternion(columns: x, unit, x.cross(unit))
  }

  /// The constant rotation C for which `source orientation * C` lets the humanoid's bone, given by `self` in its
  /// rest pose, point as `source` does in the source joint's own frame.
  func correction(to source: BoneFrame) -> Quaternion? {
    guard let from = orientation, let to = source.orientation else { return nil }
    return (to * from.inverse).normalized
  }
}

/// The mean of rotations.
struct MeanRotation {
  private var sum = Quaternion(w: 0, x: 0, y: 0, z: 0)

  /// Rotations up to a quarter turn apart average well as signed sums of their quaternions (Gramkow 2001).
  mutating func add(_ rotation: Quaternion) {
    let signed = sum.dot(rotation) < 0 ? -rotation : rotation
    sum = Quaternion(w: sum.w + signed.w, x: sum.x + signed.x, y: sum.y + signed.y, z: sum.z + signed.z)
  }

  var mean: Quaternion? { sum.squaredLength > 1e-12 ? sum.normalized : nil }
}
