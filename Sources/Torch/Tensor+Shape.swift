// The results share this tensor's memory where libtorch can do so.
extension Tensor {
  /// One size may be -1: what is left.
  public func reshaped(_ shape: [Int]) -> Tensor { apply("aten::reshape", "", .integers(shape)) }

  /// Joins the axes from `first` through `last` to one.
  public func flattened(from first: Int = 0, through last: Int = -1) -> Tensor {
    apply("aten::flatten", "using_ints", .integer(first), .integer(last))
  }

  /// Splits an axis into several; one size may be -1.
  public func unflattened(axis: Int, sizes: [Int]) -> Tensor {
    apply("aten::unflatten", "int", .integer(axis), .integers(sizes))
  }

  /// Swaps two axes.
  public func transposed(_ a: Int, _ b: Int) -> Tensor {
    apply("aten::transpose", "int", .integer(a), .integer(b))
  }

  /// The axes in another order.
  public func permuted(_ axes: [Int]) -> Tensor { apply("aten::permute", "", .integers(axes)) }

  /// With a new axis of size 1.
  public func expandedAxis(_ axis: Int) -> Tensor { apply("aten::unsqueeze", "", .integer(axis)) }

  /// Without an axis of size 1; unchanged when it has another size.
  public func squeezedAxis(_ axis: Int) -> Tensor { apply("aten::squeeze", "dim", .integer(axis)) }

  /// Axes of size 1 stretched to `shape`; -1 keeps a size.
  public func broadcast(to shape: [Int]) -> Tensor { apply("aten::expand", "", .integers(shape)) }

  /// The same elements in memory of their own.
  public func copied() -> Tensor { apply("aten::clone") }

  /// Exactly `count` parts along an axis; the first ones are longer by one where it does not divide evenly.
  public func split(into count: Int, axis: Int) -> [Tensor] {
    library.tensors(
      of: "aten::tensor_split", overload: "sections", [.tensor(self), .integer(count), .integer(axis)], count: count)
  }
}
