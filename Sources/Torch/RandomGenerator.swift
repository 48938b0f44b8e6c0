import CTorch

/// A source of random numbers for tensors: the same seed, libtorch and device give the same numbers.
public final class RandomGenerator {
  public let library: TorchLibrary
  public let device: Device
  let handle: ctorch_generator

  /// A generator of its own on the CPU. A CUDA device has but one, which is seeded anew and shared.
  /// - Throws: `TorchError.operation` when there is no such device.
  public init(_ library: TorchLibrary, seed: UInt64, device: Device = .cpu) throws {
    var handle: ctorch_generator?
    try library.check("generator", library.functions.table.generator_create(device.name, seed, &handle))
    guard let handle else { throw TorchError.operation("generator", message: "it was not made") }
    self.library = library
    self.device = device
    self.handle = handle
  }

  deinit { library.functions.table.generator_free(handle) }

  /// The whole state, to go on from later.
  /// - Throws: `TorchError.operation`.
  public func state() throws -> [UInt8] {
    var result: ctorch_tensor?
    try library.check("generator state", library.functions.table.generator_state(handle, &result))
    return try result.map { try Tensor(library, handle: $0).values(as: UInt8.self) } ?? []
  }

  /// Goes on from a state that `state()` gave.
  /// - Throws: `TorchError.operation` when it is none of this kind of generator.
  public func restore(_ state: [UInt8]) throws {
    let tensor = library.tensor(state)
    try library.check("generator state", library.functions.table.set_generator_state(handle, try tensor.handle))
  }

  /// Standard normal numbers.
  public func normal(_ shape: [Int], dtype: DataType = .float32) -> Tensor {
    library.tensor(
      of: "aten::randn", overload: "generator",
      [.integers(shape), .generator(self), .dtype(dtype), .none, .device(device)])
  }

  /// Evenly distributed numbers in `range`.
  public func uniform(_ shape: [Int], in range: Range<Double> = 0..<1, dtype: DataType = .float32) -> Tensor {
    let unit = library.tensor(
      of: "aten::rand", overload: "generator",
      [.integers(shape), .generator(self), .dtype(dtype), .none, .device(device)])
    return range == 0..<1 ? unit : unit * (range.upperBound - range.lowerBound) + range.lowerBound
  }

  /// Whole numbers in `range`, of type int64.
  public func integers(_ shape: [Int], in range: Range<Int>) -> Tensor {
    library.tensor(
      of: "aten::randint", overload: "low_generator",
      [
        .integer(range.lowerBound), .integer(range.upperBound), .integers(shape), .generator(self), .dtype(.int64),
        .none, .device(device),
      ])
  }

  /// The numbers 0 ..< count in random order, of type int64.
  public func permutation(_ count: Int) -> Tensor {
    library.tensor(
      of: "aten::randperm", overload: "generator",
      [.integer(count), .generator(self), .dtype(.int64), .none, .device(device)])
  }
}
