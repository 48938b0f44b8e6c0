import Foundation
import Testing

@testable import SafeTensors

@Suite struct SafeTensorsTests {
  let sample = SafeTensors(
    tensors: [
      "b.weight": .init(
        shape: [2, 3], values: [0, -0.0, 1.5, .leastNonzeroMagnitude, -.greatestFiniteMagnitude, 3e-8]),
      "a": .init(shape: [], values: [7]),
      "empty": .init(shape: [0, 4], values: []),
      "naïve \"name\"\n": .init(shape: [1], values: [-1]),
    ],
    metadata: ["made by": "a test", "\u{1}": "\\/\u{1F600}"])

  @Test func whatIsWrittenIsReadBackToTheBit() throws {
    let bytes = try sample.encoded()
    let read = try SafeTensors(bytes: bytes, file: "a")
    #expect(read == sample)
    #expect(read.tensors["b.weight"]?.values[1].sign == .minus)
    #expect(try read.encoded() == bytes)
  }

  @Test func theBytesAreCanonical() throws {
    let file = SafeTensors(tensors: ["b": .init(shape: [1], values: [1]), "a": .init(shape: [2], values: [2, 3])])
    let header =
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}"#
    let padded = header + String(repeating: " ", count: (8 - header.utf8.count % 8) % 8)
    let expected =
      [UInt8(padded.utf8.count), 0, 0, 0, 0, 0, 0, 0] + Array(padded.utf8)
      + [0, 0, 0, 0x40, 0, 0, 0x40, 0x40, 0, 0, 0x80, 0x3F]
    #expect(try file.encoded() == expected)
  }

  @Test func otherFloatsAreReadAsTheNearestSingle() throws {
    let header =
      #"{"d":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},"h":{"dtype":"F16","shape":[2],"data_offsets":[8,12]},"#
      + #""s":{"dtype":"BF16","shape":[1],"data_offsets":[12,14]}}"#
    let data: [UInt8] =
      withUnsafeBytes(of: 0.1.bitPattern.littleEndian) { Array($0) }
      // 1.5 and the smallest half float, 2^-24; -2 as the upper half of a single.
      + [0x00, 0x3E, 0x01, 0x00, 0x00, 0xC0]
    let file = try SafeTensors(bytes: DamagedFileTests.file(header, data: data), file: "a")
    #expect(file.tensors["d"]?.values == [Float(0.1)])
    #expect(file.tensors["h"]?.values == [1.5, 0x1p-24])
    #expect(file.tensors["s"]?.values == [-2])
  }

  @Test func aFileAppearsWholeOrNotAtAll() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("weights.safetensors").path
    try sample.write(to: path)
    #expect(try SafeTensors(contentsOf: path) == sample)
    let bad = SafeTensors(tensors: ["w": .init(shape: [1], values: [.infinity])])
    #expect(throws: SafeTensorsError.self) { try bad.write(to: path) }
    #expect(try SafeTensors(contentsOf: path) == sample)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["weights.safetensors"])
    #expect(throws: SafeTensorsError.self) { try sample.write(to: folder.path + "/no/such/folder") }
    #expect(throws: SafeTensorsError.self) { try SafeTensors(contentsOf: folder.path) }
    #expect(throws: SafeTensorsError.self) { try SafeTensors(contentsOf: path + ".missing") }
  }

  @Test func tensorsOfOtherTypesCanBeLeftOut() throws {
    func file(_ offsets: String, before: Int) -> [UInt8] {
      let header =
        #"{"i":{"dtype":"I64","shape":[1],"data_offsets":[\#(offsets)]},"#
        + #""w":{"dtype":"F32","shape":[1],"data_offsets":[\#(before),\#(before + 4)]}}"#
      return DamagedFileTests.file(header, data: Array(repeating: 0, count: before) + [0, 0, 0x80, 0x3F])
    }
    let whole = file("0,8", before: 8)
    #expect(throws: SafeTensorsError.self) { try SafeTensors(bytes: whole, file: "f") }
    let read = try SafeTensors(bytes: whole, file: "f", leavingOut: ["i", "other"])
    #expect(read.tensors == ["w": .init(shape: [1], values: [1])])
    // Its place must be right all the same.
    for offsets in ["0,4", "4,8", "0", "0,99"] {
      #expect(throws: SafeTensorsError.self, "\(offsets)") {
        try SafeTensors(bytes: file(offsets, before: 8), file: "f", leavingOut: ["i"])
      }
    }
  }

  @Test func aMissingOrMisshapenTensorIsNamed() throws {
    #expect(try sample.tensor("a", shape: [], file: "f").values == [7])
    #expect(throws: SafeTensorsError(file: "f", tensor: "c", problem: "it is missing")) {
      try sample.tensor("c", file: "f")
    }
    #expect(throws: SafeTensorsError(file: "f", tensor: "a", problem: "it has shape [], expected [2]")) {
      try sample.tensor("a", shape: [2], file: "f")
    }
  }
}
