extension NPYArray {
  /// This array as a .npy file, version 1, little endian, C order.
  ///
  /// Arrays of element type float32 are written as 4-byte floats, other numbers as 8-byte floats, text as Unicode.
  public func encoded() -> [UInt8] {
    var bytes = header
    switch elementType {
    case .text:
      let width = textWidth
      for text in texts {
        let codes = text.unicodeScalars.map(\.value)
        for index in 0..<width { append(index < codes.count ? codes[index] : 0, to: &bytes) }
      }
    case .float32: for value in values { append(Float(value).bitPattern, to: &bytes) }
    default: for value in values { append(value.bitPattern, to: &bytes) }
    }
    return bytes
  }

  private var textWidth: Int { max(1, texts.map(\.unicodeScalars.count).max() ?? 0) }

  /// Padded so that the data start at a multiple of 64 bytes, as the format demands.
  private var header: [UInt8] {
    let descriptor =
      switch elementType {
      case .text: "<U\(textWidth)"
      case .float32: "<f4"
      default: "<f8"
      }
    let dictionary = "{'descr': '\(descriptor)', 'fortran_order': False, 'shape': \(Self.describe(shape)), }"
    let unpadded = NPYHeader.magic.count + 4 + dictionary.utf8.count + 1
    let text = dictionary + String(repeating: " ", count: (64 - unpadded % 64) % 64) + "\n"
    var bytes = NPYHeader.magic + [1, 0]
    append(UInt16(truncatingIfNeeded: text.utf8.count), to: &bytes)
    return bytes + Array(text.utf8)
  }

  private func append(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }
}
