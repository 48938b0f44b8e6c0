extension NPYArray {
  /// Reads a .npy file of version 1, 2 or 3 in either byte order and either memory order.
  ///
  /// Element types: bool, integers of 1 to 8 bytes, floats of 2, 4 and 8 bytes, byte text (S) and Unicode text (U).
  /// - Parameters:
  ///   - file: the name to use in errors.
  ///   - place: where in the file the array is ("array 'poses'"), or nil.
  /// - Throws: `MotionError.malformed` for anything else, for object arrays, and when the size that the header claims
  ///   is not the size of the data; nothing is allocated before that is known.
  public init(bytes: [UInt8], file: String, place: String? = nil) throws {
    do {
      try self.init(reading: bytes)
    } catch {
      throw MotionError.malformed(file: file, place: place, problem: error.text)
    }
  }

  private init(reading bytes: [UInt8]) throws(NPYProblem) {
    let header = try NPYHeader(bytes)
    let layout = try ElementLayout(descriptor: header.descriptor)
    let count = try header.elementCount()
    guard count <= Self.elementLimit else {
      throw NPYProblem(
        "its shape \(Self.describe(header.shape)) has \(count) elements, expected at most \(Self.elementLimit)")
    }
    let (claimed, overflow) = count.multipliedReportingOverflow(by: layout.size)
    let available = bytes.count - header.dataOffset
    guard !overflow, claimed == available else {
      throw NPYProblem(
        "its shape \(Self.describe(header.shape)) of '\(header.descriptor)' needs \(overflow ? Int.max : claimed) bytes,"
          + " but \(available) follow the header")
    }
    guard layout.size > 0 || count <= 1 else { throw NPYProblem("its text elements have no length") }

    let order = header.isFortranOrder && header.shape.count > 1 ? Self.fortranOrder(header.shape, count) : nil
    shape = header.shape
    elementType = layout.type
    let data = bytes[header.dataOffset...]
    if layout.type == .text {
      let read = layout.texts(data, count: count)
      texts = order.map { $0.map { read[$0] } } ?? read
      values = []
    } else {
      let read = layout.numbers(data, count: count)
      values = order.map { $0.map { read[$0] } } ?? read
      texts = []
    }
  }

  /// For each element in C order its index in Fortran order (the first index runs fastest).
  private static func fortranOrder(_ shape: [Int], _ count: Int) -> [Int] {
    guard count > 0 else { return [] }
    var strides = [Int](repeating: 1, count: shape.count)
    for axis in shape.indices.dropFirst() { strides[axis] = strides[axis - 1] * shape[axis - 1] }
    var order: [Int] = []
    order.reserveCapacity(count)
    var index = [Int](repeating: 0, count: shape.count)
    var source = 0
    while order.count < count {
      order.append(source)
      for axis in shape.indices.reversed() {
        index[axis] += 1
        source += strides[axis]
        if index[axis] < shape[axis] { break }
        index[axis] = 0
        source -= strides[axis] * shape[axis]
      }
    }
    return order
  }
}

/// How one element lies in the file, from NumPy's type string such as "<f8" or "|S7".
private struct ElementLayout {
  var type: NPYArray.ElementType
  /// Bytes to an element.
  var size: Int
  var isBigEndian: Bool
  var isUnicode = false

  init(descriptor: String) throws(NPYProblem) {
    let characters = Array(descriptor.utf8)
    guard characters.count >= 2, let order = characters.first, Array("<>|=".utf8).contains(order) else {
      throw Self.unknown(descriptor)
    }
    isBigEndian = order == UInt8(ascii: ">")
    let kind = characters[1]
    if kind == UInt8(ascii: "O") {
      throw NPYProblem("its elements are Python objects (pickled), which are not read; expected plain numbers or text")
    }
    guard let length = Int(String(decoding: characters[2...], as: UTF8.self)), length >= 0 else {
      throw Self.unknown(descriptor)
    }
    if kind == UInt8(ascii: "U") || kind == UInt8(ascii: "S") {
      isUnicode = kind == UInt8(ascii: "U")
      let (bytes, overflow) = length.multipliedReportingOverflow(by: isUnicode ? 4 : 1)
      guard !overflow else { throw Self.unknown(descriptor) }
      (type, size) = (.text, bytes)
    } else {
      guard let type = Self.numberTypes[String(decoding: characters[1...], as: UTF8.self)] else {
        throw Self.unknown(descriptor)
      }
      (self.type, size) = (type, length)
    }
  }

