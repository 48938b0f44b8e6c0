import Foundation

/// A text as uncased BERT sees it, split into words before they are looked up (Devlin et al. 2019, reference tokenizer):
/// control characters dropped, white space unified, Chinese characters apart, accents stripped, lower case, punctuation apart.
enum UncasedText {
  static func words(_ text: some StringProtocol) -> [[Unicode.Scalar]] {
    var words: [[Unicode.Scalar]] = []
    var word: [Unicode.Scalar] = []
    func endWord() {
      if !word.isEmpty { words.append(word) }
      word = []
    }
    for scalar in normalised(text).unicodeScalars {
      if scalar.properties.isWhitespace {
        endWord()
      } else if isPunctuation(scalar) {
        endWord()
        words.append([scalar])
      } else {
        word.append(scalar)
      }
    }
    endWord()
    return words
  }

  private static func normalised(_ text: some StringProtocol) -> String {
    var clean = String.UnicodeScalarView()
    for scalar in text.unicodeScalars where !isDropped(scalar) {
      if scalar.properties.isWhitespace {
        clean.append(" ")
      } else if isChinese(scalar) {
        clean.append(contentsOf: [" ", scalar, " "])
      } else {
        clean.append(scalar)
      }
    }
    var result = ""
    for scalar in String(clean).decomposedStringWithCanonicalMapping.unicodeScalars
    where category(scalar) != .nonspacingMark {
      result += scalar.properties.lowercaseMapping
    }
    return result
  }

  /// As in Unicode 8, whose tables the reference has: younger characters have none.
  private static func category(_ scalar: Unicode.Scalar) -> Unicode.GeneralCategory {
    guard let age = scalar.properties.age, age.major <= 8 else { return .unassigned }
    return scalar.properties.generalCategory
  }

  private static func isDropped(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\t", "\n", "\r": false
    case "\u{FFFD}": true
    default: [.control, .format, .privateUse].contains(category(scalar))
    }
  }

  /// Not all Chinese characters, but the blocks that the reference names.
  private static func isChinese(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0x20000...0x2A6DF, 0x2A700...0x2B73F, 0x2B740...0x2B81F, 0x2B920...0x2CEAF,
      0xF900...0xFAFF, 0x2F800...0x2FA1F:
      true
    default: false
    }
  }

  private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
    switch category(scalar) {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
      .finalPunctuation, .otherPunctuation:
      true
    // All of ASCII that is neither letter nor digit, such as "$" and "^".
    default:
      scalar.isASCII && (0x21...0x7E).contains(scalar.value) && !scalar.properties.isAlphabetic
        && scalar.properties.numericType == nil
    }
  }
}
