import TextEncoding
import Torch

/// The vectors of captions, each computed once.
final class CaptionVectors {
  let encoder: any TextEncoder
  private var known: [String: [Float]] = [:]

  init(_ encoder: any TextEncoder) { self.encoder = encoder }

  /// (captions, width), on the CPU.
  func tensor(_ captions: [String], library: TorchLibrary) throws -> Tensor {
    let unknown = Set(captions.filter { known[$0] == nil }).sorted()
    if !unknown.isEmpty {
      for (caption, vector) in zip(unknown, try encoder.encode(unknown)) { known[caption] = vector }
    }
    return library.tensor(captions.flatMap { known[$0] ?? [] }, shape: [captions.count, encoder.width])
  }
}
