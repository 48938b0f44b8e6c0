import SafeTensors

/// A BERT model's weights under the names that the layers here have for them.
struct SentenceEncoderWeights {
  private let file: String
  private let width: Int
  private let stored: SafeTensors

  /// - Throws: `SafeTensorsError`.
  init(file: String, width: Int) throws {
    self.file = file
    self.width = width
    // Whole numbers, 0, 1, 2, ...
    stored = try SafeTensors(contentsOf: file, leavingOut: ["embeddings.position_ids"])
  }

  /// A table of embeddings: "word", "position" or "token_type".
  func table(_ name: String, rows: Int) throws -> SafeTensors.Tensor {
    try stored.tensor("embeddings.\(name)_embeddings.weight", shape: [rows, width], file: file)
  }

  func embeddingNorm() throws -> SafeTensors { try renamed(["": "embeddings.LayerNorm"]) }

  /// The parameters of `TransformerEncoderLayer`.
  func layer(_ index: Int) throws -> SafeTensors {
    let prefix = "encoder.layer.\(index)"
    var layer = try renamed([
      "self_attn.out_proj.": "\(prefix).attention.output.dense", "norm1.": "\(prefix).attention.output.LayerNorm",
      "linear1.": "\(prefix).intermediate.dense", "linear2.": "\(prefix).output.dense",
      "norm2.": "\(prefix).output.LayerNorm",
    ])
    for (part, shape) in [("weight", [width, width]), ("bias", [width])] {
      // One over the other.
      let stacked = try ["query", "key", "value"].flatMap {
        try stored.tensor("\(prefix).attention.self.\($0).\(part)", shape: shape, file: file).values
      }
      layer.tensors["self_attn.in_proj_\(part)"] = .init(shape: [3 * width] + shape.dropFirst(), values: stacked)
    }
    return layer
  }

  /// Weight and bias of each of the stored layers, under the new prefixes.
  private func renamed(_ names: [String: String]) throws -> SafeTensors {
    var renamed = SafeTensors()
    for (new, old) in names {
      for part in ["weight", "bias"] {
        renamed.tensors[new + part] = try stored.tensor("\(old).\(part)", file: file)
      }
    }
    return renamed
  }
}
