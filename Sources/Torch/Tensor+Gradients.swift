import CTorch

extension Tensor {
  /// Whether operations on this tensor are recorded for gradients; false for a failed one.
  public var requiresGradient: Bool {
    (try? handle).map { library.functions.table.requires_gradient($0) != 0 } ?? false
  }

  /// Records operations on this tensor from here on, as for a parameter.
  /// - Returns: this tensor.
  /// - Throws: its failure, or `TorchError.operation` when its elements are not real numbers.
  @discardableResult
  public func requiringGradient(_ value: Bool = true) throws -> Tensor {
    try library.check(
      "requires_grad", library.functions.table.set_requires_gradient(try handle, value ? 1 : 0))
    return self
  }

  /// What `backward` has added up for this tensor; nil before that.
  /// - Throws: its failure.
  public var gradient: Tensor? {
    get throws {
      var result: ctorch_tensor?
      try library.check("grad", library.functions.table.gradient(try handle, &result))
      return result.map { Tensor(library, handle: $0) }
    }
  }

  /// Replaces the gradient, or removes it.
  /// - Throws: a failure, or `TorchError.operation` when the shape is not this tensor's.
  public func setGradient(_ gradient: Tensor?) throws {
    try library.check("grad", library.functions.table.set_gradient(try handle, try gradient?.handle))
  }

  /// Adds the gradient of this tensor to the `gradient` of the tensors that it was computed from and that require one.
  /// - Parameters:
  ///   - seed: what the gradient starts from, in this tensor's shape; may be left out for a single number.
  ///   - keepsGraph: whether what was recorded can be used once more.
  /// - Throws: the first failure on the way to this tensor, or `TorchError.operation` when it has several elements and
  ///   no seed, or depends on nothing that requires a gradient.
  public func backward(seed: Tensor? = nil, keepsGraph: Bool = false) throws {
    try library.check(
      "backward", library.functions.table.backward(try handle, try seed?.handle, keepsGraph ? 1 : 0))
  }

  /// The same elements, cut off from what they were computed from. Shares memory.
  public func detached() -> Tensor { apply("aten::detach") }
}
