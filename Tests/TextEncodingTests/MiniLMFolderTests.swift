import Foundation
import SafeTensors
import TestSupport
import Testing
import Torch

@testable import TextEncoding

@Suite struct MiniLMFolderTests {
  static func inFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    try FileManager.default.createDirectory(atPath: folder + "/.build/minilm", withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  @Test func theFolderIsFoundFromBelowAndFromTheExecutable() throws {
    try Self.inFolder { folder in
      let search = BuildFolderSearch(workingDirectory: "/", executable: folder + "/.build/debug/run")
      #expect(throws: TextEncodingError.self) { try MiniLMFolder.find(environment: [:], search: search) }
      try Data().write(to: URL(fileURLWithPath: folder + "/.build/minilm/model.safetensors"))
      #expect(try MiniLMFolder.find(environment: [:], search: search) == folder + "/.build/minilm")
      let below = BuildFolderSearch(workingDirectory: folder + "/a/b", executable: nil)
      #expect(try MiniLMFolder.find(environment: [:], search: below) == folder + "/.build/minilm")
      let nowhere = BuildFolderSearch(workingDirectory: "/", executable: nil)
      let named = ["GAITKEEPER_MINILM": folder + "/.build/minilm"]
      #expect(try MiniLMFolder.find(environment: named, search: nowhere) == folder + "/.build/minilm")
    }
  }

  @Test func whereNothingIsFoundTheScriptIsNamed() {
    let nowhere = BuildFolderSearch(workingDirectory: "/", executable: nil)
    let line = message { _ = try MiniLMFolder.find(environment: [:], search: nowhere) }
    #expect(line.contains("run Scripts/setup-text") && line.contains("GAITKEEPER_MINILM") && !line.contains("\n"))
    #expect(
      message { _ = try MiniLMFolder.find(environment: ["GAITKEEPER_MINILM": "/no/such"], search: nowhere) }
        .hasPrefix("/no/such: GAITKEEPER_MINILM names it, but there is no model.safetensors in it"))
  }
}

@Suite(.needsTorch) struct DamagedEncoderTests {
  static let configuration =
    #"{"model_type":"bert","hidden_act":"gelu","hidden_size":4,"num_hidden_layers":1,"num_attention_heads":2,"#
    + #""intermediate_size":8,"max_position_embeddings":8,"type_vocab_size":2,"layer_norm_eps":1e-12}"#

  /// A whole encoder of one layer.
  static func write(to folder: String, change: (inout SafeTensors) -> Void) throws {
    let files = [
      "config.json": configuration, "sentence_bert_config.json": #"{"max_seq_length":16}"#,
      "vocab.txt": VocabularyTests.special + "a\n",
    ]
    for (name, text) in files { try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)")) }
    var weights = SafeTensors()
    func add(_ name: String, _ shape: [Int]) {
      let count = shape.reduce(1, *)
      weights.tensors[name] = .init(shape: shape, values: (0..<count).map { Float($0 % 7) / 10 })
    }
    for (name, rows) in [("word", 6), ("position", 8), ("token_type", 2)] {
      add("embeddings.\(name)_embeddings.weight", [rows, 4])
    }
    let layer = "encoder.layer.0"
    let shapes = [
      "\(layer).attention.self.query": [4, 4], "\(layer).attention.self.key": [4, 4],
      "\(layer).attention.self.value": [4, 4], "\(layer).attention.output.dense": [4, 4],
      "\(layer).intermediate.dense": [8, 4], "\(layer).output.dense": [4, 8],
    ]
    for (name, shape) in shapes {
      add(name + ".weight", shape)
      add(name + ".bias", [shape[0]])
    }
    for name in ["embeddings", "\(layer).attention.output", "\(layer).output"] {
      add(name + ".LayerNorm.weight", [4])
      add(name + ".LayerNorm.bias", [4])
    }
    change(&weights)
    try weights.write(to: "\(folder)/model.safetensors")
  }

  static func problem(_ folder: String) -> String {
    message { _ = try SentenceEncoder(folder: folder, library: TorchLibrary.load()).encode(["a"]) }
  }

  @Test func filesThatDoNotFitAreNamedWithTheReason() throws {
    try MiniLMFolderTests.inFolder { folder in
      #expect(Self.problem(folder) == "\(folder)/config.json: cannot be read")
      try Self.write(to: folder) { _ in }
      #expect(Self.problem(folder) == "")
      let file = "\(folder)/model.safetensors"
      try Self.write(to: folder) { $0.tensors["encoder.layer.0.attention.self.key.bias"] = nil }
      #expect(Self.problem(folder) == "\(file): tensor 'encoder.layer.0.attention.self.key.bias': it is missing")
      try Self.write(to: folder) { $0.tensors["embeddings.word_embeddings.weight"]?.shape = [4, 6] }
      #expect(
        Self.problem(folder)
          == "\(file): tensor 'embeddings.word_embeddings.weight': it has shape [4, 6], expected [6, 4]")
      try Self.write(to: folder) { $0.tensors["encoder.layer.0.output.dense.weight"]?.shape = [8, 4] }
      #expect(Self.problem(folder) == "parameter 'linear2.weight': its shape is [8, 4], expected [4, 8]")
      let bytes = try Data(contentsOf: URL(fileURLWithPath: file))
      try bytes.prefix(bytes.count / 2).write(to: URL(fileURLWithPath: file))
      #expect(Self.problem(folder).hasPrefix("\(file): "))
      try Data(Self.configuration.replacing("gelu", with: "relu").utf8).write(
        to: URL(fileURLWithPath: "\(folder)/config.json"))
      #expect(Self.problem(folder).hasPrefix("\(folder)/config.json: expected a BERT model with gelu"))
    }
  }
}
