import Foundation
import TestSupport
import Testing
import Torch

@testable import TextEncoding

@Suite(.needsTorch, .needsFiles, .serialized) struct SentenceEncoderTests {
  /// The reference is in 64-bit floats, rounded at the end; here are 32-bit ones throughout,
  /// which differ by 2e-7.
  @Test func embeddingsAreThoseOfTheReferenceAndKeepToThemselves() throws {
    let encoder = try TestEncoder.encoder()
    #expect(encoder.width == 384)
    let reference = try Reference.embeddings()
    let texts = try Reference.texts().prefix(reference.shape[0]).map(\.text)
    let together = try encoder.encode(texts)
    #expect(reference.shape == [texts.count, encoder.width])
    let error = zip(together.joined(), reference.values).map { abs($0 - $1) }.max() ?? 1
    #expect(together.joined().count == reference.values.count && error < 1e-6, "\(error)")

    // Alone, twice, in another order, beside others that are longer.
    for (text, vector) in zip(texts, together) {
      let alone = try encoder.encode([text, text])
      #expect(alone == [vector, vector], "\(text)")
      #expect(abs(vector.reduce(0) { $0 + $1 * $1 } - 1) < 1e-5)
    }
    #expect(try encoder.encode(texts.reversed()) == together.reversed())
    #expect(try encoder.encode([]) == [])
  }

  @Test func textsWithoutWordsAreRefused() throws {
    let encoder = try TestEncoder.encoder()
    #expect(
      message { _ = try encoder.encode(["walk", ""]) } == "caption 2 (empty) has no words, expected a description")
    for text in ["", " ", "\n\t", "\u{200B}", "\u{0}\u{7}"] {
      #expect(throws: TextEncodingError.noWords(index: 0, text: text)) { try encoder.encode([text]) }
    }
    #expect(message { _ = try encoder.encode([" "]) } == "caption 1 (\" \") has no words, expected a description")
  }

  /// `GAITKEEPER_SPEED=1 swift test --filter SentenceEncoderTests`
  @Test(.enabled(if: ProcessInfo.processInfo.environment["GAITKEEPER_SPEED"] != nil)) func speed() throws {
    let clock = ContinuousClock()
    var encoder: SentenceEncoder?
    print("loading: \(try clock.measure { encoder = try TestEncoder.encoder() })")
    let texts = (0..<320).map { "a person walks \($0) steps to the left and then turns around slowly" }
    print("320 captions: \(try clock.measure { _ = try encoder?.encode(texts) })")
  }
}
