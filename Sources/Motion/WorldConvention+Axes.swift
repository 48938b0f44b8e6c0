extension WorldConvention {
  /// Turns a file's axes into the memory's: for z up a quarter turn about x, so that (x, y, z) becomes (x, z, -y).
  var toMemory: Quaternion {
    switch up {
    case .y: .identity
    case .z: Quaternion(w: 0.5.squareRoot(), x: -0.5.squareRoot(), y: 0, z: 0)
    }
  }

  /// A position of the file, in metres and y up. Exact but for the unit's rounding.
  func positionInMemory(_ v: Vector3) -> Vector3 {
    switch up {
    case .y: v * metresPerUnit
    case .z: Vector3(v.x, v.z, -v.y) * metresPerUnit
    }
  }

  /// The inverse of `positionInMemory`.
  func positionInFile(_ v: Vector3) -> Vector3 {
    switch up {
    case .y: v / metresPerUnit
    case .z: Vector3(v.x, -v.z, v.y) / metresPerUnit
    }
  }
}
