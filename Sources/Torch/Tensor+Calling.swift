extension Tensor {
  /// The one tensor that `body` gives, or a failed one with what it throws.
  public static func attempt(_ library: TorchLibrary, _ body: () throws -> Tensor) -> Tensor {
    do {
      return try body()
    } catch let error as TorchError {
      return Tensor(library, failure: error)
    } catch {
      return Tensor(library, failure: .operation("tensor", message: "\(error)"))
    }
  }

  /// The first result of an operator that is called with this tensor and then `arguments`.
  func apply(_ name: String, _ overload: String = "", _ arguments: TorchValue...) -> Tensor {
    library.tensor(of: name, overload: overload, [.tensor(self)] + arguments)
  }

  /// An operator that changes this tensor in place.
  /// - Throws: the first failure.
  func change(_ name: String, _ overload: String = "", _ arguments: TorchValue...) throws {
    _ = try library.call(name, overload: overload, [.tensor(self)] + arguments)
  }
}

extension TorchLibrary {
  /// The first result of an operator, which must be a tensor; failed when the call fails.
  func tensor(of name: String, overload: String = "", _ arguments: [TorchValue]) -> Tensor {
    Tensor.attempt(self) {
      guard case .tensor(let tensor)? = try call(name, overload: overload, arguments).first else {
        throw TorchError.operation(name, message: "it gave no tensor")
      }
      return tensor
    }
  }

  /// The tensors of an operator whose first result is a list, exactly `count`; all failed when the call fails or gives
  /// another number.
  func tensors(of name: String, overload: String = "", _ arguments: [TorchValue], count: Int) -> [Tensor] {
    do {
      guard case .tensors(let tensors)? = try call(name, overload: overload, arguments).first else {
        throw TorchError.operation(name, message: "it gave no list of tensors")
      }
      guard tensors.count == count else {
        throw TorchError.operation(name, message: "it gave \(tensors.count) tensors, expected \(count)")
      }
      return tensors
    } catch {
      let failed = Tensor.attempt(self) { throw error }
      return Array(repeating: failed, count: max(0, count))
    }
  }
}
