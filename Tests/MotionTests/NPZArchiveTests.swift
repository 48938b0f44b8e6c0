import Testing

@testable import Motion

@Suite struct NPZArchiveTests {
  let sample: [(name: String, array: NPYArray)]

  init() throws {
    sample = [
      (name: "zeros", array: try NPYArray(shape: [100, 100], values: [Double](repeating: 0, count: 10_000))),
      (name: "word", array: NPYArray(text: "male")),
    ]
  }

  @Test func whatIsWrittenIsReadBack() throws {
    let archive = try NPZArchive(bytes: NPZArchive.encoded(sample), file: "a.npz")
    #expect(archive.names == ["zeros", "word"])
    #expect(try archive.array(named: "zeros") == sample[0].array)
    #expect(try archive.array(named: "word") == sample[1].array)
    #expect(try archive.array(named: "other") == nil)
  }

  @Test func sameArraysGiveTheSameBytesDatedAtTheStartOfDOSTime() throws {
    let bytes = try NPZArchive.encoded(sample)
    #expect(try NPZArchive.encoded(sample) == bytes)
    // Local file header: time at byte 10, date at byte 12.
    #expect(Array(bytes[10..<14]) == [0, 0, 0x21, 0])
    #expect(bytes.count < 2000)
  }

  @Test func storedMembersAreRead() throws {
    let archive = try NPZArchive(
      bytes: storedZip(name: "x.npy", content: npyFile("|u1", shape: "(2,)", data: [3, 4])), file: "a")
    #expect(try archive.required("x").values == [3, 4])
  }

  @Test func twoArraysOfOneNameAreRefused() {
    #expect(throws: MotionError.self) { try NPZArchive.encoded([sample[1], sample[1]]) }
  }

  @Test func aMissingArrayIsNamedWithThoseThatThereAre() throws {
    let archive = try NPZArchive(bytes: NPZArchive.encoded(sample), file: "a.npz")
    let line = problem { _ = try archive.required("poses") }
    #expect(line == "a.npz: it has no array 'poses'; its arrays are zeros, word")
  }

  @Test func archivesWithoutArraysAndOtherBytesAreRefused() {
    let text = storedZip(name: "readme.txt", content: [65])
    #expect(problem { _ = try NPZArchive(bytes: text, file: "a.npz") } == "a.npz: the zip archive has no .npy arrays")
    #expect(problem { _ = try NPZArchive(bytes: [], file: "a.npz") }?.contains("zip archive") == true)
    #expect(problem { _ = try NPZArchive(bytes: [1, 2, 3], file: "a.npz") }?.contains("zip archive") == true)
  }

  @Test func everyCutOfAnArchiveIsRefused() throws {
    let bytes = try NPZArchive.encoded(sample)
    for length in 0..<bytes.count {
      #expect(throws: MotionError.self) { try NPZArchive(bytes: Array(bytes[..<length]), file: "a.npz") }
    }
  }

  /// The size in the central directory is raised to what is no member's size.
  @Test(arguments: [
    (UInt32(0xFFFF_FFF0), "expected at most 2 GiB"), (UInt32(1 << 30), "packed bytes can hold"),
    (UInt32(80_129), "claims 80129"), (UInt32(80_000), "claims"),
  ])
  func lyingSizesAreRefused(_ lie: (size: UInt32, reason: String)) throws {
    var bytes = try NPZArchive.encoded([sample[0]])
    let directory = try #require(bytes.indices.dropLast(4).first { Array(bytes[$0..<($0 + 4)]) == [0x50, 0x4B, 1, 2] })
    for index in 0..<4 { bytes[directory + 24 + index] = UInt8(truncatingIfNeeded: lie.size >> UInt32(8 * index)) }
    let line = problem { _ = try NPZArchive(bytes: bytes, file: "a.npz").required("zeros") }
    #expect(line?.contains(lie.reason) == true, "\(line ?? "no error")")
  }

  @Test func randomlyDamagedArchivesNeverCrashAndKeepOrRefuseTheirContent() throws {
    var random = SeededRandom(seed: 7)
    let bytes = try NPZArchive.encoded(sample)
    for _ in 0..<2000 {
      var damaged = bytes
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        damaged[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      // The checksum guards the content: what is read at all is what was written.
      guard let archive = try? NPZArchive(bytes: damaged, file: "a"), let array = try? archive.array(named: "zeros")
      else {
        continue
      }
      #expect(array == sample[0].array)
    }
  }
}

/// SplitMix64, so that random tests repeat.
struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func unit() -> Double { Double.random(in: -1...1, using: &self) }

  mutating func vector(_ scale: Double) -> Vector3 { Vector3(unit(), unit(), unit()) * scale }
}

/// A zip archive of one stored member, put together byte by byte.
func storedZip(name: String, content: [UInt8]) -> [UInt8] {
  let size = bytes(UInt32(content.count))
  let sizes = bytes(checksum(content)) + size + size
  let nameLength = bytes(UInt16(name.utf8.count))
  let common = bytes(UInt16(20)) + bytes(UInt16(0)) + bytes(UInt16(0)) + bytes(UInt32(0x0021_0000)) + sizes + nameLength
  let local = bytes(UInt32(0x0403_4B50)) + common + bytes(UInt16(0)) + Array(name.utf8) + content
  let central =
    bytes(UInt32(0x0201_4B50)) + bytes(UInt16(20)) + common + [UInt8](repeating: 0, count: 16) + Array(name.utf8)
  let end =
    bytes(UInt32(0x0605_4B50)) + bytes(UInt32(0)) + bytes(UInt16(1)) + bytes(UInt16(1)) + bytes(UInt32(central.count))
    + bytes(UInt32(local.count)) + bytes(UInt16(0))
  return local + central + end
}

/// CRC-32 as zip uses it.
private func checksum(_ content: [UInt8]) -> UInt32 {
  var register: UInt32 = 0xFFFF_FFFF
  for byte in content {
    register ^= UInt32(byte)
    for _ in 0..<8 { register = register & 1 == 1 ? register >> 1 ^ 0xEDB8_8320 : register >> 1 }
  }
  return ~register
}
