// Functions of each element.
extension Tensor {
  public func exponential() -> Tensor { apply("aten::exp") }
  public func logarithm() -> Tensor { apply("aten::log") }
  public func squareRoot() -> Tensor { apply("aten::sqrt") }
  public func squared() -> Tensor { apply("aten::square") }
  public func power(_ exponent: Double) -> Tensor { apply("aten::pow", "Tensor_Scalar", .real(exponent)) }
  public func magnitude() -> Tensor { apply("aten::abs") }
  public func sine() -> Tensor { apply("aten::sin") }
  public func cosine() -> Tensor { apply("aten::cos") }

  public func tanh() -> Tensor { apply("aten::tanh") }
  public func sigmoid() -> Tensor { apply("aten::sigmoid") }
  public func softplus() -> Tensor { apply("aten::softplus") }
  public func relu() -> Tensor { apply("aten::relu") }
  /// x sigmoid(x), also called swish.
  public func silu() -> Tensor { apply("aten::silu") }
  /// x times the normal distribution's cumulative probability at x, exactly, as PyTorch's default.
  public func gelu() -> Tensor { apply("aten::gelu") }

  /// Bounds may be absent; `TorchError.operation` follows from none at all.
  public func clamped(min: Double? = nil, max: Double? = nil) -> Tensor {
    apply("aten::clamp", "", min.map { .real($0) } ?? .none, max.map { .real($0) } ?? .none)
  }

  /// The smaller one of each pair.
  public func minimum(_ other: Tensor) -> Tensor { apply("aten::minimum", "", .tensor(other)) }
  /// The larger one of each pair.
  public func maximum(_ other: Tensor) -> Tensor { apply("aten::maximum", "", .tensor(other)) }

  /// Another element type; this tensor itself when it has it already.
  public func to(_ dtype: DataType) -> Tensor { apply("aten::to", "dtype", .dtype(dtype)) }

  /// On another device; this tensor itself when it is there already.
  public func to(_ device: Device) -> Tensor {
    apply("aten::to", "dtype_layout", .none, .none, .device(device))
  }

  /// The element type of `other`.
  func to(typeOf other: Tensor) -> Tensor {
    Tensor.attempt(library) {
      let dtype = try other.dtype
      return try self.dtype == dtype ? self : to(dtype)
    }
  }
}

// Comparisons of each element; the results are of type bool.
extension Tensor {
  public static func .< (a: Tensor, b: Double) -> Tensor { a.apply("aten::lt", "Scalar", .real(b)) }
  public static func .<= (a: Tensor, b: Double) -> Tensor { a.apply("aten::le", "Scalar", .real(b)) }
  public static func .> (a: Tensor, b: Double) -> Tensor { a.apply("aten::gt", "Scalar", .real(b)) }
  public static func .>= (a: Tensor, b: Double) -> Tensor { a.apply("aten::ge", "Scalar", .real(b)) }
  public static func .== (a: Tensor, b: Double) -> Tensor { a.apply("aten::eq", "Scalar", .real(b)) }
  public static func .< (a: Tensor, b: Tensor) -> Tensor { a.apply("aten::lt", "Tensor", .tensor(b)) }
  public static func .<= (a: Tensor, b: Tensor) -> Tensor { a.apply("aten::le", "Tensor", .tensor(b)) }
  public static func .> (a: Tensor, b: Tensor) -> Tensor { a.apply("aten::gt", "Tensor", .tensor(b)) }
  public static func .>= (a: Tensor, b: Tensor) -> Tensor { a.apply("aten::ge", "Tensor", .tensor(b)) }
  public static func .== (a: Tensor, b: Tensor) -> Tensor { a.apply("aten::eq", "Tensor", .tensor(b)) }

  /// Not, of elements of type bool.
  public static prefix func .! (a: Tensor) -> Tensor { a.apply("aten::logical_not") }

  /// This tensor's elements are of type bool: those of `one` where true, of `other` where false.
  public func select(_ one: Tensor, else other: Tensor) -> Tensor {
    apply("aten::where", "self", .tensor(one), .tensor(other))
  }

  /// `value` where the mask, of type bool, is true.
  public func filled(where mask: Tensor, with value: Double) -> Tensor {
    apply("aten::masked_fill", "Scalar", .tensor(mask), .real(value))
  }
}
