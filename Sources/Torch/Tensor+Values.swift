import CTorch

/// A type whose arrays libtorch's elements can be copied from and to.
public protocol TensorElement {
  static var dtype: DataType { get }
  /// What memory is filled with before it is written.
  static var zero: Self { get }
}

extension Float: TensorElement { public static var dtype: DataType { .float32 } }
extension Double: TensorElement { public static var dtype: DataType { .float64 } }
extension Int: TensorElement { public static var dtype: DataType { .int64 } }
extension Int32: TensorElement { public static var dtype: DataType { .int32 } }
extension UInt8: TensorElement { public static var dtype: DataType { .uint8 } }
extension Bool: TensorElement {
  public static var dtype: DataType { .bool }
  public static var zero: Bool { false }
}

extension TorchLibrary {
  /// A tensor on the CPU with these elements in row-major order; failed when the shape has another number of elements.
  /// - Parameter shape: one axis of all values when nil.
  public func tensor<Element: TensorElement>(_ values: [Element], shape: [Int]? = nil) -> Tensor {
    values.withUnsafeBytes { tensor(bytes: $0, dtype: Element.dtype, shape: shape ?? [values.count]) }
  }

  /// As `tensor(_:shape:)`, from memory that belongs to someone else; it is copied.
  public func tensor<Element: TensorElement>(copying values: UnsafeBufferPointer<Element>, shape: [Int]) -> Tensor {
    tensor(bytes: UnsafeRawBufferPointer(values), dtype: Element.dtype, shape: shape)
  }

  private func tensor(bytes: UnsafeRawBufferPointer, dtype: DataType, shape: [Int]) -> Tensor {
    Tensor.attempt(self) {
      var handle: ctorch_tensor?
      let sizes = shape.map(Int64.init)
      let status = functions.table.tensor_from_memory(
        bytes.baseAddress, Int64(bytes.count), dtype.rawValue, sizes, Int64(sizes.count), &handle)
      try check("tensor of shape \(shape)", status)
      guard let handle else { throw TorchError.operation("tensor", message: "it was not made") }
      return Tensor(self, handle: handle)
    }
  }
}

extension Tensor {
  /// All elements in row-major order, converted to `Element` and copied from whatever device they are on.
  /// - Throws: the tensor's failure.
  public func values<Element: TensorElement>(as: Element.Type = Float.self) throws -> [Element] {
    let count = try count
    let handle = try handle
    var values = [Element](repeating: .zero, count: count)
    let status = values.withUnsafeMutableBytes {
      library.functions.table.tensor_to_memory(handle, Element.dtype.rawValue, $0.baseAddress, Int64($0.count))
    }
    try library.check("values", status)
    return values
  }

  /// The only element.
  /// - Throws: the tensor's failure, or `TorchError.operation` when there is not exactly one.
  public func item() throws -> Double {
    let values = try values(as: Double.self)
    guard values.count == 1 else {
      throw TorchError.operation("item", message: "expected one element, got shape \(try shape)")
    }
    return values[0]
  }
}
