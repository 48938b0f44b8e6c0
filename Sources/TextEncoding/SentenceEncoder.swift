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

  /// Texts that go through the network at once.
  private static let batch = 32

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
    // By length, so that little is computed for padding; by content, so that the order of the texts does not matter.
    let distinct = Set(tokens).sorted { ($0.count, $0) < ($1.count, $1) }
    var vectors: [[Int]: [Float]] = [:]
    for start in stride(from: 0, to: distinct.count, by: Self.batch) {
      let batch = Array(distinct[start..<min(start + Self.batch, distinct.count)])
      for (tokens, vector) in zip(batch, try library.withoutGradients { try encode(tokens: batch) }) {
        vectors[tokens] = vector
      }
    }
    return tokens.map { vectors[$0] ?? [] }
  }

  private func encode(tokens: [[Int]]) throws -> [[Float]] {
    let length = tokens.map(\.count).max() ?? 0
    let shape = [tokens.count, length]
    let numbers = library.tensor(
      tokens.flatMap { $0 + Array(repeating: 0, count: length - $0.count) }, shape: shape
    ).to(device)
    let mask = library.tensor(
      tokens.flatMap { row in (0..<length).map { $0 < row.count } }, shape: shape
    ).to(device)
    let embedded = norm(numbers.embedded(in: words) + positions.sliced(0..<length))
    let contextual = layers.reduce(embedded) { $1($0, tokenMask: mask) }
    let weights = mask.to(.float32).expandedAxis(-1)
    let mean = (contextual * weights).sum(1) / weights.sum(1)
    let unit = mean / mean.squared().sum(-1, keepsAxes: true).squareRoot()
    let values = try unit.values(as: Float.self)
    return tokens.indices.map { Array(values[$0 * width..<($0 + 1) * width]) }
  }
}

extension TorchLibrary {
  fileprivate func tensor(_ stored: SafeTensors.Tensor) -> Tensor { tensor(stored.values, shape: stored.shape) }
}

private func < (a: (Int, [Int]), b: (Int, [Int])) -> Bool {
  a.0 == b.0 ? a.1.lexicographicallyPrecedes(b.1) : a.0 < b.0
}
