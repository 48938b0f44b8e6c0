import Foundation
import Testing

@testable import Torch

@Suite(.needsTorch) struct DiagonalNormalTests {
  let torch: TorchLibrary

  init() throws { torch = try TestLibrary.library() }

  @Test func probabilityEntropyAndDivergenceAreTheClosedForms() throws {
    let mean = [0.5, -1.0]
    let deviation = [2.0, 0.5]
    let normal = DiagonalNormal(
      mean: torch.tensor(mean, shape: [1, 2]), logDeviation: torch.tensor(deviation.map { log($0) }))
    let value = [1.5, -0.5]
    let density = zip(value, zip(mean, deviation)).reduce(1) { product, next in
      let (value, (mean, deviation)) = next
      return product * exp(-pow((value - mean) / deviation, 2) / 2) / (deviation * (2 * .pi).squareRoot())
    }
    let probability = normal.logProbability(of: torch.tensor(value, shape: [1, 2]))
    #expect(try probability.shape == [1])
    #expect(abs(try probability.item() - log(density)) < 1e-12)
    // ln(sqrt(2 pi e) sigma) of each; their deviations multiply to 1.
    #expect(abs(try normal.entropy().item() - log(2 * .pi * exp(1))) < 1e-12)
    let standard = DiagonalNormal(
      mean: torch.zeros([1, 2], dtype: .float64), logDeviation: torch.zeros([2], dtype: .float64))
    // Of N(m, s) from N(0, 1): -ln s + (s^2 + m^2 - 1) / 2 each.
    #expect(abs(try normal.divergence(from: standard).item() - (4 + 0.25 + 0.25 + 1 - 2) / 2) < 1e-12)
    #expect(abs(try normal.divergence(from: normal).item()) < 1e-12)
  }

  @Test func drawsHaveTheMeanAndDeviation() throws {
    let normal = DiagonalNormal(mean: torch.full([40_000, 1], 3), logDeviation: torch.tensor([log(2)] as [Double]))
    let draws = normal.sample(from: try RandomGenerator(torch, seed: 1))
    // Standard errors: 2 / 200 of the mean, 4 sqrt(2) / 200 of the variance.
    #expect(abs(try draws.mean().item() - 3) < 0.05)
    #expect(abs(try draws.variance(0).item() - 4) < 0.15)
  }
}
