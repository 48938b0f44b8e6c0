import Foundation

/// Adam (Kingma and Ba 2015), with weight decay as in AdamW (Loshchilov and Hutter 2019). Equal to PyTorch's `AdamW`.
public final class Adam {
  /// What does not change from step to step.
  public struct Settings: Sendable, Hashable, Codable {
    /// Of the running mean of gradients.
    public var beta1 = 0.9
    /// Of the running mean of squared gradients.
    public var beta2 = 0.999
    public var epsilon = 1e-8
    /// Share of a parameter taken off each step, times the learning rate, apart from its gradient; 0 gives Adam.
    public var weightDecay = 0.0

    public init() {}

    /// PyTorch's defaults, with this weight decay.
    public init(weightDecay: Double) { self.weightDecay = weightDecay }
  }

  public let settings: Settings
  /// Steps taken.
  public private(set) var stepCount = 0
  let parameters: [Parameter]
  let means: [Tensor]
  let squareMeans: [Tensor]
  private let library: TorchLibrary

  /// - Throws: `TorchError.parameter` when there are no parameters or two of one name, or the failure of one.
  public init(_ parameters: [Parameter], settings: Settings = Settings()) throws {
    guard let library = parameters.first?.tensor.library else {
      throw TorchError.parameter("", problem: "an optimiser needs at least one parameter")
    }
    try parameters.checkNames()
    self.library = library
    self.parameters = parameters
    self.settings = settings
    means = try Self.zeros(like: parameters)
    squareMeans = try Self.zeros(like: parameters)
  }

  private static func zeros(like parameters: [Parameter]) throws -> [Tensor] {
    try parameters.map {
      let zeros = $0.tensor.apply("aten::zeros_like")
      try zeros.check()
      return zeros
    }
  }

  /// Changes the parameters by their gradients, which stay until they are removed.
  /// - Throws: `TorchError.parameter` when one has no gradient; nothing has changed then.
  public func step(learningRate: Double) throws {
    let gradients = try parameters.gradients()
    let tensors = parameters.map(\.tensor)
    let count = Double(stepCount + 1)
    let meanCorrection = 1 - pow(settings.beta1, count)
    let squareMeanCorrection = (1 - pow(settings.beta2, count)).squareRoot()
    try library.withoutGradients {
      if settings.weightDecay != 0 {
        try library.scaleEach(tensors, by: 1 - learningRate * settings.weightDecay)
      }
      try library.scaleEach(means, by: settings.beta1)
      try library.call(
        "aten::_foreach_add_", overload: "List", [.tensors(means), .tensors(gradients), .real(1 - settings.beta1)])
      try library.scaleEach(squareMeans, by: settings.beta2)
      try library.call(
        "aten::_foreach_addcmul_", overload: "Scalar",
        [.tensors(squareMeans), .tensors(gradients), .tensors(gradients), .real(1 - settings.beta2)])
      let divisors = try library.each("aten::_foreach_sqrt", squareMeans)
      try library.scaleEach(divisors, by: 1 / squareMeanCorrection)
      try library.call("aten::_foreach_add_", overload: "Scalar", [.tensors(divisors), .real(settings.epsilon)])
      try library.call(
        "aten::_foreach_addcdiv_", overload: "Scalar",
        [.tensors(tensors), .tensors(means), .tensors(divisors), .real(-learningRate / meanCorrection)])
    }
    stepCount += 1
  }

  /// Takes a step down a loss, after which the parameters have no gradients.
  /// - Parameters:
  ///   - loss: one number, computed from the parameters.
  ///   - gradientNorm: longer gradients are shortened to this; nil for never.
  /// - Returns: the loss before the step.
  /// - Throws: `TorchError.nonFinite` when the loss is not finite; nothing has changed then.
  @discardableResult
  public func minimise(_ loss: Tensor, learningRate: Double, gradientNorm: Double? = nil) throws -> Double {
    let value = try loss.item()
    guard value.isFinite else { throw TorchError.nonFinite("the loss of step \(stepCount)") }
    try loss.backward()
    if let gradientNorm { _ = try parameters.clipGradients(toNorm: gradientNorm) }
    try step(learningRate: learningRate)
    try parameters.removeGradients()
    return value
  }

  func setStepCount(_ count: Int) { stepCount = count }
}
