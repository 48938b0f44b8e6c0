import Foundation
import Motion
import SafeTensors

/// Captioned motions as one file: a safetensors file with an array (frames, 263) for each, and ids and captions in its metadata.
extension [CaptionedMotion] {
  private struct Labels: Codable {
    var id: String
    var captions: [String]
  }

  private static let labelsKey = "motions"

  /// - Throws: `SafeTensorsError` when a feature is not finite.
  public func encoded() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let labels = try encoder.encode(map { Labels(id: $0.id, captions: $0.captions) })
    var file = SafeTensors(metadata: [Self.labelsKey: String(decoding: labels, as: UTF8.self)])
    for (index, motion) in enumerated() {
      file.tensors["\(index)"] = SafeTensors.Tensor(
        shape: [motion.frameCount, HumanML3DFeatures.count], values: motion.features)
    }
    return Data(try file.encoded())
  }

  /// - Throws: `SafeTensorsError` or `ModelError` when the bytes are not such a file.
  public init(encoded data: Data, file name: String = "motions") throws {
    let file = try SafeTensors(bytes: [UInt8](data), file: name)
    guard let text = file.metadata[Self.labelsKey],
      let labels = try? JSONDecoder().decode([Labels].self, from: Data(text.utf8))
    else { throw ModelError(name, "it does not say which motions it holds") }
    self = try labels.enumerated().map { index, label in
      let tensor = try file.tensor("\(index)", file: name)
      guard tensor.shape.count == 2, tensor.shape[1] == HumanML3DFeatures.count else {
        throw ModelError(name, "motion \(index) has shape \(tensor.shape), expected (frames, 263)")
      }
      return CaptionedMotion(id: label.id, captions: label.captions, features: tensor.values)
    }
  }
}
