import Foundation

/// What a model is and what it was made from: `model.json` in its folder.
public struct ModelCard: Codable, Sendable, Hashable {
  public var kind = Self.kind
  public var configuration: ModelConfiguration
  /// Width of the captions' vectors.
  public var textWidth: Int
  /// The terms that a `words` encoder counts.
  public var vocabulary: [String]?
  public var licence: String
  /// What it was trained on, and on how much of it.
  public var data: String
  /// Frames of the middle training motion.
  public var middleFrames = 0
  public var trainingSteps = 0
  public var trainingHours = 0.0

  static let kind = "gaitkeeper motion diffusion model"

  init(configuration: ModelConfiguration, textWidth: Int, vocabulary: [String]?, licence: String, data: String) {
    self.configuration = configuration
    self.textWidth = textWidth
    self.vocabulary = vocabulary
    self.licence = licence
    self.data = data
  }

  /// - Throws: `ModelError`.
  init(contentsOf path: String) throws {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw ModelError(path, "it cannot be read; expected a model's folder with model.json and weights.safetensors")
    }
    do { self = try JSONDecoder().decode(Self.self, from: data) } catch let error as DecodingError {
      throw ModelError(path, error.place.map { "'\($0)' is missing or of the wrong kind" } ?? "it is not JSON")
    }
    guard kind == Self.kind else { throw ModelError(path, "it is of a \(kind), expected a \(Self.kind)") }
    try configuration.check(path)
  }

  func write(to path: String) throws {
    try Files.write(json: self, to: path)
  }
}
