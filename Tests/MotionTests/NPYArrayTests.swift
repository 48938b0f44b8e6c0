import Motion
import Testing

/// A .npy file put together byte by byte.
func npyFile(_ descriptor: String, order: String = "False", shape: String, version: UInt8 = 1, data: [UInt8]) -> [UInt8]
{
  npyFile(
    header: "{'descr': '\(descriptor)', 'fortran_order': \(order), 'shape': \(shape), }\n", version: version, data: data
  )
}

func npyFile(header: String, version: UInt8 = 1, data: [UInt8]) -> [UInt8] {
  let length = header.utf8.count
  let lengthBytes = (0..<(version == 1 ? 2 : 4)).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
  return [0x93] + Array("NUMPY".utf8) + [version, 0] + lengthBytes + Array(header.utf8) + data
}

func bytes(_ value: some FixedWidthInteger, bigEndian: Bool = false) -> [UInt8] {
  withUnsafeBytes(of: bigEndian ? value.bigEndian : value.littleEndian) { Array($0) }
}

/// The one line of the error that the body throws, or nil.
func problem(_ body: () throws -> Void) -> String? {
  do {
    try body()
    return nil
  } catch { return "\(error)" }
}

@Suite struct NPYArrayTests {
  static let samples: [(descriptor: String, data: [UInt8], value: Double)] = [
    ("|b1", [1], 1), ("|i1", [0xFE], -2), ("|u1", [0xFE], 254),
    ("<i2", [0xFE, 0xFF], -2), (">i2", [0xFF, 0xFE], -2), ("<u2", [1, 2], 513), (">u2", [1, 2], 258),
    ("<i4", bytes(Int32(-70_000)), -70_000), (">i4", bytes(Int32(-70_000), bigEndian: true), -70_000),
    ("<u4", bytes(UInt32.max), 4_294_967_295), (">u4", bytes(UInt32(7), bigEndian: true), 7),
    ("<i8", bytes(Int64(-1) << 40), -1_099_511_627_776), (">i8", bytes(Int64(5), bigEndian: true), 5),
    ("<u8", bytes(UInt64(1) << 63), 9_223_372_036_854_775_808), (">u8", bytes(UInt64(9), bigEndian: true), 9),
    ("<f2", [0x00, 0xC1], -2.5), (">f2", [0xC1, 0x00], -2.5),
    ("<f4", bytes(Float(0.1).bitPattern), Double(Float(0.1))), (">f4", bytes(Float(3).bitPattern, bigEndian: true), 3),
    ("<f8", bytes((0.1).bitPattern), 0.1), (">f8", bytes((-7.25).bitPattern, bigEndian: true), -7.25),
  ]

  @Test(arguments: samples)
  func everyElementTypeIsReadInBothByteOrders(_ sample: (descriptor: String, data: [UInt8], value: Double)) throws {
    let file = npyFile(sample.descriptor, shape: "(3,)", data: sample.data + sample.data + sample.data)
    let array = try NPYArray(bytes: file, file: "a.npy")
    #expect(array.values == [sample.value, sample.value, sample.value])
    #expect(array.shape == [3])
  }

  @Test(arguments: [1, 2, 3] as [UInt8])
  func everyVersionIsRead(_ version: UInt8) throws {
    let array = try NPYArray(bytes: npyFile("|u1", shape: "()", version: version, data: [42]), file: "a.npy")
    #expect(array.shape == [])
    #expect(array.values == [42])
  }

  @Test func fortranOrderIsTurnedIntoCOrder() throws {
    // Element (i, j, k) of a 2 x 3 x 2 array is 100 i + 10 j + k; in the file i runs fastest.
    var data: [UInt8] = []
    for k in 0..<2 { for j in 0..<3 { for i in 0..<2 { data.append(UInt8(100 * i + 10 * j + k)) } } }
    let array = try NPYArray(bytes: npyFile("|u1", order: "True", shape: "(2, 3, 2)", data: data), file: "a.npy")
    #expect(array.values == [0, 1, 10, 11, 20, 21, 100, 101, 110, 111, 120, 121])
  }

  @Test func textIsReadWithoutItsPadding() throws {
    let letters = "né".unicodeScalars.map(\.value) + [0, 0]
    let little = npyFile("<U4", shape: "()", data: letters.flatMap { bytes($0) })
    let big = npyFile(">U4", shape: "()", data: letters.flatMap { bytes($0, bigEndian: true) })
    let ascii = npyFile("|S4", shape: "(2,)", data: Array("male".utf8) + Array("me".utf8) + [0, 0])
    #expect(try NPYArray(bytes: little, file: "a.npy").texts == ["né"])
    #expect(try NPYArray(bytes: big, file: "a.npy").texts == ["né"])
    #expect(try NPYArray(bytes: ascii, file: "a.npy").texts == ["male", "me"])
  }

