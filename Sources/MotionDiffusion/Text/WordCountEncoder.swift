import TextEncoding

/// Counts of known words and pairs of neighbouring words in a text; a linear layer on it learns a vector for each. Word order counts no
/// further than in the pairs.
public struct WordCountEncoder: TextEncoder {
  public let name = "words"
  /// Sorted; a pair is two words with a space between.
  public let vocabulary: [String]
  private let places: [String: Int]

  /// What is in fewer captions than this counts as unknown.
  private static let leastCount = 3

  public init(vocabulary: [String]) {
    self.vocabulary = vocabulary
    places = Dictionary(vocabulary.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Learns the vocabulary from captions.
  public init(captions: [String]) {
    var counts: [String: Int] = [:]
    for caption in captions { for term in Set(Self.terms(caption)) { counts[term, default: 0] += 1 } }
    self.init(vocabulary: counts.filter { $0.value >= Self.leastCount }.keys.sorted())
  }

  /// The terms of the vocabulary, and a last one for all others.
  public var width: Int { vocabulary.count + 1 }

  public func encode(_ texts: [String]) throws -> [[Float]] {
    texts.map { text in
      var counts = [Float](repeating: 0, count: width)
      for term in Self.terms(text) { counts[places[term] ?? vocabulary.count] += 1 }
      return counts
    }
  }

  private static func terms(_ text: String) -> [String] {
    let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    return words + zip(words, words.dropFirst()).map { "\($0) \($1)" }
  }
}
