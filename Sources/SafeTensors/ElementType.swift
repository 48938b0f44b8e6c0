/// The element types that can be read.
enum ElementType: String, CaseIterable {
  case float64 = "F64"
  case float32 = "F32"
  case float16 = "F16"
  case bfloat16 = "BF16"

  /// Of one element, in bytes.
  var size: Int {
    switch self {
    case .float64: 8
    case .float32: 4
    case .float16, .bfloat16: 2
    }
  }

  /// `count` elements from little-endian bytes that hold exactly these.
  func values(_ bytes: UnsafeRawBufferPointer, count: Int) -> [Float] {
    [Float](unsafeUninitializedCapacity: count) { values, initialized in
      // What memory holds already is copied as it is, which is all that large files need.
      if self == .float32, UInt32(1).littleEndian == 1 {
        UnsafeMutableRawBufferPointer(values).copyMemory(from: bytes)
        initialized = count
        return
      }
      for index in 0..<count {
        let value: Float =
          switch self {
          case .float64:
            Float(
              Double(bitPattern: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self))))
          case .float32:
            Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self)))
          case .float16:
            Float(
              Float16(bitPattern: UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: index * 2, as: UInt16.self)))
            )
          case .bfloat16:
            // The upper half of a 32-bit float.
            Float(
              bitPattern: UInt32(UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: index * 2, as: UInt16.self)))
                << 16)
          }
        values.initializeElement(at: index, to: value)
      }
      initialized = count
    }
  }
}
