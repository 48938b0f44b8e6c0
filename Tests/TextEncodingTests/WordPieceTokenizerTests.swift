import Foundation
import TestSupport
import Testing

@testable import TextEncoding

@Suite(.needsFiles) struct WordPieceTokenizerTests {
  @Test func tokensAreThoseOfTheReference() throws {
    let tokenizer = try TestEncoder.tokenizer()
    let texts = try Reference.texts()
    #expect(texts.count == 39)
    for reference in texts { #expect(tokenizer.tokens(reference.text) == reference.tokens, "\(reference.text)") }
  }

  @Test func longTextsAreCutToTheirFirstTokens() throws {
    let tokenizer = try TestEncoder.tokenizer()
    let words = tokenizer.tokens(String(repeating: "walk ", count: 10_000))
    // "walk" is 3328.
    #expect(words == [101] + Array(repeating: 3328, count: 254) + [102])
    #expect(tokenizer.tokens(String(repeating: "x", count: 1_000_000)) == [101, 100, 102])
    #expect(tokenizer.tokens(String(repeating: "[", count: 100_000)).count == 256)
    #expect(tokenizer.tokens(String(repeating: "[SEP]", count: 300)) == [101] + Array(repeating: 102, count: 255))
  }
}

@Suite struct VocabularyTests {
  static func vocabulary(_ lines: String, _ body: (String) throws -> Void) throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try Data(lines.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    try body(file.path)
  }

  static let special = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n"

  @Test func theLongestPieceFromTheFrontIsTaken() throws {
    try Self.vocabulary(Self.special + "a\nab\n##c\n##cd\nabcx\n##d\n") { file in
      let tokenizer = try WordPieceTokenizer(
        vocabulary: Vocabulary(contentsOf: file), maximumLength: 8, file: file)
      #expect(tokenizer.tokens("abcd") == [2, 6, 8, 3])
      #expect(tokenizer.tokens("ABCX a") == [2, 9, 5, 3])
      // "abc" then nothing for "y": the whole word is unknown.
      #expect(tokenizer.tokens("abcy a") == [2, 1, 5, 3])
      #expect(tokenizer.tokens("acdd") == [2, 5, 8, 10, 3])
      #expect(tokenizer.tokens("a a a a a a a a") == [2, 5, 5, 5, 5, 5, 5, 3])
      // A word may be cut.
      #expect(tokenizer.tokens("a a a a a abcd") == [2, 5, 5, 5, 5, 5, 6, 3])
    }
  }

  /// Composed and decomposed, which Swift's strings take for the same.
  @Test func piecesDifferByTheirBytes() throws {
    try Self.vocabulary("\u{E9}\ne\u{301}\n") { file in
      let vocabulary = try Vocabulary(contentsOf: file)
      #expect(vocabulary.count == 2)
      #expect(vocabulary["\u{E9}"] == 0 && vocabulary["e\u{301}"] == 1)
    }
  }

  @Test func whatIsWrongWithAVocabularyIsSaid() throws {
    try Self.vocabulary("a\nb\na\n") { file in
      #expect(message { _ = try Vocabulary(contentsOf: file) } == "\(file): line 3: 'a' is there twice")
    }
    try Self.vocabulary("[PAD]\n[UNK]\n[CLS]\n") { file in
      let vocabulary = try Vocabulary(contentsOf: file)
      #expect(
        message { _ = try WordPieceTokenizer(vocabulary: vocabulary, maximumLength: 8, file: file) }
          == "\(file): there is no line '[SEP]'")
    }
    #expect(message { _ = try Vocabulary(contentsOf: "/no/such.txt") } == "/no/such.txt: cannot be read")
  }
}
