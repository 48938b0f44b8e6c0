import Foundation
import Testing

@testable import SelfConsumingLoop

@Suite struct EventFileTests {
  @Test func theChecksumIsCRC32C() {
    // The check value of the catalogue of CRC algorithms, and a vector of RFC 3720, B.4.
    #expect(CRC32C.checksum(Data("123456789".utf8)) == 0xE306_9283)
    #expect(CRC32C.checksum(Data(repeating: 0, count: 32)) == 0x8A91_36AA)
  }
}
