/// Motions with their captions, both as an evaluator's embeddings: row by row they belong together.
public struct EmbeddingSet: Sendable {
  public let captions: [String]
  public let text: Embeddings
  public let motion: Embeddings

  /// - Throws: `GenerativeMetricsError` when the numbers of rows or the widths differ.
  public init(captions: [String], text: Embeddings, motion: Embeddings) throws {
    guard captions.count == text.count, text.count == motion.count else {
      throw GenerativeMetricsError.mismatch(
        "\(captions.count) captions, \(text.count) embeddings of texts and \(motion.count) of motions do not belong together"
      )
    }
    try text.checkWidth(of: motion)
    self.captions = captions
    self.text = text
    self.motion = motion
  }

  /// The mean Euclidean distance from each caption to its motion (Guo et al. 2022, there "MultiModal Dist").
  /// - Throws: `GenerativeMetricsError` for an empty set.
  public func matchingScore() throws -> Double {
    try text.checkCount("matching score", atLeast: 1)
    return (0..<text.count).reduce(0) { $0 + text.distance(from: $1, to: $1, of: motion) } / Double(text.count)
  }
}
