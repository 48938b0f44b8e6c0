import Foundation
import Motion
import TextEncoding
import Testing
import Torch

@testable import MotionDiffusion

/// libtorch and the sentence encoder for the tests. Where one is not set up its tests are skipped, which says so.
enum TestModels {
  private static let loaded = Result { try TorchLibrary.load() }
  private static let sentences = Result { try MiniLMFolder.find() }

  static var hasTorch: Bool { if case .failure(TorchError.missing) = loaded { false } else { true } }
  static var hasSentences: Bool { if case .failure(TextEncodingError.missing) = sentences { false } else { true } }
  static func library() throws -> TorchLibrary { try loaded.get() }

  /// Small enough for a test.
  static var configuration: ModelConfiguration {
    var configuration = ModelConfiguration()
    configuration.width = 32
    configuration.layers = 1
    configuration.heads = 2
    configuration.feedForwardWidth = 32
    configuration.textEncoder = .words
    configuration.batch = 4
    configuration.warmupSteps = 5
    configuration.learningRate = 3e-3
    configuration.maximumFrames = 40
    configuration.diffusionSteps = 10
    configuration.averageDecay = 0.9
    return configuration
  }

  /// Motions of two kinds that have nothing in common: one column swings, or another one does.
  static let motions = (0..<8).map { index in
    let isFirst = index % 2 == 0
    let frames = 24 + 4 * (index / 2)
    var features = [Float](repeating: 0, count: frames * HumanML3DFeatures.count)
    for frame in 0..<frames {
      for column in 0..<HumanML3DFeatures.count {
        features[frame * HumanML3DFeatures.count + column] =
          isFirst ? Float(sin(Double(frame) / 3)) : Float(column) / 263
      }
    }
    return CaptionedMotion(
      id: "\(index)", captions: [isFirst ? "a person swings" : "a body is still"], features: features)
  }

  static func model(_ configuration: ModelConfiguration = configuration) throws -> MotionDiffusionModel {
    try MotionDiffusionModel(
      configuration: configuration, motions: motions, licence: "none", data: "made up", library: library())
  }

  static func temporaryFolder() throws -> String {
    let path = FileManager.default.temporaryDirectory.path + "/\(UUID())"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
  }
}

extension Trait where Self == ConditionTrait {
  static var needsTorch: ConditionTrait {
    .enabled(if: TestModels.hasTorch, "libtorch is not set up: Scripts/setup-learning does it")
  }
  static var needsSentences: ConditionTrait {
    .enabled(if: TestModels.hasSentences, "the text encoder is not set up: Scripts/setup-text does it")
  }
}
