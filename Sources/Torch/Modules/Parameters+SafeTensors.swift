import SafeTensors

extension [Parameter] {
  /// All parameters by their names, as 32-bit floats.
  /// - Throws: the failure of a tensor, or `TorchError.parameter` when two have one name.
  public func safeTensors(metadata: [String: String] = [:]) throws -> SafeTensors {
    try checkNames()
    var file = SafeTensors(metadata: metadata)
    for parameter in self { file.tensors[parameter.name] = try parameter.tensor.safeTensor() }
    return file
  }

  /// Copies the values of `file` into the parameters, in place.
  /// - Parameter allowsMore: whether the file may hold other tensors too.
  /// - Throws: `TorchError.parameter` with the name of one that is missing, has another shape, or is not a parameter.
  ///   Nothing has changed then.
  public func load(_ file: SafeTensors, allowsMore: Bool = false) throws {
    for parameter in self {
      guard let stored = file.tensors[parameter.name] else {
        throw TorchError.parameter(parameter.name, problem: "it is missing from the file")
      }
      let shape = try parameter.tensor.shape
      guard stored.shape == shape else {
        throw TorchError.parameter(parameter.name, problem: "its shape is \(stored.shape), expected \(shape)")
      }
    }
    if !allowsMore, let other = Set(file.tensors.keys).subtracting(map(\.name)).min() {
      throw TorchError.parameter(other, problem: "it is in the file, but the network has no such parameter")
    }
    for parameter in self {
      guard let stored = file.tensors[parameter.name] else { continue }
      let library = parameter.tensor.library
      try library.withoutGradients {
        try parameter.tensor.copy(from: library.tensor(stored.values, shape: stored.shape))
      }
    }
  }
}

extension Tensor {
  func safeTensor() throws -> SafeTensors.Tensor { SafeTensors.Tensor(shape: try shape, values: try values()) }
}
