import Foundation
import Testing

@testable import SafeTensors

@Suite struct DamagedFileTests {
  let bytes: [UInt8]

  init() throws {
    bytes = try SafeTensors(
      tensors: ["a": .init(shape: [2], values: [1, 2]), "bé": .init(shape: [1, 2], values: [3, 4])],
      metadata: ["key": "\u{2}value"]
    ).encoded()
  }

  /// A file of this header and data.
  static func file(_ header: String, data: [UInt8] = []) -> [UInt8] {
    withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) } + Array(header.utf8) + data
  }

  static func problem(_ bytes: [UInt8]) -> String {
    do {
      _ = try SafeTensors(bytes: bytes, file: "f")
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test func everyCutAndEveryAddedByteIsRefused() {
    for length in 0..<bytes.count {
      #expect(throws: SafeTensorsError.self) { try SafeTensors(bytes: Array(bytes[..<length]), file: "f") }
    }
    #expect(throws: SafeTensorsError.self) { try SafeTensors(bytes: bytes + [0], file: "f") }
  }

  @Test func everyFlippedBitGivesAnErrorOrOtherTensors() throws {
    let whole = try SafeTensors(bytes: bytes, file: "f")
    let header = try #require(bytes.firstRange(of: Array("{".utf8))?.lowerBound)
    for position in bytes.indices {
      for bit in 0..<8 {
        var damaged = bytes
        damaged[position] ^= 1 << UInt8(bit)
        let read = try? SafeTensors(bytes: damaged, file: "f")
        // Spaces for other white space are the only change that means nothing.
        let isSpace = position >= header && bytes[position] == 0x20
        #expect(read != whole || isSpace, "bit \(bit) of byte \(position)")
      }
    }
  }

  static let headers: [(header: String, data: Int, problem: String)] = [
    ("", 0, "byte 8: expected '{'"),
    ("[]", 0, "byte 8: expected '{'"),
    ("{} x", 0, "byte 11: expected nothing after the last brace"),
    (#"{"a":{"dtype":"F32","shape":[1]}}"#, 4, "tensor 'a' must have dtype, shape and data_offsets"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}"#, 4, "tensor 'a': it has 1 data offsets, expected 2"),
    (#"{"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}"#, 8, "its type is 'I64', expected one of F64, F32"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, 4, "does not fit F32 of shape [2]"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 3, "its data end at 4, but there are 3 bytes"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, 8, "its data start at 4, expected 0"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, 4, "its data start at 4, expected 0"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 5, "1 bytes follow the last tensor"),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
      4,
      "its data start at 0, expected 4"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
      8,
      "there are two entries named 'a'"
    ),
    (#"{"__metadata__":{"k":"1","k":"2"}}"#, 0, "there are two metadata entries named 'k'"),
    (#"{"__metadata__":{"k":1}}"#, 0, "expected '\"'"),
    (#"{"a":{"dtype":"F32","shape":[1],"shape":[1],"data_offsets":[0,4]}}"#, 4, "an entry 'shape' too many"),
    (#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, 4, "expected a whole number of at least 0"),
    (#"{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}"#, 4, "expected ']'"),
    (#"{"a":{"dtype":"F32","shape":[01],"data_offsets":[0,4]}}"#, 4, "a number starts with 0"),
    (
      #"{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}"#, 0,
      "does not fit F32 of shape [4294967296, 4294967296]"
    ),
    (#"{"a":{"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,0]}}"#, 0, "does not fit F32"),
    (#"{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,99999999999999999999]}}"#, 0, "a number is too large"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,9223372036854775807]}}"#, 0, "does not fit F32 of shape [2]"),
    (#"{"\ud800":{}}"#, 0, "an escaped character is half of a pair"),
    (#"{"\x":{}}"#, 0, "there is no such escape"),
    (#"{"\u00"#, 0, "expected four hexadecimal digits"),
    ("{\"a\u{1}\":{}}", 0, "a text holds a control character"),
    (#"{"a"#, 0, "expected a closing quotation mark"),
  ]

  @Test(arguments: headers.indices) func headersThatLieAreRefusedWithTheReason(index: Int) {
    let (header, data, problem) = Self.headers[index]
    let line = Self.problem(Self.file(header, data: Array(repeating: 0, count: data)))
    #expect(line.hasPrefix("f: ") && line.contains(problem), "\(header): \(line)")
  }

  @Test func aHeaderLongerThanTheFileIsRefused() {
    #expect(Self.problem(Array(repeating: 0xFF, count: 16)).contains("its header claims 18446744073709551615 bytes"))
    #expect(Self.problem([]) == "f: it has 0 bytes, expected at least the 8 of the header's length")
  }

  @Test func aNameThatIsNotInUTF8IsRefused() {
    var file = Self.file("{\"a\":{}}")
    file[10] = 0xFF
    #expect(Self.problem(file).contains("a text is not in UTF-8"))
  }

  @Test func valuesThatAreNotFiniteAreNamed() throws {
    let header = #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#
    let file = Self.file(header, data: [0, 0, 0, 0, 0, 0, 0x80, 0x7F])
    #expect(Self.problem(file) == "f: tensor 'a': element 1 is not a finite 32-bit number")
    let large = #"{"a":{"dtype":"F64","shape":[],"data_offsets":[0,8]}}"#
    let bits = withUnsafeBytes(of: 1e300.bitPattern.littleEndian) { Array($0) }
    #expect(Self.problem(Self.file(large, data: bits)).contains("element 0 is not a finite"))
    let infinite = SafeTensors(tensors: ["w": .init(shape: [1], values: [.nan])])
    #expect(throws: SafeTensorsError.self) { try infinite.encoded() }
  }

  @Test func whatCannotBeWrittenIsRefused() {
    for shape in [[2], [-1], [Int.max, 2]] {
      #expect(throws: SafeTensorsError.self) {
        try SafeTensors(tensors: ["w": .init(shape: shape, values: [1])]).encoded()
      }
    }
    let reserved = SafeTensors(tensors: ["__metadata__": .init(shape: [], values: [1])])
    #expect(throws: SafeTensorsError.self) { try reserved.encoded() }
  }
}
