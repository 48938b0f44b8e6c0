import Foundation
import SelfConsumingLoop

/// A normal distribution in the plane.
public struct Gaussian: Sendable, Hashable, Codable {
  public var mean: SIMD2<Double>
  /// Variances of x and y, and their covariance.
  public var variances: SIMD2<Double>
  public var covariance: Double

  public init(mean: SIMD2<Double> = .zero, variances: SIMD2<Double> = SIMD2(1, 1), covariance: Double = 0) {
    self.mean = mean
    self.variances = variances
    self.covariance = covariance
  }

  /// N(0, I).
  public static let standard = Gaussian()

  var determinant: Double { max(0, variances.x * variances.y - covariance * covariance) }

  /// The 2-Wasserstein distance to another one, in closed form (Dowson and Landau 1982): the trace of a 2 x 2 matrix's square root is
  /// sqrt(trace + 2 sqrt(determinant)).
  public func wasserstein(to other: Gaussian) -> Double {
    let offset = mean - other.mean
    let squares = variances * other.variances
    let product = squares.x + squares.y + 2 * covariance * other.covariance
    let cross = (max(0, product + 2 * (determinant * other.determinant).squareRoot())).squareRoot()
    let spread = (variances + other.variances).sum() - 2 * cross
    return max(0, (offset * offset).sum() + spread).squareRoot()
  }

  public func sample(from random: inout LoopRandom) -> SIMD2<Double> {
    // The Cholesky factor.
    let a = max(0, variances.x).squareRoot()
    let b = a > 0 ? covariance / a : 0
    let c = max(0, variances.y - b * b).squareRoot()
    let z = random.nextNormalPair()
    return SIMD2(mean.x + a * z.x, mean.y + b * z.x + c * z.y)
  }

  func density(at point: SIMD2<Double>) -> Double {
    let d = point - mean
    let form = variances.y * d.x * d.x - 2 * covariance * d.x * d.y + variances.x * d.y * d.y
    return exp(-form / (2 * determinant)) / (2 * .pi * determinant.squareRoot())
  }
}

extension LoopRandom {
  /// Two standard normal numbers (Box and Muller 1958).
  mutating func nextNormalPair() -> SIMD2<Double> {
    let radius = (-2 * log(1 - nextUnit())).squareRoot()
    let angle = 2 * .pi * nextUnit()
    return SIMD2(radius * cos(angle), radius * sin(angle))
  }
}

/// Sums over samples, from which a normal distribution is fitted by maximum likelihood.
struct Moments: Sendable {
  var count = 0.0
  var sum = SIMD2<Double>.zero
  var squares = SIMD2<Double>.zero
  var product = 0.0

  mutating func add(_ x: SIMD2<Double>) {
    count += 1
    sum += x
    squares += x * x
    product += x.x * x.y
  }

  static func + (a: Moments, b: Moments) -> Moments {
    Moments(
      count: a.count + b.count, sum: a.sum + b.sum, squares: a.squares + b.squares, product: a.product + b.product)
  }

  /// - Parameter variance: that of the model, where it does not learn it.
  func fitted(variance: Double?) -> Gaussian {
    let mean = sum / count
    if let variance { return Gaussian(mean: mean, variances: SIMD2(repeating: variance)) }
    return Gaussian(
      mean: mean, variances: squares / count - mean * mean, covariance: product / count - mean.x * mean.y)
  }
}
