import Foundation
import SafeTensors
import Testing
import TextEncoding
import Torch

/// What the tests need: libtorch, and the encoder's files. Where one is not set up its tests are skipped, which says so; one
/// that is there and does not work fails them.
enum TestEncoder {
  private static let library = Result { try TorchLibrary.load() }
  private static let found = Result { try MiniLMFolder.find() }

  static var hasTorch: Bool { if case .failure(TorchError.missing) = library { false } else { true } }
  static var hasFiles: Bool { if case .failure(TextEncodingError.missing) = found { false } else { true } }

  static func folder() throws -> String { try found.get() }

  static func encoder() throws -> SentenceEncoder {
    try SentenceEncoder(folder: try folder(), library: try library.get())
  }

  static func tokenizer() throws -> WordPieceTokenizer {
    let file = try folder() + "/vocab.txt"
    return try WordPieceTokenizer(vocabulary: Vocabulary(contentsOf: file), maximumLength: 256, file: file)
  }
}

extension Trait where Self == ConditionTrait {
  static var needsFiles: ConditionTrait {
    .enabled(if: TestEncoder.hasFiles, "the text encoder is not set up: Scripts/setup-text does it")
  }
  static var needsTorch: ConditionTrait {
    .enabled(if: TestEncoder.hasTorch, "libtorch is not set up: Scripts/setup-learning does it")
  }
}

/// What the reference implementation gives; `Reference/make.py` made it.
enum Reference {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Reference"

  struct Text: Decodable {
    var text: String
    var tokens: [Int]
  }

  static func texts() throws -> [Text] {
    try JSONDecoder().decode([Text].self, from: Data(contentsOf: URL(fileURLWithPath: folder + "/tokens.json")))
  }

  /// Of the first texts, a row each.
  static func embeddings() throws -> SafeTensors.Tensor {
    try SafeTensors(contentsOf: folder + "/embeddings.safetensors").tensor("embeddings", file: "embeddings.safetensors")
  }
}
