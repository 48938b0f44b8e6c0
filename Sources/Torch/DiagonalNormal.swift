import Foundation

/// Independent normal distributions along the innermost axis, as those of a policy's actions.
public struct DiagonalNormal {
  /// (..., width).
  public var mean: Tensor
  /// Natural logarithm of the standard deviation; stretches to the mean's shape.
  public var logDeviation: Tensor

  public init(mean: Tensor, logDeviation: Tensor) {
    self.mean = mean
    self.logDeviation = logDeviation
  }

  /// Of `values` (..., width), natural: (...).
  public func logProbability(of values: Tensor) -> Tensor {
    let standard = (values - mean) * (-logDeviation).exponential()
    return (standard.squared() * -0.5 - logDeviation - 0.5 * log(2 * .pi)).sum(-1)
  }

  /// The differential entropy in natural units, in the shape of `logDeviation` without its innermost axis.
  public func entropy() -> Tensor { (logDeviation + 0.5 * (1 + log(2 * .pi))).sum(-1) }

  /// The Kullback-Leibler divergence of this distribution from `other`: (...).
  public func divergence(from other: DiagonalNormal) -> Tensor {
    let squares = (2 * logDeviation).exponential() + (mean - other.mean).squared()
    return (other.logDeviation - logDeviation + 0.5 * squares * (-2 * other.logDeviation).exponential() - 0.5).sum(-1)
  }

  /// One draw in the mean's shape, through which gradients flow.
  public func sample(from generator: RandomGenerator) -> Tensor {
    Tensor.attempt(mean.library) {
      mean + generator.normal(try mean.shape, dtype: try mean.dtype) * logDeviation.exponential()
    }
  }
}
