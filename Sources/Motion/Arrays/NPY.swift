import Foundation

/// NumPy's array files, format versions 1 to 3: numbers of any width and byte order, in C or Fortran order, and text.
/// Pickled objects are refused: they are programs.
enum NPY {
  static let magic: [UInt8] = [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59]

  static func isNPY(_ bytes: [UInt8]) -> Bool { bytes.starts(with: magic) }

  /// What an array file holds.
  enum Content: Equatable {
    case numbers(NumericArray)
    case text(String)
  }

  struct Header: Equatable {
    var type: String
    var isFortran: Bool
    var shape: [Int]
    /// Where the numbers start.
    var offset: Int
  }

  // MARK: Reading

  /// - Parameter place: what to call the array in errors, such as "array 'poses'"; nil for a file of its own.
  /// - Throws: `MotionError.malformed`.
  static func read(_ bytes: [UInt8], file: String, place: String?) throws -> Content {
    func problem(_ text: String) -> MotionError { .malformed(file: file, place: place, problem: text) }
    let header = try header(bytes, problem: problem)
    guard let kind = header.type.dropFirst(header.type.first.map { "<>|=".contains($0) } == true ? 1 : 0).first else {
      throw problem("its type '\(header.type)' is not known")
    }
    guard kind != "O" else { throw problem("holds pickled objects, which are not read; expected numbers") }
    let isBig = header.type.hasPrefix(">")
    let digits = header.type.drop { !$0.isNumber }
    guard var size = Int(digits), size > 0, size <= 1 << 20 else {
      throw problem("its type '\(header.type)' is not known")
    }
    if kind == "U" { size *= 4 }
    var count = 1
    for extent in header.shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard extent >= 0, !overflow else { throw problem("its shape \(header.shape) is impossible") }
      count = product
    }
    let (needed, overflow) = count.multipliedReportingOverflow(by: size)
    guard !overflow, needed <= bytes.count - header.offset else {
      throw problem(
        "its header claims \(count) elements of \(size) bytes, but \(bytes.count - header.offset) bytes follow")
    }
    if kind == "U" || kind == "S" {
      return .text(text(bytes, header, kind: kind, size: size))
    }
    guard let decode = decoder(kind: kind, size: size) else {
      throw problem("numbers of type '\(header.type)' are not supported, expected floats or integers")
    }
    var values: [Double] = []
    values.reserveCapacity(count)
    bytes.withUnsafeBufferPointer { buffer in
      for index in 0..<count { values.append(decode(buffer, header.offset + index * size, isBig)) }
    }
    if header.isFortran, header.shape.count > 1 { values = rowMajor(values, shape: header.shape) }
    return .numbers(NumericArray(shape: header.shape, values: values))
  }

  private static func header(_ bytes: [UInt8], problem: (String) -> MotionError) throws -> Header {
    guard isNPY(bytes), bytes.count >= 10 else { throw problem("is not a NumPy array") }
    let isLong = bytes[6] >= 2
    guard (1...3).contains(bytes[6]), bytes.count >= (isLong ? 12 : 10) else {
      throw problem("NumPy format version \(bytes[6]) is not supported")
    }
    let start = isLong ? 12 : 10
    var length = Int(bytes[8]) | Int(bytes[9]) << 8
    if isLong { length |= Int(bytes[10]) << 16 | Int(bytes[11]) << 24 }
    guard length <= bytes.count - start else { throw problem("its header is cut short") }
    let text = String(decoding: bytes[start..<(start + length)], as: UTF8.self)
    guard let type = value("descr", in: text), let shapeText = value("shape", in: text) else {
      throw problem("its header has no type or shape")
    }
    let shape = shapeText.split { !$0.isNumber && $0 != "-" }.map { Int($0) }
    guard shape.count <= 8, !shape.contains(where: { $0 == nil }) else {
      throw problem("its shape \(shapeText) is impossible")
    }
    return Header(
      type: type, isFortran: value("fortran_order", in: text) == "True", shape: shape.compactMap { $0 },
      offset: start + length)
  }

  /// The value of a key in the header's Python dictionary: a quoted text, a tuple or a word.
  private static func value(_ key: String, in text: String) -> String? {
    guard let found = text.range(of: "'\(key)':") else { return nil }
    let rest = text[found.upperBound...].drop { $0 == " " }
    switch rest.first {
    case "'": return String(rest.dropFirst().prefix { $0 != "'" })
    case "(": return String(rest.dropFirst().prefix { $0 != ")" })
    case "[": return "O"
    default: return String(rest.prefix { $0.isLetter })
    }
  }

  private typealias Decoder = (UnsafeBufferPointer<UInt8>, Int, Bool) -> Double

  private static func decoder(kind: Character, size: Int) -> Decoder? {
    func bits(_ buffer: UnsafeBufferPointer<UInt8>, _ at: Int, _ isBig: Bool) -> UInt64 {
      var value: UInt64 = 0
      for byte in 0..<size { value |= UInt64(buffer[at + (isBig ? size - 1 - byte : byte)]) << UInt64(8 * byte) }
      return value
    }
    switch (kind, size) {
    case ("f", 8): return { Double(bitPattern: bits($0, $1, $2)) }
    case ("f", 4): return { Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits($0, $1, $2)))) }
    case ("f", 2): return { Self.half(UInt16(truncatingIfNeeded: bits($0, $1, $2))) }
    case ("i", 1): return { Double(Int8(truncatingIfNeeded: bits($0, $1, $2))) }
    case ("i", 2): return { Double(Int16(truncatingIfNeeded: bits($0, $1, $2))) }
    case ("i", 4): return { Double(Int32(truncatingIfNeeded: bits($0, $1, $2))) }
    case ("i", 8): return { Double(Int64(truncatingIfNeeded: bits($0, $1, $2))) }
    case ("u", 1), ("u", 2), ("u", 4), ("u", 8), ("b", 1): return { Double(bits($0, $1, $2)) }
    default: return nil
    }
  }

  /// A half-precision number by its bits.
  private static func half(_ bits: UInt16) -> Double {
    let exponent = Int(bits >> 10 & 31)
    let fraction = Double(bits & 1023)
    let magnitude: Double
    switch exponent {
    case 0: magnitude = fraction * 0x1p-24
    case 31: magnitude = fraction == 0 ? .infinity : .nan
    default: magnitude = (1 + fraction / 1024) * pow(2, Double(exponent - 15))
    }
    return bits >> 15 == 1 ? -magnitude : magnitude
  }

  private static func rowMajor(_ values: [Double], shape: [Int]) -> [Double] {
    var strides = [Int](repeating: 1, count: shape.count)
    for axis in 1..<shape.count { strides[axis] = strides[axis - 1] * shape[axis - 1] }
    var place = [Int](repeating: 0, count: shape.count)
    return values.indices.map { _ in
      var source = 0
      for axis in shape.indices { source += place[axis] * strides[axis] }
      for axis in shape.indices.reversed() {
        place[axis] += 1
        if place[axis] < shape[axis] { break }
        place[axis] = 0
      }
      return values[source]
    }
  }

  /// The first text of the array.
  private static func text(_ bytes: [UInt8], _ header: Header, kind: Character, size: Int) -> String {
    let slice = bytes[header.offset...].prefix(size)
    if kind == "S" { return String(decoding: slice.prefix { $0 != 0 }, as: UTF8.self) }
    var scalars = String.UnicodeScalarView()
    for start in stride(from: slice.startIndex, to: slice.endIndex - 3, by: 4) {
      let value = (0..<4).reduce(UInt32(0)) { $0 | UInt32(slice[start + $1]) << UInt32(8 * $1) }
      guard value != 0, let scalar = Unicode.Scalar(value) else { break }
      scalars.append(scalar)
    }
    return String(scalars)
  }

  // MARK: Writing

  enum Precision { case single, double }

  static func write(_ array: NumericArray, precision: Precision = .double) -> [UInt8] {
    var bytes = header(type: precision == .double ? "<f8" : "<f4", shape: array.shape)
    bytes.reserveCapacity(bytes.count + array.values.count * 8)
    for value in array.values {
      switch precision {
      case .double: append(value.bitPattern, size: 8, to: &bytes)
      case .single: append(UInt64(Float(value).bitPattern), size: 4, to: &bytes)
      }
    }
    return bytes
  }

  static func write(_ text: String) -> [UInt8] {
    let scalars = Array(text.unicodeScalars)
    var bytes = header(type: "<U\(max(scalars.count, 1))", shape: [])
    for scalar in scalars { append(UInt64(scalar.value), size: 4, to: &bytes) }
    if scalars.isEmpty { append(0, size: 4, to: &bytes) }
    return bytes
  }

  private static func append(_ bits: UInt64, size: Int, to bytes: inout [UInt8]) {
    for byte in 0..<size { bytes.append(UInt8(truncatingIfNeeded: bits >> UInt64(8 * byte))) }
  }

  private static func header(type: String, shape: [Int]) -> [UInt8] {
    let tuple = shape.map { "\($0)," }.joined(separator: " ")
    var text = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(tuple)), }"
    // The numbers start at a multiple of 64 bytes.
    text += String(repeating: " ", count: 63 - (10 + text.utf8.count) % 64) + "\n"
    let length = text.utf8.count
    return magic + [1, 0, UInt8(length & 255), UInt8(length >> 8)] + Array(text.utf8)
  }
}
