import TextEncoding
import Torch

/// How captions become vectors.
public enum TextEncoderChoice: String, Codable, Sendable, CaseIterable {
  /// Frozen sentence embeddings, 384 wide: also of words that the training captions lack.
  case minilm
  /// Counts of the training captions' words and pairs of words, whose meaning the network learns.
  case words

  /// - Parameters:
  ///   - vocabulary: of `words`.
  ///   - captions: to make the vocabulary from where there is none yet.
  /// - Throws: when the sentence encoder's weights are missing.
  func encoder(
    vocabulary: [String]? = nil, captions: [String] = [], library: TorchLibrary, device: Device
  ) throws -> any TextEncoder {
    switch self {
    case .minilm: try SentenceEncoder(folder: MiniLMFolder.find(), library: library, device: device)
    case .words: vocabulary.map { WordCountEncoder(vocabulary: $0) } ?? WordCountEncoder(captions: captions)
    }
  }
}
