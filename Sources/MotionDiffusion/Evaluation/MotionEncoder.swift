import Motion
import Torch

/// A motion to one vector: a transformer's encoder over tokens of several frames, the mean over the real ones, a linear layer.
struct MotionEncoder: Module {
  private let input, output: Linear
  private let layers: [TransformerEncoderLayer]
  private let encoding: Tensor
  private let framesPerToken: Int

  init(_ configuration: EvaluatorConfiguration, from generator: RandomGenerator) throws {
    framesPerToken = configuration.framesPerToken
    input = try Linear(HumanML3DFeatures.count * framesPerToken, configuration.width, from: generator)
    output = try Linear(configuration.width, configuration.embeddingWidth, from: generator)
    layers = try (0..<configuration.layers).map { _ in
      try TransformerEncoderLayer(
        width: configuration.width, heads: configuration.heads, feedForwardWidth: configuration.feedForwardWidth,
        dropout: configuration.dropout, from: generator)
    }
    encoding = SinusoidalEncoding.table(
      count: (configuration.maximumFrames + framesPerToken - 1) / framesPerToken, width: configuration.width,
      library: generator.library, device: generator.device)
  }

  var parameters: [Parameter] {
    input.parameters(under: "input") + layers.enumerated().flatMap { $1.parameters(under: "layers.\($0)") }
      + output.parameters(under: "output")
  }

  /// - Parameters:
  ///   - x: (batch, frames, 263), normalised.
  ///   - tokenMask: bool (batch, tokens).
  /// - Returns: (batch, embedding width).
  func callAsFunction(_ x: Tensor, tokenMask: Tensor, dropoutFrom generator: RandomGenerator? = nil) -> Tensor {
    Tensor.attempt(x.library) {
      let shape = try x.shape
      let count = shape[1] / framesPerToken
      var tokens = input(x.reshaped([shape[0], count, framesPerToken * shape[2]])) + encoding.sliced(0..<count)
      for layer in layers { tokens = layer(tokens, tokenMask: tokenMask, dropoutFrom: generator) }
      let weights = tokenMask.to(.float32).expandedAxis(-1)
      return output((tokens * weights).sum(1) / weights.sum(1))
    }
  }
}
