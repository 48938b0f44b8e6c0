import Foundation
import Testing

@testable import Torch

@Suite(.needsTorch) struct ModuleTests {
  let torch: TorchLibrary
  let generator: RandomGenerator

  init() throws {
    torch = try TestLibrary.library()
    generator = try RandomGenerator(torch, seed: 3)
  }

  @Test func layerNormIsTheFormula() throws {
    let norm = try LayerNorm(3, library: torch)
    try torch.withoutGradients {
      try norm.weight.copy(from: torch.tensor([1, 2, -1] as [Float]))
      try norm.bias.copy(from: torch.tensor([0, 0.5, 1] as [Float]))
    }
    // Mean 3, variance (4 + 1 + 9) / 3.
    let scale = 1 / (14.0 / 3 + 1e-5).squareRoot()
    let expected = [-2 * scale, -2 * scale + 0.5, -3 * scale + 1]
    let x = torch.tensor([1, 2, 6] as [Float], shape: [1, 3])
    #expect(isClose(try norm(x).values(as: Double.self), expected, 1e-6))
  }

  /// Plain attention of one head over rows: weights of keys that may be looked at, by exp(q . k / sqrt(width)).
  static func attention(_ q: [[Double]], _ k: [[Double]], _ v: [[Double]], visible: [Bool]) -> [Double] {
    q.flatMap { query in
      let weights = zip(k, visible).map { key, visible in
        visible ? exp(zip(query, key).reduce(0) { $0 + $1.0 * $1.1 } / Double(query.count).squareRoot()) : 0
      }
      let sum = weights.reduce(0, +)
      return v[0].indices.map { column in zip(weights, v).reduce(0) { $0 + $1.0 * $1.1[column] } / sum }
    }
  }

  static func rows(_ tensor: Tensor) throws -> [[Double]] {
    let width = try tensor.size(-1)
    let values = try tensor.values(as: Double.self)
    return stride(from: 0, to: values.count, by: width).map { Array(values[$0..<$0 + width]) }
  }

  /// With and without a dropout, which takes the way that does not use libtorch's fused operator.
  @Test(arguments: [false, true]) func attentionIsTheFormula(withDropout: Bool) throws {
    let parts = (0..<3).map { _ in generator.normal([1, 1, 4, 5], dtype: .float64) }
    let visible = [true, true, false, true]
    let result = parts[0].attention(
      keys: parts[1], values: parts[2], mask: torch.tensor(visible, shape: [1, 1, 1, 4]),
      dropout: withDropout ? (0, generator) : nil)
    let expected = Self.attention(
      try Self.rows(parts[0]), try Self.rows(parts[1]), try Self.rows(parts[2]), visible: visible)
    #expect(try result.shape == [1, 1, 4, 5])
    #expect(isClose(try result.values(as: Double.self), expected, 1e-12))
  }

  @Test func headsSeeTheirPartOfTheWidthAlone() throws {
    let attention = try MultiHeadAttention(width: 4, heads: 2, from: generator)
    // Projections that change nothing.
    let identity = torch.tensor([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1] as [Float], shape: [4, 4])
    try torch.withoutGradients {
      try attention.inputWeight.copy(from: torch.concatenated([identity, identity, identity], axis: 0))
      try attention.output.weight.copy(from: identity)
    }
    let x = generator.normal([2, 3, 4])
    let visible = [true, false, true]
    let result = attention(x, tokenMask: torch.tensor(visible + visible, shape: [2, 3]))
    #expect(try result.shape == [2, 3, 4])
    for batch in 0..<2 {
      for head in 0..<2 {
        let columns = head * 2..<head * 2 + 2
        let rows = try Self.rows(x.selected(batch).sliced(columns, axis: 1).copied())
        let expected = Self.attention(rows, rows, rows, visible: visible)
        let part = try result.selected(batch).sliced(columns, axis: 1).values(as: Double.self)
        #expect(isClose(part, expected, 1e-6))
      }
    }
  }

