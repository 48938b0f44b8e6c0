import Foundation

/// The pieces of words that a model knows, in the order of their numbers.
///
/// Pieces are compared by bytes: to Swift's strings, letters and their decomposed forms are equal.
public struct Vocabulary: Sendable {
  private let numbers: [[UInt8]: Int]
  /// Of the longest piece, in bytes.
  let longest: Int
  public let count: Int

  /// Reads a file of one piece a line (vocab.txt).
  /// - Throws: `TextEncodingError.malformed` when it cannot be read or a line is there twice.
  public init(contentsOf path: String) throws {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw TextEncodingError.malformed(file: path, problem: "cannot be read")
    }
    var lines = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { [UInt8]($0) }
    if lines.last == [] { lines.removeLast() }
    var numbers: [[UInt8]: Int] = [:]
    numbers.reserveCapacity(lines.count)
    for (number, line) in lines.enumerated() {
      guard numbers.updateValue(number, forKey: line) == nil else {
        throw TextEncodingError.malformed(
          file: path, problem: "line \(number + 1): '\(String(decoding: line, as: UTF8.self))' is there twice")
      }
    }
    self.numbers = numbers
    longest = numbers.keys.map(\.count).max() ?? 0
    count = lines.count
  }

  subscript(piece: [UInt8]) -> Int? { numbers[piece] }
  subscript(piece: String) -> Int? { numbers[Array(piece.utf8)] }
}
