import Foundation
import Torch

/// How much of a motion is left at each step of its diffusion into noise: the cosine schedule of Nichol and Dhariwal, "Improved Denoising
/// Diffusion Probabilistic Models" (2021), equation 17.
public struct CosineSchedule: Sendable {
  /// Share of the motion's variance that is left after step t, alpha-bar in the paper: from near 1 down to near 0.
  public let signalShares: [Double]

  /// The s of the paper.
  private static let offset = 0.008
  /// The greatest beta of the paper.
  private static let greatestNoiseShare = 0.999

  /// - Parameter leastShare: less than this is not left at any step.
  public init(steps: Int, leastShare: Double = 0) {
    let f = { (t: Double) in pow(cos((t / Double(steps) + Self.offset) / (1 + Self.offset) * .pi / 2), 2) }
    var share = 1.0
    signalShares = (0..<steps).map { t in
      share *= 1 - min(1 - f(Double(t + 1)) / f(Double(t)), Self.greatestNoiseShare)
      return max(share, leastShare)
    }
  }

  public var steps: Int { signalShares.count }

  /// Motion and noise mixed as after `step`: q(x_t | x_0), equation 8.
  /// - Parameters:
  ///   - x: (batch, ...).
  ///   - step: int64 (batch).
  ///   - rank: axes of `x`.
  public func noisy(_ x: Tensor, noise: Tensor, step: Tensor, rank: Int = 3) -> Tensor {
    let library = x.library
    let shape = [-1] + [Int](repeating: 1, count: rank - 1)
    func column(_ values: [Double]) -> Tensor {
      Tensor.attempt(library) {
        library.tensor(values.map { Float($0) }).to(try step.device).rows(step).reshaped(shape)
      }
    }
    return x * column(signalShares.map { $0.squareRoot() }) + noise * column(signalShares.map { (1 - $0).squareRoot() })
  }

  /// `count` steps evenly spread over all, the last among them.
  public func spread(over count: Int) -> [Int] {
    let count = min(max(count, 1), steps)
    return (1...count).map { $0 * steps / count - 1 }
  }
}