  @Test func hiddenTokensChangeNothingInALayerAndAllParametersLearn() throws {
    let layer = try TransformerEncoderLayer(width: 8, heads: 2, feedForwardWidth: 16, from: generator)
    let x = generator.normal([1, 4, 8])
    let mask = torch.tensor([true, true, true, false], shape: [1, 4])
    let one = try layer(x, tokenMask: mask).sliced(0..<3, axis: 1).values()
    let last = torch.tensor([false, false, false, true], shape: [1, 4, 1])
    let two = try layer(last.select(generator.normal([1, 4, 8]), else: x), tokenMask: mask).sliced(0..<3, axis: 1)
      .values()
    #expect(one == two)
    // Normalised last: each token has mean 0.
    #expect(isClose(try layer(x).mean(-1).values(as: Double.self), [0, 0, 0, 0], 1e-6))
    try layer(x, dropoutFrom: generator).power(3).sum().backward()
    for parameter in layer.parameters {
      #expect(try parameter.tensor.gradient?.norm().item() ?? 0 > 0, "\(parameter.name)")
    }
    #expect(
      layer.parameters.map(\.name) == [
        "self_attn.in_proj_weight", "self_attn.in_proj_bias", "self_attn.out_proj.weight", "self_attn.out_proj.bias",
        "linear1.weight", "linear1.bias", "linear2.weight", "linear2.bias", "norm1.weight", "norm1.bias",
        "norm2.weight", "norm2.bias",
      ])
    #expect(try layer.parameters.elementCount == 3 * 8 * 9 + 8 * 9 + 16 * 9 + 8 * 17 + 4 * 8)
  }

  @Test func embeddingsPickRows() throws {
    let embedding = try Embedding(5, 3, from: generator)
    let result = embedding(torch.tensor([4, 0], shape: [1, 2]))
    #expect(try result.shape == [1, 2, 3])
    let rows = try Self.rows(embedding.weight)
    #expect(try Self.rows(result) == [rows[4], rows[0]])
  }

  @Test func layersStartWithinTheirBounds() throws {
    let layer = try Linear(16, 1000, from: generator)
    // Even within 1 / 4: the extremes of 16,000 draws come within a thousandth of it, with certainty but for e^-16.
    let largest = try layer.weight.magnitude().max().item()
    #expect(largest <= 0.25 && largest > 0.2495)
    #expect(try layer.bias?.magnitude().max().item() ?? 1 <= 0.25)
    let glorot = try Initialiser.glorot(gain: 2).parameter([1000, 16], from: generator).magnitude().max().item()
    let bound = 2 * (6.0 / 1016).squareRoot()
    #expect(glorot <= bound + 1e-7 && glorot > 0.998 * bound)
    #expect(try Initialiser.zeros.parameter([3], from: generator).values() == [0, 0, 0] as [Float])
  }

  @Test func dropoutKeepsTheMeanAndRepeatsWithItsSeed() throws {
    let ones = torch.ones([100_000])
    let values = try ones.dropout(0.25, from: RandomGenerator(torch, seed: 9)).values()
    #expect(Set(values) == [0, 1 / 0.75])
    // The mean's standard deviation is sqrt(0.25 / 0.75 / 100,000) = 0.0018.
    #expect(abs(values.reduce(0, +) / 100_000 - 1) < 0.01)
    #expect(try ones.dropout(0.25, from: RandomGenerator(torch, seed: 9)).values() == values)
    #expect(try ones.dropout(0.25, from: RandomGenerator(torch, seed: 10)).values() != values)
    #expect(throws: TorchError.self) { try ones.dropout(1, from: generator).check() }
  }

  @Test func sizesThatDoNotFitAreRefused() {
    #expect(throws: TorchError.self) { try MultiHeadAttention(width: 5, heads: 2, from: generator) }
    #expect(throws: TorchError.self) { try MultilayerPerceptron(widths: [3], activation: .tanh, from: generator) }
    #expect(throws: TorchError.self) { try Linear(-1, 2, from: generator) }
  }

  @Test func brainFloatsPassThroughLayersOfSingles() throws {
    let layer = try TransformerEncoderLayer(width: 8, heads: 2, feedForwardWidth: 16, dropout: 0, from: generator)
    let x = generator.normal([2, 3, 8])
    let exact = try layer(x).values(as: Double.self)
    let short = layer(x.to(.bfloat16))
    #expect(try short.dtype == .bfloat16)
    // Eight bits of precision, over a dozen operations on numbers near 1.
    #expect(isClose(try short.values(as: Double.self), exact, 0.1))
    try short.to(.float32).squared().sum().backward()
    #expect(try layer.first.weight.gradient?.dtype == .float32)
  }
}
