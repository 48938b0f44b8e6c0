import Motion
import Torch

/// The network of the motion diffusion model (Tevet et al., "Human Motion Diffusion Model", 2023, section 3): a transformer's encoder
/// that sees a noisy motion, the diffusion step and a text, and predicts the motion without noise.
///
/// Unlike the published one, several frames can make up a token, and tokens without motion are masked.
struct MotionTransformer: Module {
  let framesPerToken: Int
  private let input, output: Linear
  private let stepFirst, stepSecond: Linear
  private let text: Linear
  private let layers: [TransformerEncoderLayer]
  /// (positions, width): of diffusion steps, and of tokens.
  private let encoding: Tensor
  private let dropout: Double

  init(_ configuration: ModelConfiguration, textWidth: Int, from generator: RandomGenerator) throws {
    let width = configuration.width
    framesPerToken = configuration.framesPerToken
    dropout = configuration.dropout
    let tokenWidth = HumanML3DFeatures.count * configuration.framesPerToken
    input = try Linear(tokenWidth, width, from: generator)
    output = try Linear(width, tokenWidth, from: generator)
    stepFirst = try Linear(width, width, from: generator)
    stepSecond = try Linear(width, width, from: generator)
    text = try Linear(textWidth, width, from: generator)
    layers = try (0..<configuration.layers).map { _ in
      try TransformerEncoderLayer(
        width: width, heads: configuration.heads, feedForwardWidth: configuration.feedForwardWidth,
        dropout: configuration.dropout, from: generator)
    }
    let tokens = (configuration.maximumFrames + framesPerToken - 1) / framesPerToken
    encoding = SinusoidalEncoding.table(
      count: max(configuration.diffusionSteps, tokens + 1), width: width, library: generator.library,
      device: generator.device)
  }

  var parameters: [Parameter] {
    input.parameters(under: "input") + stepFirst.parameters(under: "step.0") + stepSecond.parameters(under: "step.1")
      + text.parameters(under: "text")
      + layers.enumerated().flatMap { $1.parameters(under: "layers.\($0)") } + output.parameters(under: "output")
  }

  /// - Parameters:
  ///   - x: (batch, frames, 263), noisy.
  ///   - step: int64 (batch).
  ///   - text: (batch, text width); zeros for no text.
  ///   - tokenMask: bool (batch, tokens).
  ///   - precision: of the computation; parameters and result are 32-bit.
  ///   - generator: for dropout in training; nil when sampling.
  /// - Returns: (batch, frames, 263).
  func callAsFunction(
    _ x: Tensor, step: Tensor, text vector: Tensor, tokenMask: Tensor, precision: DataType,
    dropoutFrom generator: RandomGenerator? = nil
  ) -> Tensor {
    let library = x.library
    return Tensor.attempt(library) {
      let shape = try x.shape
      let count = shape[1] / framesPerToken
      let condition = stepSecond(stepFirst(encoding.rows(step)).silu()) + text(vector)
      let frames = input(x.reshaped([shape[0], count, framesPerToken * shape[2]]).to(precision))
      var tokens = library.concatenated([condition.expandedAxis(1).to(precision), frames], axis: 1)
      tokens = tokens + encoding.sliced(0..<(count + 1)).to(precision)
      if let generator { tokens = tokens.dropout(dropout, from: generator) }
      let seen = library.ones([shape[0], 1], dtype: .bool, device: try x.device)
      let mask = library.concatenated([seen, tokenMask], axis: 1)
      for layer in layers { tokens = layer(tokens, tokenMask: mask, dropoutFrom: generator) }
      return output(tokens.sliced(1..<(count + 1), axis: 1)).to(.float32).reshaped(shape)
    }
  }
}
