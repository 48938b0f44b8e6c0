import Foundation

/// The sizes of a sentence encoder, from the files that come with its weights.
struct SentenceEncoderConfiguration: Sendable {
  let width: Int
  let layers: Int
  let heads: Int
  let feedForwardWidth: Int
  /// Of the normalisations.
  let epsilon: Double
  /// Places in a text that have a vector.
  let positions: Int
  /// Kinds of tokens that have a vector; texts use the first.
  let tokenKinds: Int
  /// Of one text, in tokens.
  let maximumLength: Int

  /// Reads config.json and sentence_bert_config.json.
  /// - Throws: `TextEncodingError.malformed`.
  init(folder: String) throws {
    let network: Network = try Self.read("\(folder)/config.json")
    let sentences: Sentences = try Self.read("\(folder)/sentence_bert_config.json")
    let sizes = [
      network.hidden_size, network.num_hidden_layers, network.num_attention_heads, network.intermediate_size,
      network.max_position_embeddings, network.type_vocab_size, sentences.max_seq_length,
    ]
    guard network.model_type == "bert", network.hidden_act == "gelu", sizes.allSatisfy({ (1...100_000).contains($0) })
    else {
      throw TextEncodingError.malformed(
        file: "\(folder)/config.json", problem: "expected a BERT model with gelu and sizes of at least 1")
    }
    width = network.hidden_size
    layers = network.num_hidden_layers
    heads = network.num_attention_heads
    feedForwardWidth = network.intermediate_size
    epsilon = network.layer_norm_eps
    positions = network.max_position_embeddings
    tokenKinds = network.type_vocab_size
    maximumLength = min(sentences.max_seq_length, positions)
  }

  // Names as in the files.
  // swift-format-ignore: AlwaysUseLowerCamelCase
  private struct Network: Decodable {
    var model_type, hidden_act: String
    var hidden_size, num_hidden_layers, num_attention_heads, intermediate_size: Int
    var max_position_embeddings, type_vocab_size: Int
    var layer_norm_eps: Double
  }

  // swift-format-ignore: AlwaysUseLowerCamelCase
  private struct Sentences: Decodable {
    var max_seq_length: Int
  }

  private static func read<Contents: Decodable>(_ file: String) throws -> Contents {
    guard let data = FileManager.default.contents(atPath: file) else {
      throw TextEncodingError.malformed(file: file, problem: "cannot be read")
    }
    do {
      return try JSONDecoder().decode(Contents.self, from: data)
    } catch {
      throw TextEncodingError.malformed(file: file, problem: "expected the JSON of a sentence encoder's configuration")
    }
  }
}
