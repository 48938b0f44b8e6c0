import Simulation

/// A grey PNG of 8 or 16 bits (PNG specification, third edition), not interlaced.
struct PNGImage {
  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  let width: Int
  let height: Int
  /// Of white.
  let maximum: Int
  /// Row by row from the top.
  let samples: [UInt16]

  private struct Header {
    var width: Int
    var height: Int
    var sampleSize: Int
  }

  /// - Throws: `SimulationError.invalidConfiguration` with the byte.
  init(_ bytes: [UInt8], file: GroundFile) throws {
    var header: Header?
    var packed: [UInt8] = []
    var isComplete = false
    var next = Self.signature.count
    while next < bytes.count, !isComplete {
      let start = next
      func problem(_ text: String) -> SimulationError { file.problem(text, at: "byte \(start)") }
      guard bytes.count - start >= 12 else { throw problem("it ends within a chunk") }
      let length = Self.number(bytes, start)
      guard length <= bytes.count - start - 12 else {
        throw problem("a chunk claims \(length) bytes, but only \(bytes.count - start - 12) follow")
      }
      let body = bytes[(start + 8)..<(start + 8 + length)]
      guard Self.checksum(bytes[(start + 4)..<(start + 8 + length)]) == Self.number(bytes, start + 8 + length) else {
        throw problem("a chunk is damaged: its checksum is wrong")
      }
      let kind = String(decoding: bytes[(start + 4)..<(start + 8)], as: UTF8.self)
      guard (header == nil) == (kind == "IHDR") else { throw problem("its first and only header is expected first") }
      switch kind {
      case "IHDR": header = try Self.header(Array(body), problem)
      case "IDAT": packed += body
      case "IEND": isComplete = true
      default:
        // A capital letter: without knowing this chunk the image cannot be read.
        guard bytes[start + 4] & 0x20 != 0 || kind == "PLTE" else { throw problem("unknown chunk '\(kind)'") }
      }
      next = start + 12 + length
    }
    guard let header, isComplete else { throw file.problem("it ends before its last chunk") }
    width = header.width
    height = header.height
    maximum = header.sampleSize == 1 ? 255 : 65535
    let rowSize = header.width * header.sampleSize
    let size = (rowSize + 1) * header.height
    do {
      let raw = try Inflate.zlib(packed, size: size)
      samples = try Self.samples(raw, header, rowSize)
    } catch { throw file.problem("its image data: \(error.text)") }
  }

  private static func header(_ body: [UInt8], _ problem: (String) -> SimulationError) throws -> Header {
    guard body.count == 13 else { throw problem("its header has \(body.count) bytes, expected 13") }
    let (width, height) = (number(body, 0), number(body, 4))
    guard width > 0, height > 0, width <= HeightGrid.limit, height <= HeightGrid.limit,
      width * height <= HeightGrid.limit
    else { throw problem("it has \(width) times \(height) pixels, expected at most \(HeightGrid.limit) in all") }
    guard body[9] == 0, body[8] == 8 || body[8] == 16 else {
      let kinds = [0: "grey", 2: "colour", 3: "a palette", 4: "grey with transparency", 6: "colour with transparency"]
      let kind = kinds[Int(body[9])] ?? "of an unknown kind"
      throw problem("it is \(kind) of \(body[8]) bits, expected grey of 8 or 16 bits")
    }
    guard body[10] == 0, body[11] == 0, body[12] == 0 else {
      throw problem("it is interlaced or packed in an unknown way, expected neither")
    }
    return Header(width: width, height: height, sampleSize: Int(body[8]) / 8)
  }

  /// Takes back the filters of the rows.
  private static func samples(
    _ raw: [UInt8], _ header: Header, _ rowSize: Int
  ) throws(InflateProblem) -> [UInt16] {
    var above = [UInt8](repeating: 0, count: rowSize)
    var row = above
    var samples: [UInt16] = []
    samples.reserveCapacity(header.width * header.height)
    for number in 0..<header.height {
      let start = number * (rowSize + 1)
      let filter = raw[start]
      guard filter <= 4 else { throw InflateProblem("row \(number) has the unknown filter \(filter)") }
      for index in 0..<rowSize {
        let left = index >= header.sampleSize ? Int(row[index - header.sampleSize]) : 0
        let corner = index >= header.sampleSize ? Int(above[index - header.sampleSize]) : 0
        let up = Int(above[index])
        let guess =
          switch filter {
          case 1: left
          case 2: up
          case 3: (left + up) / 2
          case 4: paeth(left, up, corner)
          default: 0
          }
        row[index] = raw[start + 1 + index] &+ UInt8(guess)
      }
      for pixel in 0..<header.width {
        samples.append(
          header.sampleSize == 1 ? UInt16(row[pixel]) : UInt16(row[2 * pixel]) << 8 | UInt16(row[2 * pixel + 1]))
      }
      swap(&row, &above)
    }
    return samples
  }

  private static func paeth(_ left: Int, _ up: Int, _ corner: Int) -> Int {
    let guess = left + up - corner
    let (a, b, c) = (abs(guess - left), abs(guess - up), abs(guess - corner))
    return a <= b && a <= c ? left : b <= c ? up : corner
  }

  /// Four bytes, the most significant first.
  private static func number(_ bytes: [UInt8], _ start: Int) -> Int {
    (0..<4).reduce(0) { $0 << 8 | Int(bytes[start + $1]) }
  }

  private static let checksums: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 }
  }

  private static func checksum(_ bytes: ArraySlice<UInt8>) -> Int {
    Int(bytes.reduce(UInt32.max) { checksums[Int(($0 ^ UInt32($1)) & 0xFF)] ^ $0 >> 8 } ^ UInt32.max)
  }
}
