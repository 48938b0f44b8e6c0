extension [Parameter] {
  /// Forgets the gradients.
  /// - Throws: the failure of a tensor.
  public func removeGradients() throws { for parameter in self { try parameter.tensor.setGradient(nil) } }

  /// Scales the gradients down together so that their norm is at most `norm`.
  /// - Returns: their norm before.
  /// - Throws: `TorchError.parameter` when one has no gradient; `.nonFinite` when their norm is infinite or no number,
  ///   as a step would then ruin the parameters. Nothing has changed then.
  @discardableResult
  public func clipGradients(toNorm norm: Double) throws -> Double {
    guard let library = first?.tensor.library else { return 0 }
    let gradients = try gradients()
    return try library.withoutGradients {
      let norms = try library.each("aten::_foreach_norm", overload: "Scalar", gradients)
      let before = try library.stacked(norms, axis: 0).norm().item()
      guard before.isFinite else { throw TorchError.nonFinite("the norm of the gradients") }
      // As PyTorch: what is added keeps the quotient finite.
      if before > norm { try library.scaleEach(gradients, by: norm / (before + 1e-6)) }
      return before
    }
  }

  /// The gradient of each.
  /// - Throws: `TorchError.parameter` for the first that has none.
  func gradients() throws -> [Tensor] {
    try map { parameter in
      guard let gradient = try parameter.tensor.gradient else {
        throw TorchError.parameter(
          parameter.name, problem: "it has no gradient: what was differentiated does not use it")
      }
      return gradient
    }
  }
}
