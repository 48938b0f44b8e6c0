/// Reads the header, which is JSON of one form: an object of tensors, and in it an object of texts.
///
/// Written for this form alone, so that it can refuse what JSON readers let pass, such as two entries of one name.
struct HeaderParser {
  struct Entry: Equatable {
    var dtype: String
    var shape: [Int]
    /// From the end of the header, in bytes.
    var offsets: [Int]
  }

  struct Header {
    var entries: [String: Entry] = [:]
    var metadata: [String: String] = [:]
  }

  struct Problem: Error {
    /// Of the header, in bytes.
    var position: Int
    var text: String
  }

  private let bytes: ArraySlice<UInt8>
  private var position: Int

  /// - Throws: where the header is not of this form.
  static func header(_ bytes: ArraySlice<UInt8>) throws(Problem) -> Header {
    var parser = HeaderParser(bytes: bytes, position: bytes.startIndex)
    let header = try parser.header()
    parser.skipSpace()
    guard parser.position == bytes.endIndex else { throw parser.expected("nothing after the last brace") }
    return header
  }

  private mutating func header() throws(Problem) -> Header {
    var header = Header()
    var seen = Set<String>()
    try object { (parser, name) throws(Problem) in
      guard seen.insert(name).inserted else { throw parser.problem("there are two entries named '\(name)'") }
      if name == SafeTensors.metadataName {
        try parser.object { (parser, key) throws(Problem) in
          guard header.metadata.updateValue(try parser.string(), forKey: key) == nil else {
            throw parser.problem("there are two metadata entries named '\(key)'")
          }
        }
      } else {
        header.entries[name] = try parser.entry(name)
      }
    }
    return header
  }

  private mutating func entry(_ name: String) throws(Problem) -> Entry {
    var dtype: String?
    var shape: [Int]?
    var offsets: [Int]?
    try object { (parser, key) throws(Problem) in
      switch key {
      case "dtype" where dtype == nil: dtype = try parser.string()
      case "shape" where shape == nil: shape = try parser.integers()
      case "data_offsets" where offsets == nil: offsets = try parser.integers()
      default: throw parser.problem("tensor '\(name)' has an entry '\(key)' too many")
      }
    }
    guard let dtype, let shape, let offsets else {
      throw problem("tensor '\(name)' must have dtype, shape and data_offsets")
    }
    return Entry(dtype: dtype, shape: shape, offsets: offsets)
  }

  /// Calls `member` for each key, with the parser before its value.
  private mutating func object(
    _ member: (inout HeaderParser, String) throws(Problem) -> Void
  ) throws(Problem) {
    try expect("{")
    if take("}") { return }
    repeat {
      let key = try string()
      try expect(":")
      try member(&self, key)
    } while take(",")
    try expect("}")
  }

  private mutating func integers() throws(Problem) -> [Int] {
    var integers: [Int] = []
    try expect("[")
    if take("]") { return integers }
    repeat { integers.append(try integer()) } while take(",")
    try expect("]")
    return integers
  }

  private mutating func integer() throws(Problem) -> Int {
    skipSpace()
    let start = position
    var value = 0
    while position < bytes.endIndex, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) {
      let (scaled, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = scaled.addingReportingOverflow(Int(bytes[position] - UInt8(ascii: "0")))
      guard !overflow, !carry else { throw problem("a number is too large") }
      value = sum
      position += 1
    }
    guard position > start else { throw expected("a whole number of at least 0") }
    guard position == start + 1 || bytes[start] != UInt8(ascii: "0") else { throw problem("a number starts with 0") }
    return value
  }

  private mutating func string() throws(Problem) -> String {
    try expect("\"")
    var text: [UInt8] = []
    while position < bytes.endIndex {
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let string = String(validating: text, as: UTF8.self) else { throw problem("a text is not in UTF-8") }
        return string
      case UInt8(ascii: "\\"): text += try escape()
      case ..<0x20: throw problem("a text holds a control character")
      default: text.append(byte)
      }
    }
    throw expected("a closing quotation mark")
  }

  /// What follows a backslash, in UTF-8.
  private mutating func escape() throws(Problem) -> [UInt8] {
    guard position < bytes.endIndex else { throw expected("an escaped character") }
    let byte = bytes[position]
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "b"): return [8]
    case UInt8(ascii: "f"): return [12]
    case UInt8(ascii: "n"): return [10]
    case UInt8(ascii: "r"): return [13]
    case UInt8(ascii: "t"): return [9]
    case UInt8(ascii: "u"):
      var units = [try codeUnit()]
      // A character outside the first plane is a pair of these.
      if UTF16.isLeadSurrogate(units[0]), bytes[position...].starts(with: Array("\\u".utf8)) {
        position += 2
        units.append(try codeUnit())
      }
      guard let string = String(validating: units, as: UTF16.self) else {
        throw problem("an escaped character is half of a pair")
      }
      return Array(string.utf8)
    default: throw problem("there is no such escape")
    }
  }

  private mutating func codeUnit() throws(Problem) -> UInt16 {
    let digits = bytes[position...].prefix(4)
    guard digits.count == 4, digits.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit && $0 < 0x80 }),
      let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw expected("four hexadecimal digits") }
    position += 4
    return unit
  }

  private mutating func skipSpace() {
    while position < bytes.endIndex, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard position < bytes.endIndex, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(Problem) {
    guard take(character) else { throw expected("'\(character)'") }
  }

  private func problem(_ text: String) -> Problem { Problem(position: position - bytes.startIndex, text: text) }

  private func expected(_ what: String) -> Problem { problem("expected \(what)") }
}
