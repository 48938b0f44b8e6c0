import Foundation
import GenerativeMetrics
import SafeTensors
import TextEncoding
import Torch

/// Tells how alike motions and texts are, by vectors of both: what FID, R-precision and the rest are computed from.
///
/// It is trained on real motions alone (`EvaluatorTrainer`) and then frozen. Its figures are not those of papers, whose evaluators are
/// others: only figures of the same evaluator may be held against each other.
public final class MotionTextEvaluator {
  /// `evaluator.json` in its folder.
  public struct Card: Codable, Sendable, Hashable {
    public var kind = Self.kind
    public var configuration: EvaluatorConfiguration
    public var licence: String
    public var data: String
    /// Of the split that it was not trained on: how well captions find real motions, and the FID of one half of them from the other.
    public var figures: [String: Double] = [:]

    static let kind = "gaitkeeper motion and text evaluator"
  }

  public internal(set) var card: Card
  public let library: TorchLibrary
  public let device: Device
  let normalisation: FeatureNormalisation
  let motionEncoder: MotionEncoder
  let textEncoder: MultilayerPerceptron
  private let sentences: CaptionVectors

  public var configuration: EvaluatorConfiguration { card.configuration }
  private static let weightsFile = "weights.safetensors"
  private static let cardFile = "evaluator.json"

  /// - Parameter sentences: those of a model by the same encoder, so that neither it nor the captions are computed twice; nil loads it.
  init(
    card: Card, normalisation: FeatureNormalisation, sentences: CaptionVectors?, library: TorchLibrary, device: Device
  ) throws {
    self.card = card
    self.normalisation = normalisation
    self.library = library
    self.device = device
    self.sentences =
      try sentences ?? CaptionVectors(TextEncoderChoice.minilm.encoder(library: library, device: device))
    let generator = try RandomGenerator(library, seed: card.configuration.seed, device: device)
    motionEncoder = try MotionEncoder(card.configuration, from: generator)
    textEncoder = try MultilayerPerceptron(
      widths: [self.sentences.encoder.width, card.configuration.width, card.configuration.embeddingWidth],
      activation: .gelu,
      from: generator)
  }

  /// An evaluator by its folder, or the one that comes with the project.
  /// - Throws: `ModelError` when the folder holds none or its weights do not fit, and that libtorch or the sentence encoder is missing.
  /// - Parameter model: one that is measured, whose sentence encoder is used where it has one.
  public convenience init(
    named name: String, sharing model: MotionDiffusionModel? = nil, library: TorchLibrary, device: Device = .cpu
  ) throws {
    let directory = Files.folder(named: name, pretrained: "evaluator")
    let cardPath = directory + "/" + Self.cardFile
    guard let data = FileManager.default.contents(atPath: cardPath) else {
      throw ModelError(cardPath, "it cannot be read; expected an evaluator's folder")
    }
    guard let card = try? JSONDecoder().decode(Card.self, from: data), card.kind == Card.kind else {
      throw ModelError(cardPath, "it is not the card of a \(Card.kind)")
    }
    let path = directory + "/" + Self.weightsFile
    let file = try SafeTensors(contentsOf: path)
    try self.init(
      card: card, normalisation: FeatureNormalisation(file, path: path), sentences: model?.sentenceVectors,
      library: library,
      device: device)
    do { try parameters.load(file, allowsMore: true) } catch let error as TorchError {
      throw ModelError(path, "\(error)")
    }
  }

  /// Writes card and weights; each file appears whole or not at all.
  public func write(to directory: String) throws {
    try Files.makeFolder(directory)
    var file = try parameters.safeTensors()
    normalisation.store(in: &file)
    try file.write(to: directory + "/" + Self.weightsFile)
    try Files.write(json: card, to: directory + "/" + Self.cardFile)
  }

  var parameters: [Parameter] {
    motionEncoder.parameters(under: "motion") + textEncoder.parameters(under: "text")
  }

  // MARK: Vectors

  /// The vectors of motions, `embeddingWidth` wide; frames past `maximumFrames` are not looked at.
  public func embeddings(_ motions: [CaptionedMotion]) throws -> Embeddings {
    var rows: [[Float]] = []
    rows.reserveCapacity(motions.count)
    let order = motions.indices.sorted { (motions[$0].frameCount, $0) < (motions[$1].frameCount, $1) }
    var places = [Int](repeating: 0, count: motions.count)
    for start in stride(from: 0, to: order.count, by: 64) {
      let part = order[start..<min(start + 64, order.count)]
      let tensor = library.withoutGradients {
        let batch = batch(part.map { motions[$0] })
        return motionEncoder(batch.features, tokenMask: batch.tokenMask)
      }
      let values: [Float] = try tensor.values()
      for (row, index) in part.enumerated() {
        places[index] = rows.count
        rows.append(Array(values[row * configuration.embeddingWidth..<(row + 1) * configuration.embeddingWidth]))
      }
    }
    return try Embeddings(places.map { rows[$0] })
  }

  /// Motions and captions as unit vectors: what captions are ranked by.
  public func matched(_ embeddings: Embeddings, captions: [String]) throws -> EmbeddingSet {
    let texts: [Float] = try library.withoutGradients { try textEncoder(sentenceTensor(captions)).values() }
    let width = configuration.embeddingWidth
    return try EmbeddingSet(
      captions: captions, text: Embeddings(values: texts.map(Double.init), width: width).unitVectors(),
      motion: embeddings.unitVectors())
  }

  func batch(_ motions: [CaptionedMotion]) -> MotionBatch {
    MotionBatch(
      rows: motions.map { motion in
        normalisation.normalised(
          Array(motion.features.prefix(configuration.maximumFrames * normalisation.mean.count)))
      }, framesPerToken: configuration.framesPerToken, library: library, device: device)
  }

  /// Frozen sentence embeddings: (captions, 384), of length 1.
  func sentenceTensor(_ captions: [String]) throws -> Tensor {
    try sentences.tensor(captions, library: library).to(device)
  }
}

extension Embeddings {
  func unitVectors() throws -> Embeddings {
    var result = values
    for start in stride(from: 0, to: result.count, by: width) {
      let length = result[start..<(start + width)].reduce(0) { $0 + $1 * $1 }.squareRoot()
      for index in start..<(start + width) { result[index] /= max(length, 1e-12) }
    }
    return try Embeddings(values: result, width: width)
  }
}
