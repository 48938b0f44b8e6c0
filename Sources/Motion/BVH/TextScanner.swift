/// A place in a text of bytes, from which words and decimal numbers are read one after the other.
struct TextScanner {
  let bytes: [UInt8]
  var position = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  /// The line of the current position, counted from 1.
  var line: Int {
    let before = bytes[..<position]
    let feeds = before.count { $0 == 0x0A }
    return 1 + (feeds > 0 ? feeds : before.count { $0 == 0x0D })
  }

  /// Whether only blanks are left in this line.
  var isAtEndOfLine: Bool {
    var index = position
    while index < bytes.count, bytes[index] <= 0x20 {
      if bytes[index] == 0x0A || bytes[index] == 0x0D { return true }
      index += 1
    }
    return index == bytes.count
  }

  /// Moves to the next byte that is not blank; false at the end of the text.
  mutating func skipBlanks() -> Bool {
    while position < bytes.count {
      if bytes[position] > 0x20 { return true }
      position += 1
    }
    return false
  }

  /// The next word: up to a blank, a colon or a brace; a brace is a word by itself. Nil at the end of the text.
  mutating func word() -> String? {
    repeat {
      guard skipBlanks() else { return nil }
      if bytes[position] != UInt8(ascii: ":") { break }
      position += 1
    } while true
    let start = position
    position += 1
    if Self.isBrace(bytes[start]) { return String(UnicodeScalar(bytes[start])) }
    while position < bytes.count, !Self.endsWord(bytes[position]), bytes[position] != UInt8(ascii: ":") {
      position += 1
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  /// The rest of the line up to an opening brace, without blanks around it.
  mutating func restOfLine() -> String {
    while position < bytes.count, bytes[position] == 0x20 || bytes[position] == 0x09 { position += 1 }
    let start = position
    while position < bytes.count, bytes[position] != 0x0A, bytes[position] != 0x0D,
      bytes[position] != UInt8(ascii: "{")
    {
      position += 1
    }
    var end = position
    while end > start, bytes[end - 1] <= 0x20 { end -= 1 }
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  /// The next decimal number; NaN and infinity as other programs print them give NaN. Nil, without moving on, when
  /// something else stands here or the text ends.
  mutating func number() -> Double? {
    guard skipBlanks() else { return nil }
    let start = position
    var index = position
    let end = bytes.count
    var negative = false
    if bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") {
      negative = bytes[index] == UInt8(ascii: "-")
      index += 1
    }
    var mantissa: UInt64 = 0
    var digits = 0
    var exponent = 0
    while index < end, let digit = Self.digit(bytes[index]) {
      mantissa = mantissa &* 10 &+ digit
      digits += 1
      index += 1
    }
    if index < end, bytes[index] == UInt8(ascii: ".") {
      index += 1
      let first = index
      while index < end, let digit = Self.digit(bytes[index]) {
        mantissa = mantissa &* 10 &+ digit
        index += 1
      }
      exponent = first - index
      digits += index - first
    }
    guard digits > 0 else { return notANumber() }
    if index < end, bytes[index] | 0x20 == UInt8(ascii: "e") {
      index += 1
      guard let power = exponentDigits(&index) else { return notANumber() }
      exponent += power
    }
    guard index == end || Self.endsWord(bytes[index]) else { return notANumber() }
    position = index
    // Clinger's fast path: both the digits and the power of ten are exact doubles, so one rounding is all there is.
    if digits <= 18, mantissa < 1 << 53, exponent >= -22, exponent <= 22 {
      let value =
        exponent < 0 ? Double(mantissa) / Self.powersOfTen[-exponent] : Double(mantissa) * Self.powersOfTen[exponent]
      return negative ? -value : value
    }
    return Double(String(decoding: bytes[start..<index], as: UTF8.self)) ?? .nan
  }

  /// The next number where it is a whole one that fits; nil, without moving on, otherwise.
  mutating func integer() -> Int? {
    let start = position
    while skipBlanks(), bytes[position] == UInt8(ascii: ":") { position += 1 }
    guard let value = number(), let whole = Int(exactly: value) else {
      position = start
      return nil
    }
    return whole
  }

  private func exponentDigits(_ index: inout Int) -> Int? {
    var negative = false
    if index < bytes.count, bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") {
      negative = bytes[index] == UInt8(ascii: "-")
      index += 1
    }
    let first = index
    var power = 0
    while index < bytes.count, let digit = Self.digit(bytes[index]) {
      power = min(power * 10 + Int(digit), 100_000)
      index += 1
    }
    return index > first ? (negative ? -power : power) : nil
  }

  /// NaN where the word here is one of the ways in which programs print a number that is none.
  private mutating func notANumber() -> Double? {
    var end = position
    while end < bytes.count, !Self.endsWord(bytes[end]), end - position < 24 { end += 1 }
    let word = String(decoding: bytes[position..<end], as: UTF8.self).lowercased().drop { $0 == "-" || $0 == "+" }
    guard word.hasPrefix("nan") || word.hasPrefix("inf") || word.hasPrefix("1.#") else { return nil }
    position = end
    return .nan
  }

  private static let powersOfTen: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
  ]

  @inline(__always) private static func digit(_ byte: UInt8) -> UInt64? {
    let digit = byte &- UInt8(ascii: "0")
    return digit < 10 ? UInt64(digit) : nil
  }

  @inline(__always) private static func isBrace(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}")
  }

  @inline(__always) private static func endsWord(_ byte: UInt8) -> Bool { byte <= 0x20 || isBrace(byte) }
}
