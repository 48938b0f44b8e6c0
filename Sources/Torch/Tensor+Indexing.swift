extension Tensor {
  /// The part of an axis from `range`; failed when it reaches outside.
  public func sliced(_ range: Range<Int>, axis: Int = 0) -> Tensor {
    apply("aten::narrow", "", .integer(axis), .integer(range.lowerBound), .integer(range.count))
  }

  /// One place of an axis, which disappears; negative ones count from the end.
  public func selected(_ index: Int, axis: Int = 0) -> Tensor {
    apply("aten::select", "int", .integer(axis), .integer(index))
  }

  /// Places of an axis in the order of `indices`, an int64 tensor of one axis.
  public func rows(_ indices: Tensor, axis: Int = 0) -> Tensor {
    apply("aten::index_select", "", .integer(axis), .tensor(indices))
  }

  /// For each element of `indices`, an int64 tensor of as many axes: the element at that place of the axis.
  public func gathered(_ indices: Tensor, axis: Int) -> Tensor {
    apply("aten::gather", "", .integer(axis), .tensor(indices))
  }
}
