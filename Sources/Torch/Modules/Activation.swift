/// A function between two layers.
public enum Activation: String, Sendable, Codable, CaseIterable {
  case relu, gelu, silu, tanh

  public func callAsFunction(_ x: Tensor) -> Tensor {
    switch self {
    case .relu: x.relu()
    case .gelu: x.gelu()
    case .silu: x.silu()
    case .tanh: x.tanh()
    }
  }
}
