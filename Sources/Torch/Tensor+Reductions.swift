// Axes count from the outermost; negative ones from the innermost. Without axes: over all elements, to a single number.
extension Tensor {
  public func sum() -> Tensor { apply("aten::sum") }
  public func sum(_ axes: Int..., keepsAxes: Bool = false) -> Tensor {
    apply("aten::sum", "dim_IntList", .integers(axes), .boolean(keepsAxes))
  }

  public func mean() -> Tensor { apply("aten::mean") }
  public func mean(_ axes: Int..., keepsAxes: Bool = false) -> Tensor {
    apply("aten::mean", "dim", .integers(axes), .boolean(keepsAxes))
  }

  public func min() -> Tensor { apply("aten::min") }
  public func min(_ axes: Int..., keepsAxes: Bool = false) -> Tensor {
    apply("aten::amin", "", .integers(axes), .boolean(keepsAxes))
  }

  public func max() -> Tensor { apply("aten::max") }
  public func max(_ axes: Int..., keepsAxes: Bool = false) -> Tensor {
    apply("aten::amax", "", .integers(axes), .boolean(keepsAxes))
  }

  /// Where the largest element is along an axis, as int64.
  public func indexOfMaximum(axis: Int) -> Tensor { apply("aten::argmax", "", .integer(axis)) }

  /// Divided by the count, not by one less.
  public func variance(_ axes: Int..., keepsAxes: Bool = false) -> Tensor {
    apply("aten::var", "dim", .integers(axes), .boolean(false), .boolean(keepsAxes))
  }

  /// The Euclidean norm.
  public func norm() -> Tensor { apply("aten::linalg_vector_norm") }

  public func softmax(axis: Int) -> Tensor { apply("aten::softmax", "int", .integer(axis)) }
  public func logSoftmax(axis: Int) -> Tensor { apply("aten::log_softmax", "int", .integer(axis)) }

  /// Sums of all elements up to each along an axis.
  public func cumulativeSum(axis: Int) -> Tensor { apply("aten::cumsum", "", .integer(axis)) }

  /// The mean square of the difference, over all elements.
  public func meanSquaredError(to target: Tensor) -> Tensor { apply("aten::mse_loss", "", .tensor(target)) }
}
