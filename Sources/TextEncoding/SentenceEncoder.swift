import SafeTensors
import Torch

/// A frozen sentence encoder of the BERT family, made for all-MiniLM-L6-v2 (Wang et al. 2020; Reimers and Gurevych 2019):
/// a transformer's encoder over pieces of words, the mean over a text's tokens, scaled to length 1.
public struct SentenceEncoder: TextEncoder {
  public let name = "all-MiniLM-L6-v2"
  public var width: Int { configuration.width }
  public let tokenizer: WordPieceTokenizer
  private let configuration: SentenceEncoderConfiguration
  private let library: TorchLibrary
  private let device: Device
  /// (pieces, width).
  private let words: Tensor
  /// (positions, width), with the vector of the only kind of token added to each.
  private let positions: Tensor
  private let norm: LayerNorm
  private let layers: [TransformerEncoderLayer]

  /// - Parameter folder: as `Scripts/setup-text` makes it.
  /// - Throws: `TextEncodingError`, `SafeTensorsError` or `TorchError` with the file and what is wrong with it.
  public init(folder: String, library: TorchLibrary, device: Device = .cpu) throws {
    configuration = try SentenceEncoderConfiguration(folder: folder)
    self.library = library
    self.device = device
    let vocabularyFile = "\(folder)/vocab.txt"
    let vocabulary = try Vocabulary(contentsOf: vocabularyFile)
    tokenizer = try WordPieceTokenizer(
      vocabulary: vocabulary, maximumLength: configuration.maximumLength, file: vocabularyFile)

    let weights = try SentenceEncoderWeights(file: "\(folder)/model.safetensors", width: configuration.width)
    words = library.tensor(try weights.table("word", rows: vocabulary.count)).to(device)
    let kind = library.tensor(try weights.table("token_type", rows: configuration.tokenKinds)).sliced(0..<1)
    positions = (library.tensor(try weights.table("position", rows: configuration.positions)) + kind).to(device)
    norm = try LayerNorm(configuration.width, epsilon: configuration.epsilon, library: library, device: device)
    try norm.parameters.load(weights.embeddingNorm())
    // Whatever the layers start from is replaced.
    let generator = try RandomGenerator(library, seed: 0, device: device)
    layers = try (0..<configuration.layers).map { [configuration] index in
      let layer = try TransformerEncoderLayer(
        width: configuration.width, heads: configuration.heads, feedForwardWidth: configuration.feedForwardWidth,
        dropout: 0, activation: .gelu, epsilon: configuration.epsilon, from: generator)
      try layer.parameters.load(weights.layer(index))
      return layer
    }
  }

  /// Equal texts are computed once.
  /// - Throws: `TextEncodingError.noWords`, or `TorchError` when libtorch fails.
  /// - Returns: vectors of length 1.
  public func encode(_ texts: [String]) throws -> [[Float]] {
    let tokens = try texts.enumerated().map { index, text in
      let tokens = tokenizer.tokens(text)
      guard tokens.count > 2 else { throw TextEncodingError.noWords(index: index, text: text) }
      return tokens
    }
    // Each by itself: sums over other batches are rounded otherwise, and a text's vector is to be the same beside any others.
    var vectors: [[Int]: [Float]] = [:]
    for tokens in tokens where vectors[tokens] == nil {
      vectors[tokens] = try library.withoutGradients { try encode(tokens: tokens) }
    }
    return tokens.map { vectors[$0] ?? [] }
  }

  private func encode(tokens: [Int]) throws -> [Float] {
    let numbers = library.tensor(tokens, shape: [1, tokens.count]).to(device)
    let embedded = norm(numbers.embedded(in: words) + positions.sliced(0..<tokens.count))
    let mean = layers.reduce(embedded) { $1($0) }.mean(1)
    return try (mean / mean.squared().sum(-1, keepsAxes: true).squareRoot()).values()
  }
}

extension TorchLibrary {
  fileprivate func tensor(_ stored: SafeTensors.Tensor) -> Tensor { tensor(stored.values, shape: stored.shape) }
}
