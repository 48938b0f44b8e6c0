/// Splits texts into the pieces of words that a BERT model knows: WordPiece, uncased (Wu et al. 2016, Devlin et al. 2019).
public struct WordPieceTokenizer: Sendable {
  public let vocabulary: Vocabulary
  /// Of one text, in tokens, with the one that starts it and the one that ends it; what is longer is cut.
  public let maximumLength: Int
  private let start: Int
  private let end: Int
  private let unknown: Int
  /// Names of tokens that stand for themselves where a text spells them out.
  private let special: [(name: [Unicode.Scalar], number: Int)]

  /// A word of more scalars than this is unknown as a whole.
  private static let longestWord = 100

  /// - Parameter file: the vocabulary's name, to use in errors.
  /// - Throws: `TextEncodingError.malformed` when the vocabulary lacks a token that every text needs.
  public init(vocabulary: Vocabulary, maximumLength: Int, file: String) throws {
    func number(_ name: String) throws -> Int {
      guard let number = vocabulary[name] else {
        throw TextEncodingError.malformed(file: file, problem: "there is no line '\(name)'")
      }
      return number
    }
    self.vocabulary = vocabulary
    self.maximumLength = max(2, maximumLength)
    start = try number("[CLS]")
    end = try number("[SEP]")
    unknown = try number("[UNK]")
    special = try ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"].map { (Array($0.unicodeScalars), try number($0)) }
  }

  /// The tokens' numbers, from [CLS] to [SEP]; only these two for a text without words.
  public func tokens(_ text: String) -> [Int] {
    var tokens = [start]
    let room = maximumLength - 1
    for part in parts(text) where tokens.count < room {
      switch part {
      case .token(let number): tokens.append(number)
      case .text(let text):
        for word in UncasedText.words(text) where tokens.count < room { tokens += pieces(word) }
      }
    }
    return tokens.prefix(room) + [end]
  }

  private enum Part {
    case text(Substring)
    case token(Int)
  }

  private func parts(_ text: String) -> [Part] {
    let scalars = text.unicodeScalars
    var parts: [Part] = []
    var plain = scalars.startIndex
    var position = scalars.startIndex
    while let bracket = scalars[position...].firstIndex(of: "[") {
      position = scalars.index(after: bracket)
      for (name, number) in special where scalars[bracket...].starts(with: name) {
        parts += [.text(Substring(scalars[plain..<bracket])), .token(number)]
        position = scalars.index(bracket, offsetBy: name.count)
        plain = position
      }
    }
    return parts + [.text(Substring(scalars[plain...]))]
  }

  /// The longest known piece from the front, then the longest from there that goes on a word, and so on; the unknown token
  /// alone where nothing fits.
  private func pieces(_ word: [Unicode.Scalar]) -> [Int] {
    guard word.count <= Self.longestWord else { return [unknown] }
    var pieces: [Int] = []
    var rest = word[...]
    while !rest.isEmpty {
      guard let (number, length) = longestPiece(rest, prefix: pieces.isEmpty ? "" : "##") else { return [unknown] }
      pieces.append(number)
      rest = rest.dropFirst(length)
    }
    return pieces
  }

  private func longestPiece(_ word: ArraySlice<Unicode.Scalar>, prefix: String) -> (number: Int, length: Int)? {
    var piece = Array(prefix.utf8)
    var found: (Int, Int)?
    for (index, scalar) in word.enumerated() {
      piece += UTF8.encode(scalar).map(Array.init) ?? []
      if piece.count > vocabulary.longest { break }
      if let number = vocabulary[piece] { found = (number, index + 1) }
    }
    return found
  }
}
