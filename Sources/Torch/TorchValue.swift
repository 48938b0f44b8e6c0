/// An argument or a result of an operator of libtorch.
///
/// An integer serves where a real number is taken, and one number for a list of one.
public enum TorchValue {
  case none
  case tensor(Tensor)
  case integer(Int)
  case real(Double)
  case boolean(Bool)
  case integers([Int])
  case reals([Double])
  case tensors([Tensor])
  /// A list in which elements may be absent, as an index takes it.
  case optionalTensors([Tensor?])
  case string(String)
  case dtype(DataType)
  case device(Device)
  case generator(RandomGenerator)
}

/// The type of a tensor's elements. Raw values are libtorch's codes.
public enum DataType: Int32, Sendable, CaseIterable {
  case uint8 = 0
  case int32 = 3
  case int64 = 4
  case float16 = 5
  case float32 = 6
  case float64 = 7
  case bool = 11
  case bfloat16 = 15
}

/// Where a tensor's elements are.
public struct Device: Hashable, Sendable, CustomStringConvertible {
  /// "cpu", "cuda" or "cuda:1".
  public let name: String

  public init(_ name: String) { self.name = name }

  public static let cpu = Device("cpu")
  public static func cuda(_ index: Int = 0) -> Device { Device("cuda:\(index)") }

  public var description: String { name }
}
