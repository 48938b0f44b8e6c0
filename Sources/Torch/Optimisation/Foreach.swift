// Operations on many tensors at once.
extension TorchLibrary {
  /// Multiplies each tensor in place.
  func scaleEach(_ tensors: [Tensor], by factor: Double) throws {
    try call("aten::_foreach_mul_", overload: "Scalar", [.tensors(tensors), .real(factor)])
  }

  /// A new tensor for each.
  func each(_ name: String, overload: String = "", _ tensors: [Tensor]) throws -> [Tensor] {
    let results = self.tensors(of: name, overload: overload, [.tensors(tensors)], count: tensors.count)
    try results.first?.check()
    return results
  }
}
