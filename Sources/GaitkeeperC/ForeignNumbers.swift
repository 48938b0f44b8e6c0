import CGaitkeeper

/// A kind of number in a caller's array.
enum ForeignNumber {
  case float, double

  /// - Parameter code: a gaitkeeper_number.
  init(code: UInt32) throws {
    switch code {
    case GAITKEEPER_FLOAT.rawValue: self = .float
    case GAITKEEPER_DOUBLE.rawValue: self = .double
    default: throw Failure.argument("number is \(code), expected a gaitkeeper_number")
    }
  }

  func read(_ count: Int, from source: UnsafeRawPointer) -> [Double] {
    // An array of another language may lie at any address.
    switch self {
    case .float: (0..<count).map { Double(source.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self)) }
    case .double: (0..<count).map { source.loadUnaligned(fromByteOffset: 8 * $0, as: Double.self) }
    }
  }

  func write(_ values: [Double], to target: UnsafeMutableRawPointer) {
    switch self {
    case .float:
      for (index, value) in values.enumerated() {
        target.storeBytes(of: Float(value), toByteOffset: 4 * index, as: Float.self)
      }
    case .double:
      for (index, value) in values.enumerated() {
        target.storeBytes(of: value, toByteOffset: 8 * index, as: Double.self)
      }
    }
  }
}
