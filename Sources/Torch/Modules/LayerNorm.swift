/// Normalises the innermost axis to mean 0 and variance 1, then scales and shifts it (Ba, Kiros and Hinton 2016).
public struct LayerNorm: Module {
  public let width: Int
  public let epsilon: Double
  /// (width), from ones.
  public let weight: Tensor
  /// (width), from zeros.
  public let bias: Tensor

  /// - Throws: `TorchError.operation` when the width is impossible.
  public init(_ width: Int, epsilon: Double = 1e-5, library: TorchLibrary, device: Device = .cpu) throws {
    self.width = width
    self.epsilon = epsilon
    weight = try library.ones([width], device: device).requiringGradient()
    bias = try library.zeros([width], device: device).requiringGradient()
  }

  public var parameters: [Parameter] { [Parameter("weight", weight), Parameter("bias", bias)] }

  /// (..., width) -> (..., width).
  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.layerNorm(shape: [width], weight: weight.to(typeOf: x), bias: bias.to(typeOf: x), epsilon: epsilon)
  }
}
