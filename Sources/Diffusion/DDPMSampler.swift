import Torch

/// Ancestral sampling: Ho, Jain and Abbeel, "Denoising Diffusion Probabilistic Models" (2020), equations 6 and 7, with the posterior's
/// variance. Between steps that are not neighbours, alpha is the ratio of their signal shares.
public struct DDPMSampler: DiffusionSampler {
  public init() {}

  public func earlier(
    _ x: Tensor, start: Tensor, signalShare: Double, earlierShare: Double, noise: () -> Tensor
  ) -> Tensor {
    let alpha = signalShare / earlierShare
    let beta = 1 - alpha
    let mean =
      start * (earlierShare.squareRoot() * beta / (1 - signalShare))
      + x * (alpha.squareRoot() * (1 - earlierShare) / (1 - signalShare))
    let variance = (1 - earlierShare) / (1 - signalShare) * beta
    return variance > 0 ? mean + noise() * variance.squareRoot() : mean
  }
}
