/// The text at the start of a .npy file: a Python dictionary with the element type, the memory order and the shape.
///
/// Format: NumPy Enhancement Proposal 1, versions 1.0, 2.0 and 3.0.
struct NPYHeader: Equatable {
  /// NumPy's type string, such as "<f8".
  var descriptor: String
  var isFortranOrder: Bool
  var shape: [Int]
  /// Where the elements start in the file.
  var dataOffset: Int

  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// - Throws: a line that says what is wrong.
  init(_ bytes: [UInt8]) throws(NPYProblem) {
    guard bytes.count >= 10, bytes.starts(with: Self.magic) else {
      throw NPYProblem("it is not a .npy array: it does not start with the bytes 93 'NUMPY' and a version")
    }
    let version = bytes[6]
    guard (1...3).contains(version) else {
      throw NPYProblem("its .npy version is \(version), expected 1, 2 or 3")
    }
    let lengthSize = version == 1 ? 2 : 4
    guard bytes.count >= 8 + lengthSize else { throw NPYProblem("it ends within the header") }
    let length = (0..<lengthSize).reduce(0) { $0 | Int(bytes[8 + $1]) << (8 * $1) }
    let start = 8 + lengthSize
    guard length <= bytes.count - start else {
      throw NPYProblem("its header claims \(length) bytes, but only \(bytes.count - start) follow")
    }
    dataOffset = start + length
    var parser = PythonLiteralParser(bytes[start..<dataOffset])
    (descriptor, isFortranOrder, shape) = try parser.headerDictionary()
  }

  /// Number of elements.
  /// - Throws: when the product does not fit in an integer.
  func elementCount() throws(NPYProblem) -> Int {
    guard let count = NPYArray.elementCount(shape) else {
      throw NPYProblem("its shape \(NPYArray.describe(shape)) has too many elements")
    }
    return count
  }
}

/// What is wrong with a .npy file; the caller adds the file and the place.
struct NPYProblem: Error, Equatable {
  var text: String

  init(_ text: String) { self.text = text }
}

/// Reads the few kinds of Python literals that a .npy header holds.
private struct PythonLiteralParser {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  mutating func headerDictionary() throws(NPYProblem) -> (String, Bool, [Int]) {
    var descriptor: String?
    var isFortranOrder: Bool?
    var shape: [Int]?
    try expect("{")
    while !take("}") {
      let key = try string()
      try expect(":")
      switch key {
      case "descr": descriptor = try elementType()
      case "fortran_order": isFortranOrder = try boolean()
      case "shape": shape = try tuple()
      default: throw NPYProblem("its header has the unknown key '\(key)'")
      }
      if !take(",") {
        try expect("}")
        break
      }
    }
    guard let descriptor, let isFortranOrder, let shape else {
      throw NPYProblem("its header lacks one of 'descr', 'fortran_order' and 'shape'")
    }
    return (descriptor, isFortranOrder, shape)
  }

  private mutating func elementType() throws(NPYProblem) -> String {
    skipSpaces()
    guard rest.first != UInt8(ascii: "[") else {
      throw NPYProblem("its elements are records; expected plain numbers or text")
    }
    return try string()
  }

  private mutating func string() throws(NPYProblem) -> String {
    skipSpaces()
    guard let quote = rest.first, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
      throw NPYProblem("its header is not a Python dictionary: expected a quoted word")
    }
    let body = rest.dropFirst()
    guard let end = body.firstIndex(of: quote) else { throw NPYProblem("its header has a quote without an end") }
    rest = body[(end + 1)...]
    return String(decoding: body[..<end], as: UTF8.self)
  }

  private mutating func boolean() throws(NPYProblem) -> Bool {
    skipSpaces()
    for (word, value) in [("True", true), ("False", false)] where rest.starts(with: word.utf8) {
      rest = rest.dropFirst(word.utf8.count)
      return value
    }
    throw NPYProblem("its header's 'fortran_order' is neither True nor False")
  }

  private mutating func tuple() throws(NPYProblem) -> [Int] {
    var values: [Int] = []
    try expect("(")
    while !take(")") {
      values.append(try integer())
      if !take(",") {
        try expect(")")
        break
      }
    }
    return values
  }

  private mutating func integer() throws(NPYProblem) -> Int {
    skipSpaces()
    let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard let value = Int(String(decoding: digits, as: UTF8.self)) else {
      throw NPYProblem("its header's 'shape' is not a tuple of sizes that fit in an integer")
    }
    rest = rest.dropFirst(digits.count)
    // Python 2 wrote long integers as 12L.
    if rest.first == UInt8(ascii: "L") { rest = rest.dropFirst() }
    return value
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpaces()
    guard rest.first == UInt8(ascii: character) else { return false }
    rest = rest.dropFirst()
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(NPYProblem) {
    guard take(character) else { throw NPYProblem("its header is not a Python dictionary: expected '\(character)'") }
  }

  private mutating func skipSpaces() {
    rest = rest.drop { $0 == UInt8(ascii: " ") || (9...13).contains($0) }
  }
}
