/// A layer of a transformer's encoder, normalised after each half, batch first. Parameters have the names and layout of
/// PyTorch's `TransformerEncoderLayer`.
public struct TransformerEncoderLayer: Module {
  public let attention: MultiHeadAttention
  public let first: Linear
  public let second: Linear
  public let attentionNorm: LayerNorm
  public let feedForwardNorm: LayerNorm
  public let activation: Activation
  public let dropout: Double

  /// - Parameters:
  ///   - width: of tokens; a multiple of `heads`.
  ///   - feedForwardWidth: of the hidden layer.
  ///   - dropout: share of values to drop in training, after each half, in the hidden layer and in the attention's weights.
  ///   - epsilon: of both normalisations.
  /// - Throws: `TorchError.operation` when a size is impossible.
  public init(
    width: Int, heads: Int, feedForwardWidth: Int, dropout: Double = 0.1, activation: Activation = .gelu,
    epsilon: Double = 1e-5, from generator: RandomGenerator
  ) throws {
    attention = try MultiHeadAttention(width: width, heads: heads, dropout: dropout, from: generator)
    first = try Linear(width, feedForwardWidth, from: generator)
    second = try Linear(feedForwardWidth, width, from: generator)
    attentionNorm = try LayerNorm(width, epsilon: epsilon, library: generator.library, device: generator.device)
    feedForwardNorm = try LayerNorm(width, epsilon: epsilon, library: generator.library, device: generator.device)
    self.activation = activation
    self.dropout = dropout
  }

  public var parameters: [Parameter] {
    attention.parameters(under: "self_attn") + first.parameters(under: "linear1") + second.parameters(under: "linear2")
      + attentionNorm.parameters(under: "norm1") + feedForwardNorm.parameters(under: "norm2")
  }

  /// - Parameters:
  ///   - x: (batch, length, width).
  ///   - tokenMask: bool (batch, length), true where a token is real; nil when all are.
  ///   - generator: for dropout in training; nil when evaluating.
  /// - Returns: (batch, length, width).
  public func callAsFunction(_ x: Tensor, tokenMask: Tensor? = nil, dropoutFrom generator: RandomGenerator? = nil)
    -> Tensor
  {
    func dropped(_ x: Tensor) -> Tensor { generator.map { x.dropout(dropout, from: $0) } ?? x }
    let attended = attentionNorm(x + dropped(attention(x, tokenMask: tokenMask, dropoutFrom: generator)))
    return feedForwardNorm(attended + dropped(second(dropped(activation(first(attended))))))
  }
}
