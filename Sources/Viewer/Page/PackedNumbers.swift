import Foundation

/// Many numbers in little JSON: 32-bit floats, least byte first, as base64.
public struct PackedNumbers: Codable, Sendable, Equatable {
  public private(set) var values: [Float]

  public init(_ values: [Float] = []) { self.values = values }
  public init(_ values: [Double]) { self.values = values.map { Float($0) } }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let data = Data(base64Encoded: try container.decode(String.self)), data.count % 4 == 0 else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "expected base64 of 32-bit floating-point numbers")
    }
    let bytes = [UInt8](data)
    values = stride(from: 0, to: bytes.count, by: 4).map { start in
      Float(bitPattern: (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) })
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(base64)
  }

  public var base64: String {
    var data = Data(capacity: 4 * values.count)
    for value in values {
      withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
    }
    return data.base64EncodedString()
  }
}
