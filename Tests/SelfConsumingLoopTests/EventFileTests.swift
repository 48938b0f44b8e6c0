import Foundation
import Testing

@testable import SelfConsumingLoop

@Suite struct EventFileTests {
  @Test func theChecksumIsCRC32C() {
    // The check value of the catalogue of CRC algorithms, and a vector of RFC 3720, B.4.
    #expect(CRC32C.checksum(Data("123456789".utf8)) == 0xE306_9283)
    #expect(CRC32C.checksum(Data(repeating: 0, count: 32)) == 0x8A91_36AA)
  }

  @Test func theBytesAreTensorBoards() throws {
    let folder = try TemporaryFolder()
    let file = try EventFile(folder: folder.path, time: 1.5)
    try file.add(["figures/FID": 0.25], step: 300, time: 1.5)
    let name = try #require(try FileManager.default.contentsOfDirectory(atPath: folder.path).first)
    #expect(name.hasPrefix("events.out.tfevents."))
    // What tensorboard 2.21's own RecordWriter makes of the same two events.
    let expected =
      "1800000000000000a37f4b2209000000000000f83f1a0d627261696e2e4576656e743a322a28646c"
      + "220000000000000078113dfd09000000000000f83f10ac022a140a120a0b666967757265732f464944150000803eabfe9905"
    let bytes = try #require(FileManager.default.contents(atPath: folder.path + "/" + name))
    #expect(bytes.map { String(format: "%02x", $0) }.joined() == expected)
  }
}
