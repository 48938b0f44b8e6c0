/// How a weight of shape (out, in) starts.
public enum Initialiser: Sendable {
  case zeros
  /// Evenly distributed within 1 / sqrt(in): what PyTorch's linear layers start with.
  case uniform
  /// Evenly distributed within gain * sqrt(6 / (in + out)) (Glorot and Bengio 2010).
  case glorot(gain: Double)
  /// Normally distributed with mean 0.
  case normal(deviation: Double)

  /// A parameter that starts so.
  /// - Throws: `TorchError.operation` when the shape is impossible.
  public func parameter(_ shape: [Int], from generator: RandomGenerator) throws -> Tensor {
    let inputs = Double(max(1, shape.last ?? 1))
    let outputs = Double(shape.first ?? 1)
    let tensor =
      switch self {
      case .zeros: generator.library.zeros(shape, device: generator.device)
      case .uniform: generator.uniform(shape, in: -1 / inputs.squareRoot()..<1 / inputs.squareRoot())
      case .glorot(let gain): Self.even(shape, within: gain * (6 / (inputs + outputs)).squareRoot(), generator)
      case .normal(let deviation): generator.normal(shape) * deviation
      }
    return try tensor.requiringGradient()
  }

  private static func even(_ shape: [Int], within bound: Double, _ generator: RandomGenerator) -> Tensor {
    generator.uniform(shape) * (2 * bound) - bound
  }
}
