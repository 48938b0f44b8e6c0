/// Turns captions into vectors.
///
/// Not `Sendable`: an encoder may hold tensors. Use it from one thread at a time.
public protocol TextEncoder {
  /// What the vectors come from, such as "all-MiniLM-L6-v2": what was trained on vectors of one name takes no others.
  var name: String { get }
  /// Of every vector.
  var width: Int { get }

  /// One vector for each text, in their order; the same text gives the same vector whatever stands beside it.
  /// - Throws: `TextEncodingError.noWords` for a text that is empty or blank, and what the implementation adds. What stands
  ///   for the absence of a caption is the model's matter.
  func encode(_ texts: [String]) throws -> [[Float]]
}
