import Foundation
import Simulation

extension PolicyNetwork {
  /// What a network is beside its weights, as a policy's card says it.
  public struct Shape: Hashable, Sendable, Codable {
    /// Between two layers.
    public enum Activation: String, Hashable, Sendable, Codable, CaseIterable {
      case relu, gelu, silu, tanh
    }

    /// Of the layers between inputs and outputs; nil for those that the weights have.
    public var hiddenWidths: [Int]?
    public var activation = Activation.relu
    /// Inputs are clipped to this after their mean and deviation have been taken out.
    public var inputLimit = 5.0

    public init(hiddenWidths: [Int]? = nil, activation: Activation = .relu, inputLimit: Double = 5) {
      self.hiddenWidths = hiddenWidths
      self.activation = activation
      self.inputLimit = inputLimit
    }

    enum CodingKeys: String, CodingKey { case hiddenWidths, activation, inputLimit }

    /// What is not said keeps its default.
    public init(from decoder: any Decoder) throws {
      self.init()
      let container = try decoder.container(keyedBy: CodingKeys.self)
      hiddenWidths = try container.decodeIfPresent([Int].self, forKey: .hiddenWidths)
      if let given = try container.decodeIfPresent(String.self, forKey: .activation) {
        guard let known = Activation(rawValue: given) else {
          let names = Activation.allCases.map(\.rawValue).joined(separator: ", ")
          throw DecodingError.dataCorruptedError(
            forKey: .activation, in: container, debugDescription: "it is '\(given)', expected one of \(names)")
        }
        activation = known
      }
      if let given = try container.decodeIfPresent(Double.self, forKey: .inputLimit) {
        guard given > 0, given.isFinite else {
          throw DecodingError.dataCorruptedError(
            forKey: .inputLimit, in: container, debugDescription: "it is \(given), expected more than 0")
        }
        inputLimit = given
      }
    }
  }
}

extension PolicyNetwork.Shape.Activation {
  @inline(__always) func callAsFunction(_ x: Float) -> Float {
    switch self {
    case .relu: max(x, 0)
    case .gelu: 0.5 * x * (1 + erf(x * Float(0.5).squareRoot()))
    case .silu: x / (1 + exp(-x))
    case .tanh: Foundation.tanh(x)
    }
  }
}
