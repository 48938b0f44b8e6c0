/// Linear layers with an activation between each two.
public struct MultilayerPerceptron: Module {
  public let layers: [Linear]
  public let activation: Activation

  /// - Parameters:
  ///   - widths: of the input, each hidden layer and the output: at least two.
  ///   - lastInitialiser: of the last layer's weight; a small one makes a policy start near zero.
  /// - Throws: `TorchError.operation` when there are fewer than two widths, or one is impossible.
  public init(
    widths: [Int], activation: Activation, lastInitialiser: Initialiser = .uniform, from generator: RandomGenerator
  ) throws {
    guard widths.count >= 2 else {
      throw TorchError.operation("multilayer perceptron", message: "expected at least two widths, got \(widths)")
    }
    self.activation = activation
    layers = try (1..<widths.count).map { index in
      try Linear(
        widths[index - 1], widths[index], initialiser: index == widths.count - 1 ? lastInitialiser : .uniform,
        from: generator)
    }
  }

  /// "layers.0.weight", "layers.0.bias", "layers.1.weight", ...
  public var parameters: [Parameter] {
    layers.enumerated().flatMap { $1.parameters(under: "layers.\($0)") }
  }

  /// (..., first width) -> (..., last width).
  public func callAsFunction(_ x: Tensor) -> Tensor {
    layers.dropLast().reduce(x) { activation($1($0)) }.linear(by: layers[layers.count - 1])
  }
}

extension Tensor {
  fileprivate func linear(by layer: Linear) -> Tensor { layer(self) }
}
