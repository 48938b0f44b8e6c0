import CTorch

/// A tensor of libtorch, or the reason why there is none.
///
/// Operations on tensors do not throw: `loss = ((x • w + b) - y).squared().mean()` reads as it is meant, and every line of
/// a network can fail in the same few ways. An operation that fails, as on shapes that do not fit, gives a failed
/// tensor that carries the error; whatever is computed from it is the same failed tensor, as arithmetic hands on NaN. What
/// takes a value out throws that first error: `values()`, `shape`, `backward()`, an optimiser's step, and all that
/// changes a tensor in place. So no wrong shape ends the process or passes unseen, and no state is kept aside.
///
/// Not `Sendable`: see `TorchLibrary`.
public final class Tensor {
  public let library: TorchLibrary
  private let state: Result<ctorch_tensor, TorchError>

  /// Takes over `handle`.
  init(_ library: TorchLibrary, handle: ctorch_tensor) {
    self.library = library
    state = .success(handle)
  }

  /// A failed tensor.
  public init(_ library: TorchLibrary, failure: TorchError) {
    self.library = library
    state = .failure(failure)
  }

  deinit {
    if case .success(let handle) = state { library.functions.table.tensor_free(handle) }
  }

  /// Valid as long as this object.
  var handle: ctorch_tensor {
    get throws(TorchError) { try state.get() }
  }

  /// Why there is no tensor; nil when all is well.
  public var failure: TorchError? {
    if case .failure(let error) = state { error } else { nil }
  }

  /// - Throws: `failure` when there is one.
  public func check() throws { _ = try handle }

  /// Sizes, outermost first; empty for a single number.
  /// - Throws: `failure`.
  public var shape: [Int] {
    get throws {
      let handle = try handle
      var rank: Int64 = 0
      var sizes = [Int64](repeating: 0, count: 8)
      try library.check("shape", library.functions.table.tensor_shape(handle, &sizes, Int64(sizes.count), &rank))
      if rank > sizes.count {
        sizes = [Int64](repeating: 0, count: Int(rank))
        try library.check("shape", library.functions.table.tensor_shape(handle, &sizes, rank, &rank))
      }
      return sizes.prefix(Int(rank)).map(Int.init)
    }
  }

  /// The size of an axis; negative ones count from the end.
  /// - Throws: `failure`, or `TorchError.operation` when there is no such axis.
  public func size(_ axis: Int) throws -> Int {
    let shape = try shape
    let index = axis < 0 ? shape.count + axis : axis
    guard shape.indices.contains(index) else {
      throw TorchError.operation("size", message: "there is no axis \(axis) in a tensor of shape \(shape)")
    }
    return shape[index]
  }

  /// The number of elements.
  /// - Throws: `failure`.
  public var count: Int { get throws { try shape.reduce(1, *) } }

  /// - Throws: `failure`, or `TorchError.operation` for a type that has no name here.
  public var dtype: DataType {
    get throws {
      let code = library.functions.table.tensor_dtype(try handle)
      guard let dtype = DataType(rawValue: code) else {
        throw TorchError.operation("dtype", message: "the element type of code \(code) is not supported")
      }
      return dtype
    }
  }

  /// - Throws: `failure`.
  public var device: Device {
    get throws {
      let handle = try handle
      return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 32) { text in
        text.initialize(repeating: 0)
        guard let start = text.baseAddress else { return .cpu }
        library.functions.table.tensor_device(handle, start, Int64(text.count))
        return Device(String(cString: start))
      }
    }
  }
}

extension Tensor: CustomStringConvertible {
  /// Shape, type and device, or the failure.
  public var description: String {
    do {
      return "Tensor(shape: \(try shape), \(try dtype), \(try device))"
    } catch {
      return "Tensor(\(error))"
    }
  }
}
