import Foundation
import Torch

/// The folder of the sentence encoder's files, which `Scripts/setup-text` makes: model.safetensors, vocab.txt, config.json
/// and sentence_bert_config.json.
public enum MiniLMFolder {
  /// The environment variable that names the folder.
  public static let variable = "GAITKEEPER_MINILM"

  /// The first of these that is there: what the environment variable `GAITKEEPER_MINILM` names; `.build/minilm` in the
  /// working directory and above it, then in what is above the executable.
  /// - Parameters: the defaults are this process's own; others are for tests.
  /// - Throws: `TextEncodingError.missing` with the places searched, `.malformed` when the variable names no such folder.
  public static func find(
    environment: [String: String] = ProcessInfo.processInfo.environment,
    search: BuildFolderSearch = BuildFolderSearch()
  ) throws -> String {
    func holdsWeights(_ folder: String) -> Bool {
      FileManager.default.fileExists(atPath: "\(folder)/model.safetensors")
    }
    if let named = environment[variable], !named.isEmpty {
      guard holdsWeights(named) else {
        throw TextEncodingError.malformed(
          file: named,
          problem: "\(variable) names it, but there is no model.safetensors in it (Scripts/setup-text gets it)"
        )
      }
      return named
    }
    guard let folder = search.places(of: "minilm").first(where: holdsWeights) else {
      throw TextEncodingError.missing(
        searched: [variable, ".build/minilm above the working directory and the executable"])
    }
    return folder
  }
}
