/// A running average of parameters, which often performs better than the parameters of the last step.
public final class MovingAverage {
  /// The averages under the names of what they are averages of, for saving and loading.
  public let averages: [Parameter]
  private let parameters: [Parameter]

  /// Starts from the parameters as they are.
  /// - Throws: the failure of a tensor.
  public init(_ parameters: [Parameter]) throws {
    self.parameters = parameters
    averages = try parameters.map { parameter in
      let copy = parameter.tensor.detached().copied()
      try copy.check()
      return Parameter(parameter.name, copy)
    }
  }

  /// Average = decay * average + (1 - decay) * parameter.
  /// - Throws: a failure.
  public func update(decay: Double) throws {
    guard let library = parameters.first?.tensor.library else { return }
    try library.withoutGradients {
      let tensors = averages.map(\.tensor)
      try library.scaleEach(tensors, by: decay)
      try library.call(
        "aten::_foreach_add_", overload: "List",
        [.tensors(tensors), .tensors(parameters.map(\.tensor)), .real(1 - decay)])
    }
  }

  /// Runs `body` with the averages in the parameters' place, and puts the parameters back whether it throws or not.
  /// - Throws: what `body` throws, or a failure.
  public func withAverages<Result>(_ body: () throws -> Result) throws -> Result {
    let kept = parameters.map { $0.tensor.detached().copied() }
    try copy(averages.map(\.tensor))
    let result = Swift.Result { try body() }
    try copy(kept)
    return try result.get()
  }

  private func copy(_ values: [Tensor]) throws {
    for (parameter, value) in zip(parameters, values) {
      try parameter.tensor.library.withoutGradients { try parameter.tensor.copy(from: value) }
    }
  }
}
