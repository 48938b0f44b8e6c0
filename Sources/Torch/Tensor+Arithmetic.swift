// Elementwise, with libtorch's rules: axes of size 1 stretch, and mixed types give the wider one.
extension Tensor {
  public static func + (a: Tensor, b: Tensor) -> Tensor { a.apply("aten::add", "Tensor", .tensor(b)) }
  public static func - (a: Tensor, b: Tensor) -> Tensor { a.apply("aten::sub", "Tensor", .tensor(b)) }
  public static func * (a: Tensor, b: Tensor) -> Tensor { a.apply("aten::mul", "Tensor", .tensor(b)) }
  public static func / (a: Tensor, b: Tensor) -> Tensor { a.apply("aten::div", "Tensor", .tensor(b)) }

  public static func + (a: Tensor, b: Double) -> Tensor { a.apply("aten::add", "Scalar", .real(b)) }
  public static func - (a: Tensor, b: Double) -> Tensor { a.apply("aten::sub", "Scalar", .real(b)) }
  public static func * (a: Tensor, b: Double) -> Tensor { a.apply("aten::mul", "Scalar", .real(b)) }
  public static func / (a: Tensor, b: Double) -> Tensor { a.apply("aten::div", "Scalar", .real(b)) }

  public static func + (a: Double, b: Tensor) -> Tensor { b + a }
  public static func - (a: Double, b: Tensor) -> Tensor { b.apply("aten::rsub", "Scalar", .real(a)) }
  public static func * (a: Double, b: Tensor) -> Tensor { b * a }
  public static func / (a: Double, b: Tensor) -> Tensor { b.apply("aten::reciprocal") * a }

  public static prefix func - (a: Tensor) -> Tensor { a.apply("aten::neg") }
}

// Changes in place. Not recorded parameters: those are changed inside `TorchLibrary.withoutGradients`.
extension Tensor {
  /// Copies the elements of `other`, converted to this tensor's type and device.
  /// - Throws: a failure, or `TorchError.operation` when the shapes do not fit.
  public func copy(from other: Tensor) throws { try change("aten::copy_", "", .tensor(other)) }

  /// - Throws: the failure.
  public func fill(_ value: Double) throws { try change("aten::fill_", "Scalar", .real(value)) }

  /// Adds `scale * other`.
  /// - Throws: a failure, or `TorchError.operation` when the shapes do not fit.
  public func add(_ other: Tensor, scale: Double = 1) throws {
    try change("aten::add_", "Tensor", .tensor(other), .real(scale))
  }

  /// - Throws: the failure.
  public func multiply(by factor: Double) throws { try change("aten::mul_", "Scalar", .real(factor)) }
}
