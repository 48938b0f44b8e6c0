extension TorchLibrary {
  public func zeros(_ shape: [Int], dtype: DataType = .float32, device: Device = .cpu) -> Tensor {
    tensor(of: "aten::zeros", [.integers(shape), .dtype(dtype), .none, .device(device)])
  }

  public func ones(_ shape: [Int], dtype: DataType = .float32, device: Device = .cpu) -> Tensor {
    tensor(of: "aten::ones", [.integers(shape), .dtype(dtype), .none, .device(device)])
  }

  public func full(_ shape: [Int], _ value: Double, dtype: DataType = .float32, device: Device = .cpu) -> Tensor {
    tensor(of: "aten::full", [.integers(shape), .real(value), .dtype(dtype), .none, .device(device)])
  }

  /// The whole numbers of `range` in order.
  public func range(_ range: Range<Int>, dtype: DataType = .int64, device: Device = .cpu) -> Tensor {
    tensor(
      of: "aten::arange", overload: "start",
      [.integer(range.lowerBound), .integer(range.upperBound), .dtype(dtype), .none, .device(device)])
  }

  /// Joins tensors along an axis that they have.
  public func concatenated(_ tensors: [Tensor], axis: Int) -> Tensor {
    tensor(of: "aten::cat", [.tensors(tensors), .integer(axis)])
  }

  /// Joins tensors of one shape along a new axis.
  public func stacked(_ tensors: [Tensor], axis: Int) -> Tensor {
    tensor(of: "aten::stack", [.tensors(tensors), .integer(axis)])
  }
}
