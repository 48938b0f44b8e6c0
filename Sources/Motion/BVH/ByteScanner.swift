import Foundation

/// Reads words and numbers from the bytes of a text file, and knows its line.
struct ByteScanner {
  private let bytes: [UInt8]
  private(set) var position = 0
  private(set) var line = 1

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) || byte == 0 }

  mutating func skipSpace() {
    while position < bytes.count, Self.isSpace(bytes[position]) {
      if bytes[position] == 10 { line += 1 }
      position += 1
    }
  }

  var isAtEnd: Bool {
    mutating get {
      skipSpace()
      return position >= bytes.count
    }
  }

  /// The next word without consuming it; a brace is a word by itself.
  mutating func peek() -> ArraySlice<UInt8> {
    skipSpace()
    var end = position
    while end < bytes.count, !Self.isSpace(bytes[end]) {
      if bytes[end] == 123 || bytes[end] == 125 {
        if end == position { end += 1 }
        break
      }
      end += 1
    }
    return bytes[position..<end]
  }

  mutating func word() -> ArraySlice<UInt8> {
    let word = peek()
    position = word.endIndex
    return word
  }

  /// What is left of this line up to a brace, without the spaces around it.
  mutating func restOfLine() -> String {
    let start = position
    while position < bytes.count, bytes[position] != 10, bytes[position] != 13, bytes[position] != 123 { position += 1 }
    return String(decoding: bytes[start..<position], as: UTF8.self).trimmingCharacters(in: .whitespaces)
  }

  /// Consumes the next word when it is `keyword`, in any case.
  mutating func take(_ keyword: StaticString) -> Bool {
    let word = peek()
    guard word.count == keyword.utf8CodeUnitCount else { return false }
    for (index, byte) in word.enumerated() where byte | 0x20 != keyword.utf8Start[index] | 0x20 { return false }
    position = word.endIndex
    return true
  }

  /// The next word as a number; nil when it is none. "nan" and "inf" are numbers that are not finite.
  mutating func number() -> Double? {
    skipSpace()
    let start = position
    var index = position
    var isNegative = false
    if index < bytes.count, bytes[index] == 45 || bytes[index] == 43 {
      isNegative = bytes[index] == 45
      index += 1
    }
    // Up to 18 digits are exact in 64 bits, and powers of ten up to 22 are exact: one rounding, as strtod's.
    var mantissa: Int64 = 0
    var digits = 0
    var exponent = 0
    let firstDigit = index
    while index < bytes.count, bytes[index] &- 48 < 10 {
      mantissa = mantissa &* 10 &+ Int64(bytes[index] &- 48)
      digits += 1
      index += 1
    }
    if index < bytes.count, bytes[index] == 46 {
      index += 1
      while index < bytes.count, bytes[index] &- 48 < 10 {
        mantissa = mantissa &* 10 &+ Int64(bytes[index] &- 48)
        digits += 1
        exponent -= 1
        index += 1
      }
    }
    let ends = index >= bytes.count || Self.isSpace(bytes[index])
    if ends, digits > 0, digits <= 15, exponent >= -22 {
      position = index
      let value = exponent == 0 ? Double(mantissa) : Double(mantissa) / Self.powersOfTen[-exponent]
      return isNegative ? -value : value
    }
    while index < bytes.count, !Self.isSpace(bytes[index]) { index += 1 }
    guard index - start <= 400, index > firstDigit else { return nil }
    guard let value = Double(String(decoding: bytes[start..<index], as: UTF8.self)) else { return nil }
    position = index
    return value
  }

  private static let powersOfTen: [Double] = (0...22).map { Double("1e\($0)") ?? 1 }
}
