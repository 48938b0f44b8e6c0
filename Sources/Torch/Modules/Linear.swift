/// x W' + b.
public struct Linear: Module {
  /// (out, in).
  public let weight: Tensor
  /// (out).
  public let bias: Tensor?

  /// Bias: evenly distributed within 1 / sqrt(in), or zeros where the weight does not start as PyTorch's.
  /// - Throws: `TorchError.operation` when a size is impossible.
  public init(
    _ inputs: Int, _ outputs: Int, bias: Bool = true, initialiser: Initialiser = .uniform,
    from generator: RandomGenerator
  ) throws {
    weight = try initialiser.parameter([outputs, inputs], from: generator)
    guard bias else {
      self.bias = nil
      return
    }
    if case .uniform = initialiser {
      let bound = 1 / Double(max(1, inputs)).squareRoot()
      self.bias = try generator.uniform([outputs], in: -bound..<bound).requiringGradient()
    } else {
      self.bias = try Initialiser.zeros.parameter([outputs], from: generator)
    }
  }

  public var parameters: [Parameter] { [Parameter("weight", weight)] + (bias.map { [Parameter("bias", $0)] } ?? []) }

  /// - Parameter x: (..., in). The parameters are converted to its element type, so that bfloat16 in gives bfloat16 out
  ///   while the parameters and their gradients stay as they are.
  /// - Returns: (..., out).
  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.linear(weight: weight.to(typeOf: x), bias: bias?.to(typeOf: x))
  }
}
