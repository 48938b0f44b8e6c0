/// What is wrong with packed bytes; the caller adds the file.
struct InflateProblem: Error {
  var text: String
  init(_ text: String) { self.text = text }
}

/// Unpacks zlib streams (RFC 1950 and 1951).
struct Inflate {
  private let bytes: ArraySlice<UInt8>
  private var next: Int
  private var bits: UInt32 = 0
  private var bitCount = 0
  private let size: Int
  private var output: [UInt8] = []

  /// Deflate cannot pack more than this many bytes into one.
  private static let ratioLimit = 1032

  /// - Parameter size: how many bytes there must be unpacked.
  static func zlib(_ bytes: [UInt8], size: Int) throws(InflateProblem) -> [UInt8] {
    guard bytes.count >= 6, bytes[0] & 0x0F == 8, (Int(bytes[0]) << 8 | Int(bytes[1])) % 31 == 0, bytes[1] & 0x20 == 0
    else { throw InflateProblem("it is no zlib stream") }
    guard size / Self.ratioLimit <= bytes.count else {
      throw InflateProblem("\(bytes.count) packed bytes cannot hold \(size)")
    }
    var inflate = Inflate(bytes[2..<(bytes.count - 4)], size: size)
    try inflate.run()
    let output = inflate.output
    guard output.count == size else { throw InflateProblem("it unpacks to \(output.count) bytes, expected \(size)") }
    var (a, b): (UInt32, UInt32) = (1, 0)
    for byte in output {
      a = (a + UInt32(byte)) % 65521
      b = (b + a) % 65521
    }
    let stated = bytes[(bytes.count - 4)...].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    guard stated == b << 16 | a else { throw InflateProblem("it is damaged: its checksum is wrong") }
    return output
  }

  private init(_ bytes: ArraySlice<UInt8>, size: Int) {
    self.bytes = bytes
    self.size = size
    next = bytes.startIndex
    output.reserveCapacity(size)
  }

  private mutating func run() throws(InflateProblem) {
    var isLast = false
    while !isLast {
      isLast = try take(1) == 1
      switch try take(2) {
      case 0: try copyStored()
      case 1: try unpack(Self.fixedLiterals, Self.fixedDistances)
      case 2:
        let (literals, distances) = try codes()
        try unpack(literals, distances)
      default: throw InflateProblem("it has a block of an unknown kind")
      }
    }
  }

  private mutating func take(_ count: Int) throws(InflateProblem) -> Int {
    while bitCount < count {
      guard next < bytes.endIndex else { throw InflateProblem("it ends too early") }
      bits |= UInt32(bytes[next]) << UInt32(bitCount)
      next += 1
      bitCount += 8
    }
    let value = bits & (1 << UInt32(count) - 1)
    bits >>= UInt32(count)
    bitCount -= count
    return Int(value)
  }

  private mutating func copyStored() throws(InflateProblem) {
    (bits, bitCount) = (0, 0)
    let (length, inverse) = (try take(16), try take(16))
    guard length == ~inverse & 0xFFFF else { throw InflateProblem("the length of a stored block is damaged") }
    guard length <= bytes.endIndex - next else { throw InflateProblem("it ends too early") }
    guard output.count + length <= size else { throw InflateProblem("it unpacks to more than \(size) bytes") }
    output += bytes[next..<(next + length)]
    next += length
  }

  /// A Huffman code by how many codes there are of each length, and the symbols in the order of their codes.
  private struct Code {
    var counts = [Int](repeating: 0, count: 16)
    var symbols: [Int] = []

    init(_ lengths: some Collection<Int>) throws(InflateProblem) {
      for length in lengths { counts[length] += 1 }
      counts[0] = 0
      var left = 1
      for length in 1..<16 {
        left = 2 * left - counts[length]
        guard left >= 0 else { throw InflateProblem("a code has too many symbols") }
      }
      for length in 1..<16 {
        for (symbol, own) in lengths.enumerated() where own == length { symbols.append(symbol) }
      }
    }
  }

  private mutating func symbol(_ code: Code) throws(InflateProblem) -> Int {
    var (value, first, index) = (0, 0, 0)
    for length in 1..<16 {
      value |= try take(1)
      let count = code.counts[length]
      if value - first < count { return code.symbols[index + value - first] }
      index += count
      first = (first + count) << 1
      value <<= 1
    }
    throw InflateProblem("it has a code without a symbol")
  }

  private static let fixedLiterals = try? Code(
    [(8, 144), (9, 112), (7, 24), (8, 8)].flatMap { Array(repeating: $0.0, count: $0.1) })
  private static let fixedDistances = try? Code(Array(repeating: 5, count: 30))
  private static let lengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

  private mutating func codes() throws(InflateProblem) -> (Code?, Code?) {
    let literalCount = try take(5) + 257
    let distanceCount = try take(5) + 1
    let lengthCount = try take(4) + 4
    var lengths = [Int](repeating: 0, count: 19)
    for index in 0..<lengthCount { lengths[Self.lengthOrder[index]] = try take(3) }
    let code = try Code(lengths)
    lengths = []
    while lengths.count < literalCount + distanceCount {
      let symbol = try symbol(code)
      switch symbol {
      case 16:
        guard let last = lengths.last else { throw InflateProblem("it repeats a length before the first") }
        lengths += Array(repeating: last, count: 3 + (try take(2)))
      case 17: lengths += Array(repeating: 0, count: 3 + (try take(3)))
      case 18: lengths += Array(repeating: 0, count: 11 + (try take(7)))
      default: lengths.append(symbol)
      }
    }
    guard lengths.count == literalCount + distanceCount else { throw InflateProblem("it has too many lengths") }
    return (try Code(lengths[..<literalCount]), try Code(lengths[literalCount...]))
  }

  private mutating func unpack(_ literals: Code?, _ distances: Code?) throws(InflateProblem) {
    guard let literals, let distances else { return }
    while true {
      let symbol = try symbol(literals)
      if symbol == 256 { return }
      if symbol < 256 {
        guard output.count < size else { throw InflateProblem("it unpacks to more than \(size) bytes") }
        output.append(UInt8(symbol))
        continue
      }
      let length = try length(symbol - 257)
      let distance = try distance(try self.symbol(distances))
      guard distance <= output.count else { throw InflateProblem("it copies from before its beginning") }
      guard output.count + length <= size else { throw InflateProblem("it unpacks to more than \(size) bytes") }
      // What is copied may be what this copy writes.
      for _ in 0..<length { output.append(output[output.count - distance]) }
    }
  }

  /// Codes 0 to 28: from the ninth on, four for each further extra bit.
  private mutating func length(_ code: Int) throws(InflateProblem) -> Int {
    guard code < 29 else { throw InflateProblem("it has an unknown length") }
    if code < 8 { return 3 + code }
    if code == 28 { return 258 }
    let extra = code / 4 - 1
    return 3 + (4 + code % 4) << extra + (try take(extra))
  }

  /// Codes 0 to 29: from the fifth on, two for each further extra bit.
  private mutating func distance(_ code: Int) throws(InflateProblem) -> Int {
    guard code < 30 else { throw InflateProblem("it has an unknown distance") }
    if code < 4 { return 1 + code }
    let extra = code / 2 - 1
    return 1 + (2 + code % 2) << extra + (try take(extra))
  }
}
