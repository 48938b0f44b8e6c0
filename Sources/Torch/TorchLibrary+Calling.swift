import CTorch

extension TorchLibrary {
  /// Calls any operator of libtorch, such as `call("aten::add", overload: "Tensor", [.tensor(a), .tensor(b)])`, with its
  /// leading arguments in the schema's order; those left out take the schema's defaults.
  /// - Returns: the results in the schema's order; an absent tensor is `.none`.
  /// - Throws: `TorchError.operation`: the failure of an argument that is a failed tensor, an unknown operator by its
  ///   name, an argument of the wrong type by its name, or what libtorch itself refuses.
  @discardableResult
  public func call(_ name: String, overload: String = "", _ arguments: [TorchValue]) throws -> [TorchValue] {
    let name = OperatorName(name: name, overload: overload)
    let handle = try operatorHandle(name)
    let packed = try PackedArguments(arguments)
    defer { packed.deallocate() }
    return try withUnsafeTemporaryAllocation(of: ctorch_value.self, capacity: Self.resultLimit) { results in
      var count: Int64 = 0
      let status = withExtendedLifetime(arguments) {
        functions.table.call(
          handle.pointer, packed.values, Int64(packed.count), results.baseAddress.unsafelyUnwrapped,
          Int64(Self.resultLimit), &count)
      }
      if status != CTORCH_OK { throw failure(of: name) }
      return results[..<Int(count)].map(value)
    }
  }

  /// No operator that is of use here has more results.
  private static let resultLimit = 8

  /// Libtorch often starts its message with the operator's name: it need not be said twice.
  private func failure(of name: OperatorName) -> TorchError {
    do {
      try check(name.description, CTORCH_FAILED)
    } catch TorchError.operation(let operation, let message) {
      let prefix = "\(operation): "
      return .operation(
        operation, message: message.hasPrefix(prefix) ? String(message.dropFirst(prefix.count)) : message)
    } catch {}
    return .operation(name.description, message: "it failed")
  }

  /// Takes over the result's tensors.
  private func value(_ result: ctorch_value) -> TorchValue {
    switch UInt32(result.tag) {
    case CTORCH_TENSOR.rawValue: result.tensor.map { .tensor(Tensor(self, handle: $0)) } ?? .none
    case CTORCH_INTEGER.rawValue: .integer(Int(result.integer))
    case CTORCH_REAL.rawValue: .real(result.real)
    case CTORCH_BOOLEAN.rawValue: .boolean(result.integer != 0)
    case CTORCH_TENSORS.rawValue: .tensors(tensors(result))
    default: .none
    }
  }

  private func tensors(_ result: ctorch_value) -> [Tensor] {
    defer { functions.table.list_free(result.tensors) }
    return UnsafeBufferPointer(start: result.tensors, count: Int(result.count)).compactMap { handle in
      handle.map { Tensor(self, handle: $0) }
    }
  }
}

/// Arguments as C reads them: values, and behind them in the same memory the elements of lists and strings.
private struct PackedArguments {
  let values: UnsafeMutablePointer<ctorch_value>
  let count: Int

  /// - Throws: the failure of the first tensor that is a failed one.
  init(_ arguments: [TorchValue]) throws {
    count = arguments.count
    let stride = MemoryLayout<ctorch_value>.stride
    let listBytes = arguments.reduce(0) { $0 + Self.listByteCount($1) }
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: max(1, count * stride + listBytes), alignment: MemoryLayout<ctorch_value>.alignment)
    values = memory.bindMemory(to: ctorch_value.self, capacity: count)
    var list = memory + count * stride
    do {
      for (index, argument) in arguments.enumerated() {
        (values + index).initialize(to: try Self.packed(argument, list: list))
        list += Self.listByteCount(argument)
      }
    } catch {
      memory.deallocate()
      throw error
    }
  }

  func deallocate() { UnsafeMutableRawPointer(values).deallocate() }

  /// A multiple of 8, so that all lists are aligned.
  private static func listByteCount(_ argument: TorchValue) -> Int {
    switch argument {
    case .integers(let list): list.count * 8
    case .reals(let list): list.count * 8
    case .tensors(let list): list.count * 8
    case .optionalTensors(let list): list.count * 8
    case .string(let text): (text.utf8.count + 7) & ~7
    case .device(let device): (device.name.utf8.count + 7) & ~7
    default: 0
    }
  }

  private static func packed(_ argument: TorchValue, list: UnsafeMutableRawPointer) throws -> ctorch_value {
    var value = ctorch_value()
    func tag(_ tag: ctorch_tag, count: Int = 0) {
      value.tag = Int32(tag.rawValue)
      value.count = Int64(count)
    }
    switch argument {
    case .none: tag(CTORCH_NONE)
    case .tensor(let tensor):
      tag(CTORCH_TENSOR)
      value.tensor = try tensor.handle
    case .integer(let number):
      tag(CTORCH_INTEGER)
      value.integer = Int64(number)
    case .real(let number):
      tag(CTORCH_REAL)
      value.real = number
    case .boolean(let flag):
      tag(CTORCH_BOOLEAN)
      value.integer = flag ? 1 : 0
    case .integers(let numbers):
      tag(CTORCH_INTEGERS, count: numbers.count)
      value.integers = store(numbers.lazy.map(Int64.init), count: numbers.count, in: list)
    case .reals(let numbers):
      tag(CTORCH_REALS, count: numbers.count)
      value.reals = store(numbers, count: numbers.count, in: list)
    case .tensors(let tensors):
      tag(CTORCH_TENSORS, count: tensors.count)
      let handles: [ctorch_tensor?] = try tensors.map { try $0.handle }
      value.tensors = store(handles, count: tensors.count, in: list)
    case .optionalTensors(let tensors):
      tag(CTORCH_TENSORS, count: tensors.count)
      let handles: [ctorch_tensor?] = try tensors.map { try $0?.handle }
      value.tensors = store(handles, count: tensors.count, in: list)
    case .string(let text):
      tag(CTORCH_STRING, count: text.utf8.count)
      value.string = store(text.utf8.lazy.map(CChar.init(bitPattern:)), count: text.utf8.count, in: list)
    case .dtype(let dtype):
      tag(CTORCH_INTEGER)
      value.integer = Int64(dtype.rawValue)
    case .device(let device):
      let text = device.name.utf8
      tag(CTORCH_DEVICE, count: text.count)
      value.string = store(text.lazy.map(CChar.init(bitPattern:)), count: text.count, in: list)
    case .generator(let generator):
      tag(CTORCH_GENERATOR)
      value.generator = generator.handle
    }
    return value
  }

  private static func store<Elements: Sequence>(
    _ elements: Elements, count: Int, in memory: UnsafeMutableRawPointer
  ) -> UnsafePointer<Elements.Element> {
    let typed = memory.bindMemory(to: Elements.Element.self, capacity: count)
    for (index, element) in elements.enumerated() { (typed + index).initialize(to: element) }
    return UnsafePointer(typed)
  }
}
