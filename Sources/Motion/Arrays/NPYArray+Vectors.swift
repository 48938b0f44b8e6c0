extension NPYArray {
  /// The numbers three by three; a rest of one or two is left out.
  var vectors: [Vector3] { values.vectors }

  /// - Throws: `MotionError.unsupported` when the shape does not have three numbers for each vector.
  init(vectors: [Vector3], shape: [Int], elementType: ElementType = .float64) throws {
    try self.init(shape: shape, values: vectors.flatMap { [$0.x, $0.y, $0.z] }, elementType: elementType)
  }
}