  private static let numberTypes: [String: NPYArray.ElementType] = [
    "b1": .bool, "i1": .int8, "i2": .int16, "i4": .int32, "i8": .int64,
    "u1": .uint8, "u2": .uint16, "u4": .uint32, "u8": .uint64,
    "f2": .float16, "f4": .float32, "f8": .float64,
  ]

  private static func unknown(_ descriptor: String) -> NPYProblem {
    NPYProblem("its element type is '\(descriptor)', expected a bool, an integer, a float of 2, 4 or 8 bytes, or text")
  }

  func numbers(_ data: ArraySlice<UInt8>, count: Int) -> [Double] {
    switch type {
    case .bool: integers(UInt8.self, data, count) { $0 == 0 ? 0 : 1 }
    case .int8: integers(Int8.self, data, count) { Double($0) }
    case .int16: integers(Int16.self, data, count) { Double($0) }
    case .int32: integers(Int32.self, data, count) { Double($0) }
    case .int64: integers(Int64.self, data, count) { Double($0) }
    case .uint8: integers(UInt8.self, data, count) { Double($0) }
    case .uint16: integers(UInt16.self, data, count) { Double($0) }
    case .uint32: integers(UInt32.self, data, count) { Double($0) }
    case .uint64: integers(UInt64.self, data, count) { Double($0) }
    case .float16: integers(UInt16.self, data, count) { Double(Float16(bitPattern: $0)) }
    case .float32: integers(UInt32.self, data, count) { Double(Float(bitPattern: $0)) }
    case .float64: integers(UInt64.self, data, count) { Double(bitPattern: $0) }
    case .text: []
    }
  }

  @inline(__always)
  private func integers<Bits: FixedWidthInteger>(
    _: Bits.Type, _ data: ArraySlice<UInt8>, _ count: Int, _ convert: (Bits) -> Double
  ) -> [Double] {
    data.withUnsafeBytes { raw in
      [Double](unsafeUninitializedCapacity: count) { output, initialized in
        for index in 0..<count {
          let bits = raw.loadUnaligned(fromByteOffset: index * MemoryLayout<Bits>.size, as: Bits.self)
          output.initializeElement(
            at: index, to: convert(isBigEndian ? Bits(bigEndian: bits) : Bits(littleEndian: bits)))
        }
        initialized = count
      }
    }
  }

  /// NumPy pads text with zeros at the end.
  func texts(_ data: ArraySlice<UInt8>, count: Int) -> [String] {
    (0..<count).map { index in
      let start = data.startIndex + index * size
      let element = data[start..<(start + size)]
      return isUnicode ? unicode(element) : String(decoding: trimmed(Array(element)), as: UTF8.self)
    }
  }

  private func unicode(_ element: ArraySlice<UInt8>) -> String {
    let codes = stride(from: element.startIndex, to: element.endIndex, by: 4).map { start in
      let word = element[start..<(start + 4)]
      let mostSignificantFirst = isBigEndian ? Array(word) : word.reversed()
      return mostSignificantFirst.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    }
    return String(String.UnicodeScalarView(trimmed(codes).map { Unicode.Scalar($0) ?? "\u{FFFD}" }))
  }

  private func trimmed<Code: BinaryInteger>(_ codes: [Code]) -> ArraySlice<Code> {
    codes[..<((codes.lastIndex { $0 != 0 } ?? -1) + 1)]
  }
}
