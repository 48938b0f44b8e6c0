/// Attention with several heads (Vaswani et al. 2017), batch first. Parameters have the names and layout of PyTorch's
/// `MultiheadAttention`.
public struct MultiHeadAttention: Module {
  public let heads: Int
  public let dropout: Double
  /// Query, key and value projections one over the other: (3 width, width).
  public let inputWeight: Tensor
  /// (3 width), from zeros.
  public let inputBias: Tensor
  public let output: Linear

  /// - Parameters:
  ///   - width: of tokens; a multiple of `heads`.
  ///   - dropout: share of the attention's weights to drop in training.
  /// - Throws: `TorchError.operation` when the width is no multiple of the heads.
  public init(width: Int, heads: Int, dropout: Double = 0, from generator: RandomGenerator) throws {
    guard heads > 0, width > 0, width % heads == 0 else {
      throw TorchError.operation("attention", message: "the width \(width) cannot be divided among \(heads) heads")
    }
    self.heads = heads
    self.dropout = dropout
    inputWeight = try Initialiser.glorot(gain: 1).parameter([3 * width, width], from: generator)
    inputBias = try Initialiser.zeros.parameter([3 * width], from: generator)
    output = try Linear(width, width, from: generator)
    try output.bias?.detached().fill(0)
  }

  public var parameters: [Parameter] {
    [Parameter("in_proj_weight", inputWeight), Parameter("in_proj_bias", inputBias)]
      + output.parameters(under: "out_proj")
  }

  /// Attention of a sequence to itself.
  /// - Parameters:
  ///   - x: (batch, length, width).
  ///   - tokenMask: bool (batch, length), true where a token is real; nil when all are.
  ///   - generator: for dropout in training; nil when evaluating.
  /// - Returns: (batch, length, width).
  public func callAsFunction(_ x: Tensor, tokenMask: Tensor? = nil, dropoutFrom generator: RandomGenerator? = nil)
    -> Tensor
  {
    let projected = x.linear(weight: inputWeight.to(typeOf: x), bias: inputBias.to(typeOf: x))
    let parts = projected.split(into: 3, axis: -1).map {
      $0.unflattened(axis: -1, sizes: [heads, -1]).transposed(1, 2)
    }
    let attended = parts[0].attention(
      keys: parts[1], values: parts[2], mask: tokenMask?.expandedAxis(1).expandedAxis(1),
      dropout: dropout > 0 ? generator.map { (dropout, $0) } : nil)
    return output(attended.transposed(1, 2).flattened(from: 2))
  }
}
