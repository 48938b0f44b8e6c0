import Torch

/// One way from noise to a motion, step by step.
public protocol DiffusionSampler: Sendable {
  /// The state at an earlier step.
  /// - Parameters:
  ///   - x: the state now.
  ///   - start: what the network takes the finished motion to be.
  ///   - signalShare: the schedule's, at the step of `x`.
  ///   - earlierShare: at the earlier step; 1 for the finished motion.
  ///   - noise: standard normal numbers of the same shape, drawn when they are needed.
  func earlier(_ x: Tensor, start: Tensor, signalShare: Double, earlierShare: Double, noise: () -> Tensor) -> Tensor
}

/// The samplers by the names that settings use.
public enum SamplerChoice: String, Sendable, Codable, CaseIterable {
  case ddpm, ddim

  public var sampler: any DiffusionSampler {
    switch self {
    case .ddpm: DDPMSampler()
    case .ddim: DDIMSampler()
    }
  }
}
