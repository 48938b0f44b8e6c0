// What layers of networks are made of.
extension Tensor {
  /// The matrix product over the last two axes; those before them stretch.
  public func matmul(_ other: Tensor) -> Tensor { apply("aten::matmul", "", .tensor(other)) }

  /// x W' + b, for x (..., in), W (out, in) and b (out).
  public func linear(weight: Tensor, bias: Tensor? = nil) -> Tensor {
    apply("aten::linear", "", .tensor(weight), bias.map { .tensor($0) } ?? .none)
  }

  /// Normalises the innermost axes, of sizes `shape`, to mean 0 and variance 1, then scales and shifts them.
  public func layerNorm(
    shape: [Int], weight: Tensor? = nil, bias: Tensor? = nil, epsilon: Double = 1e-5
  ) -> Tensor {
    apply(
      "aten::layer_norm", "", .integers(shape), weight.map { .tensor($0) } ?? .none,
      bias.map { .tensor($0) } ?? .none, .real(epsilon))
  }

  /// This int64 tensor's elements pick rows of `weight` (count, width): the result has one more axis, of size width.
  public func embedded(in weight: Tensor) -> Tensor {
    library.tensor(of: "aten::embedding", [.tensor(weight), .tensor(self)])
  }

  /// Each element set to 0 with `probability` and the rest scaled up by 1 / (1 - probability), so that the mean stays.
  ///
  /// libtorch's own operator takes no generator; this one does, so that a run can be repeated.
  public func dropout(_ probability: Double, from generator: RandomGenerator) -> Tensor {
    guard probability > 0 else { return self }
    return Tensor.attempt(library) {
      guard probability < 1 else {
        throw TorchError.operation("dropout", message: "the probability must be under 1, got \(probability)")
      }
      let mask = library.withoutGradients { apply("aten::empty_like") }
      try mask.change("aten::bernoulli_", "float", .real(1 - probability), .generator(generator))
      try mask.multiply(by: 1 / (1 - probability))
      return self * mask
    }
  }

  /// Attention of this query (..., heads, queries, width) to keys and values (..., heads, keys, width).
  /// - Parameters:
  ///   - mask: bool, true where a query may look at a key; stretches to (..., heads, queries, keys).
  ///   - dropout: the share of weights to drop, with the generator to draw from; nil for none.
  /// - Returns: (..., heads, queries, width).
  public func attention(
    keys: Tensor, values: Tensor, mask: Tensor? = nil, dropout: (probability: Double, generator: RandomGenerator)? = nil
  ) -> Tensor {
    // One fused operator since libtorch 2.0; it takes no generator.
    if dropout == nil, library.has("aten::scaled_dot_product_attention") {
      return apply(
        "aten::scaled_dot_product_attention", "", .tensor(keys), .tensor(values), mask.map { .tensor($0) } ?? .none)
    }
    return Tensor.attempt(library) {
      var scores = (self * (1 / Double(try size(-1)).squareRoot())).matmul(keys.transposed(-2, -1))
      if let mask { scores = scores.filled(where: .!mask, with: -.infinity) }
      var weights = scores.softmax(axis: -1)
      if let dropout { weights = weights.dropout(dropout.probability, from: dropout.generator) }
      return weights.matmul(values)
    }
  }
}
