/// A learned vector for each of `count` tokens.
public struct Embedding: Module {
  /// (count, width), normally distributed at first.
  public let weight: Tensor

  /// - Throws: `TorchError.operation` when a size is impossible.
  public init(_ count: Int, _ width: Int, from generator: RandomGenerator) throws {
    weight = try Initialiser.normal(deviation: 1).parameter([count, width], from: generator)
  }

  public var parameters: [Parameter] { [Parameter("weight", weight)] }

  /// Tokens as int64 (...) -> (..., width).
  public func callAsFunction(_ tokens: Tensor) -> Tensor { tokens.embedded(in: weight) }
}
