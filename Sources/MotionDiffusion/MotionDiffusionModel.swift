import Diffusion
import Foundation
import SafeTensors
import TextEncoding
import Torch

/// A text-conditioned motion diffusion model: text in, motion in HumanML3D's features out.
///
/// Use from one thread at a time; libtorch spreads its work over the processor's cores by itself.
public final class MotionDiffusionModel {
  public internal(set) var card: ModelCard
  public let library: TorchLibrary
  public let device: Device
  let normalisation: FeatureNormalisation
  let network: MotionTransformer
  let schedule: CosineSchedule
  /// Shared by all copies.
  private let captionVectors: CaptionVectors

  public var configuration: ModelConfiguration { card.configuration }
  private static let weightsFile = "weights.safetensors"
  private static let cardFile = "model.json"

  private init(
    card: ModelCard, normalisation: FeatureNormalisation, captionVectors: CaptionVectors, library: TorchLibrary,
    device: Device
  ) throws {
    self.card = card
    self.normalisation = normalisation
    self.captionVectors = captionVectors
    self.library = library
    self.device = device
    schedule = CosineSchedule(steps: card.configuration.diffusionSteps)
    network = try MotionTransformer(
      card.configuration, textWidth: captionVectors.encoder.width,
      from: RandomGenerator(library, seed: card.configuration.seed, device: device))
  }

  /// An untrained model for the motions.
  /// - Parameters:
  ///   - normalisation: nil takes it from the motions.
  ///   - licence: of what is trained, as the data's demands.
  ///   - data: says what it is trained on.
  /// - Throws: `ModelError` when a setting is out of range, `TorchError`, or that the text encoder's weights are missing.
  public convenience init(
    configuration: ModelConfiguration, motions: [CaptionedMotion], normalisation: FeatureNormalisation? = nil,
    licence: String, data: String, library: TorchLibrary, device: Device = .cpu
  ) throws {
    try configuration.check("configuration")
    guard !motions.isEmpty else { throw ModelError("training", "there are no motions") }
    let encoder = try configuration.textEncoder.encoder(
      captions: motions.flatMap(\.captions), library: library, device: device)
    var card = ModelCard(
      configuration: configuration, textWidth: encoder.width, vocabulary: (encoder as? WordCountEncoder)?.vocabulary,
      licence: licence, data: data)
    card.middleFrames = min(motions.map(\.frameCount).sorted()[motions.count / 2], configuration.maximumFrames)
    try self.init(
      card: card, normalisation: normalisation ?? FeatureNormalisation(motions),
      captionVectors: CaptionVectors(encoder), library: library,
      device: device)
  }

  /// A model from its folder.
  /// - Throws: `ModelError` when the folder holds no model or its weights are cut short, of another size or not finite, and the
  ///   failure of libtorch or the text encoder.
  public convenience init(directory: String, library: TorchLibrary, device: Device = .cpu) throws {
    let card = try ModelCard(contentsOf: directory + "/" + Self.cardFile)
    let path = directory + "/" + Self.weightsFile
    let file = try SafeTensors(contentsOf: path)
    let encoder = try card.configuration.textEncoder.encoder(
      vocabulary: card.vocabulary, library: library, device: device)
    guard encoder.width == card.textWidth else {
      throw ModelError(directory, "its text encoder gives \(encoder.width) numbers, expected \(card.textWidth)")
    }
    try self.init(
      card: card, normalisation: FeatureNormalisation(file, path: path), captionVectors: CaptionVectors(encoder),
      library: library,
      device: device)
    do { try network.parameters.load(file, allowsMore: true) } catch let error as TorchError {
      throw ModelError(path, "\(error)")
    }
  }

  /// The vectors of captions, where they are frozen sentence embeddings.
  var sentenceVectors: CaptionVectors? { configuration.textEncoder == .minilm ? captionVectors : nil }

  /// A model by its folder, or the one that comes with the project.
  /// - Throws: as `init(directory:library:device:)`.
  public convenience init(named name: String, library: TorchLibrary, device: Device = .cpu) throws {
    try self.init(
      directory: Files.folder(named: name, pretrained: "motion"), library: library, device: device)
  }

  /// The same model with weights that have learned nothing.
  /// - Parameter seed: what they follow from; nil for those that this model's training started from.
  public func untrained(seed: UInt64? = nil) throws -> MotionDiffusionModel {
    var card = card
    card.configuration.seed = seed ?? card.configuration.seed
    return try MotionDiffusionModel(
      card: card, normalisation: normalisation, captionVectors: captionVectors, library: library, device: device)
  }

  /// A model of its own with the same weights.
  public func copied() throws -> MotionDiffusionModel {
    let copy = try untrained()
    for (mine, other) in zip(network.parameters, copy.network.parameters) {
      try library.withoutGradients { try other.tensor.copy(from: mine.tensor) }
    }
    return copy
  }

  /// Writes card and weights; each file appears whole or not at all.
  public func write(to directory: String) throws {
    try Files.makeFolder(directory)
    try weights().write(to: directory + "/" + Self.weightsFile)
    try card.write(to: directory + "/" + Self.cardFile)
  }

  func weights() throws -> SafeTensors {
    var file = try network.parameters.safeTensors()
    normalisation.store(in: &file)
    return file
  }

  var precision: DataType { configuration.precision == .bfloat16 ? .bfloat16 : .float32 }

  /// (texts, text width).
  func textTensor(_ texts: [String]) throws -> Tensor { try captionVectors.tensor(texts, library: library).to(device) }
}
