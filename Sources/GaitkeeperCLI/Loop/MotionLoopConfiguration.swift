import Foundation
import Gaitkeeper
import MotionDiffusion
import SelfConsumingLoop

/// A configuration of `loop run`: the loop's own settings and these beside them.
struct MotionLoopConfiguration {
  /// Settings of the generative model that differ from the standard ones.
  var model: ModelConfiguration
  var loop: LoopConfiguration
  var rest: Rest

  struct Rest: Codable {
    /// Samples that are made in each generation to measure it: for captions of so many test motions.
    var evaluationSamples = 192
    /// Captions and samples for each, for multimodality.
    var evaluationCaptions = 8
    var samplesPerCaption = 8
    /// The most help of the corrector, in N and N m alike.
    var wrenchForce = 100.0
    /// "fast" or "best".
    var quality = CorrectionQuality.fast
    /// Steps from noise to motion; null for all of the model's.
    var samplingSteps: Int?

    init() {}

    init(from decoder: any Decoder) throws {
      self.init()
      let fields = try decoder.container(keyedBy: CodingKeys.self)
      evaluationSamples = try fields.decodeIfPresent(Int.self, forKey: .evaluationSamples) ?? evaluationSamples
      evaluationCaptions = try fields.decodeIfPresent(Int.self, forKey: .evaluationCaptions) ?? evaluationCaptions
      samplesPerCaption = try fields.decodeIfPresent(Int.self, forKey: .samplesPerCaption) ?? samplesPerCaption
      wrenchForce = try fields.decodeIfPresent(Double.self, forKey: .wrenchForce) ?? wrenchForce
      quality = try fields.decodeIfPresent(CorrectionQuality.self, forKey: .quality) ?? quality
      samplingSteps = try fields.decodeIfPresent(Int.self, forKey: .samplingSteps)
    }

    enum CodingKeys: String, CodingKey, CaseIterable {
      case evaluationSamples, evaluationCaptions, samplesPerCaption, wrenchForce, quality, samplingSteps
    }
  }

  private static let loopKeys = ["realSamples", "generations", "firstSteps", "steps", "seeds", "arms", "keepEvery"]

  /// One that comes with the command, by its name, or a file.
  init(named name: String) throws {
    let own = Bundle.module.bundlePath + "/Configurations/\(name).json"
    try self.init(contentsOf: !name.contains("/") && FileManager.default.fileExists(atPath: own) ? own : name)
  }

  /// - Throws: `ModelError` when the file cannot be read, has a setting that is not known, or one of the wrong kind.
  init(contentsOf path: String) throws {
    guard let data = FileManager.default.contents(atPath: path) else { throw ModelError(path, "it cannot be read") }
    guard let fields = try? JSONSerialization.jsonObject(with: data) as? [String: Any] else {
      throw ModelError(path, "expected settings by name, such as {\"realSamples\": 64}")
    }
    let known = Self.loopKeys + Rest.CodingKeys.allCases.map(\.rawValue) + ["model"]
    if let unknown = fields.keys.sorted().first(where: { !known.contains($0) }) {
      throw ModelError(path, "unknown setting '\(unknown)'; there are \(known.sorted().joined(separator: ", "))")
    }
    do {
      loop = try JSONDecoder().decode(LoopConfiguration.self, from: data)
      rest = try JSONDecoder().decode(Rest.self, from: data)
    } catch let error as DecodingError {
      throw ModelError(
        path, error.place.map { "the setting '\($0)' is missing or of the wrong kind" } ?? "it is not JSON")
    }
    let settings = fields["model"] ?? [String: Any]()
    guard JSONSerialization.isValidJSONObject(settings) else {
      throw ModelError(path, "'model' is not settings by name")
    }
    model = try ModelConfiguration(
      json: JSONSerialization.data(withJSONObject: settings), place: "\(path): model")
    guard rest.evaluationSamples >= 32, rest.evaluationCaptions > 0, rest.samplesPerCaption > 1 else {
      throw ModelError(path, "expected at least 32 evaluationSamples, 1 evaluationCaptions, 2 samplesPerCaption")
    }
    guard rest.wrenchForce >= 0, rest.wrenchForce.isFinite, rest.samplingSteps ?? 1 > 0 else {
      throw ModelError(path, "wrenchForce or samplingSteps is out of range")
    }
  }

  /// What makes a run what it is beside the loop's settings.
  func setup(data: [String]) throws -> [String: String] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return [
      "data": data.map { URL(fileURLWithPath: $0).lastPathComponent }.joined(separator: ", "),
      "model": String(decoding: try encoder.encode(model), as: UTF8.self),
      "measuring and correcting": String(decoding: try encoder.encode(rest), as: UTF8.self),
    ]
  }
}
