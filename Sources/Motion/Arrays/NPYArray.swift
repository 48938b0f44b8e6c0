/// An array as NumPy stores it in a .npy file: numbers, or text.
///
/// Elements are in C order (the last index runs fastest), whatever the file's order was.
public struct NPYArray: Sendable, Equatable {
  /// What the file's elements are.
  public enum ElementType: Sendable, Hashable {
    case bool
    case int8, int16, int32, int64
    case uint8, uint16, uint32, uint64
    case float16, float32, float64
    case text
  }

  /// Extent of each dimension; empty for a single number.
  public let shape: [Int]
  public let elementType: ElementType
  /// The numbers; true is 1. Integers beyond 2^53 are rounded. Empty for text.
  public let values: [Double]
  /// The words of a text array; empty for numbers.
  public let texts: [String]

  /// More elements than this (2 GiB of doubles) are refused, so that a small compressed file cannot fill the memory.
  public static let elementLimit = 1 << 28

  /// - Throws: `MotionError.unsupported` when the shape does not have as many elements as there are values.
  public init(shape: [Int], values: [Double], elementType: ElementType = .float64) throws {
    guard !shape.contains(where: { $0 < 0 }), Self.elementCount(shape) == values.count, elementType != .text else {
      throw MotionError.unsupported("\(values.count) numbers do not fill an array of \(Self.describe(shape))")
    }
    self.shape = shape
    self.elementType = elementType
    self.values = values
    texts = []
  }

  /// A single number.
  public init(_ value: Double) {
    shape = []
    elementType = .float64
    values = [value]
    texts = []
  }

  /// A single text.
  public init(text: String) {
    shape = []
    elementType = .text
    values = []
    texts = [text]
  }

  /// Number of elements.
  public var count: Int { elementType == .text ? texts.count : values.count }

  /// The product of the extents, or nil when it does not fit in an integer.
  static func elementCount(_ shape: [Int]) -> Int? {
    var count = 1
    for extent in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard !overflow else { return nil }
      count = product
    }
    return count
  }

  /// A shape as people read it: "(120, 22, 3)".
  static func describe(_ shape: [Int]) -> String {
    "(" + shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? ",)" : ")")
  }
}
