import Torch

/// Sampling without fresh noise: Song, Meng and Ermon, "Denoising Diffusion Implicit Models" (2021), equation 12 with sigma 0. Needs fewer
/// steps than ancestral sampling.
public struct DDIMSampler: DiffusionSampler {
  public init() {}

  public func earlier(
    _ x: Tensor, start: Tensor, signalShare: Double, earlierShare: Double, noise: () -> Tensor
  ) -> Tensor {
    let direction = (x - start * signalShare.squareRoot()) / (1 - signalShare).squareRoot()
    return start * earlierShare.squareRoot() + direction * (1 - earlierShare).squareRoot()
  }
}