  @Test func whatIsWrittenIsReadBackAndStartsAtAMultipleOf64() throws {
    let double = try NPYArray(shape: [2, 3], values: [1, -0.1, 1e300, .infinity, 5, 6])
    let single = try NPYArray(shape: [0, 5], values: [], elementType: .float32)
    let text = NPYArray(text: "neutral")
    for array in [double, single, text] {
      let file = array.encoded()
      #expect(try NPYArray(bytes: file, file: "a.npy") == array)
      #expect((Int(file[8]) + 256 * Int(file[9]) + 10) % 64 == 0)
    }
  }

  struct Bad: Sendable {
    var file: [UInt8]
    var reason: String

    init(_ file: [UInt8], _ reason: String) {
      self.file = file
      self.reason = reason
    }
  }

  static func start(_ rest: [UInt8]) -> [UInt8] { [0x93] + Array("NUMPY".utf8) + rest }

  static let badFiles: [Bad] = [
    Bad(npyFile("<f8", shape: "(1000000000000,)", data: []), "at most"),
    Bad(npyFile("<f8", shape: "(4294967296, 4294967296)", data: []), "too many elements"),
    Bad(npyFile("<f8", shape: "(99999999999999999999,)", data: []), "sizes that fit"),
    Bad(npyFile("<f8", shape: "(2,)", data: [0, 0, 0]), "needs 16 bytes, but 3 follow"),
    Bad(npyFile("<f8", shape: "(1,)", data: [UInt8](repeating: 0, count: 9)), "needs 8 bytes, but 9 follow"),
    Bad(npyFile("<U0", shape: "(1000000,)", data: []), "no length"),
    Bad(npyFile("<U4611686018427387904", shape: "(2,)", data: []), "element type"),
    Bad(npyFile("|O", shape: "(1,)", data: [0x80, 4]), "pickled"),
    Bad(npyFile("<c16", shape: "(1,)", data: []), "'<c16'"),
    Bad(npyFile("<f3", shape: "(1,)", data: []), "'<f3'"),
    Bad(npyFile("f", shape: "(1,)", data: []), "'f'"),
    Bad(npyFile("<f8", shape: "(-1,)", data: []), "sizes"),
    Bad(npyFile("<f8", shape: "(1", data: []), "tuple"),
    Bad(npyFile("<f8", order: "Maybe", shape: "(1,)", data: []), "fortran_order"),
    Bad(npyFile(header: "{'descr': [('x', '<f8')], 'fortran_order': False, 'shape': (1,)}", data: []), "records"),
    Bad(npyFile(header: "{'descr': '<f8'}", data: []), "lacks"),
    Bad(npyFile(header: "{'descr", data: []), "without an end"),
    Bad(npyFile(header: "", data: []), "dictionary"),
    Bad(start([1, 0, 0xFF, 0xFF]), "claims 65535 bytes, but only 0 follow"),
    Bad(start([2, 0, 0xFF, 0xFF]), "ends within the header"),
    Bad(start([2, 0, 0xFF, 0xFF, 0xFF, 0xFF]), "claims 4294967295 bytes"),
    Bad(start([9, 0, 0, 0]), "version is 9"),
    Bad([], "not a .npy array"), Bad([0x50, 0x4B, 3, 4], "not a .npy array"),
  ]

  @Test(arguments: badFiles)
  func badFilesAreRefusedWithTheReason(_ sample: Bad) {
    let line = problem { _ = try NPYArray(bytes: sample.file, file: "bad.npy", place: "array 'x'") }
    #expect(line?.hasPrefix("bad.npy: array 'x': ") == true)
    #expect(line?.contains(sample.reason) == true, "\(line ?? "no error")")
    #expect(line?.contains("\n") == false)
  }

  @Test func anArrayMustFillItsShape() {
    #expect(throws: MotionError.self) { try NPYArray(shape: [2, 2], values: [1, 2, 3]) }
    #expect(throws: MotionError.self) { try NPYArray(shape: [1 << 32, 1 << 32], values: []) }
    #expect(throws: MotionError.self) { try NPYArray(shape: [-1, -3], values: [1, 2, 3]) }
  }
}
