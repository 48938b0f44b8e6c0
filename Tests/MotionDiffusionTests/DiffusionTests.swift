import Diffusion
import Foundation
import Testing
import Torch

@testable import MotionDiffusion

/// The schedule and the samplers against closed forms.
@Suite(.needsTorch) struct DiffusionTests {
  @Test("The shares of signal are the paper's squared cosine, from near 1 down to near 0", arguments: [10, 50, 1000])
  func cosine(steps: Int) {
    let schedule = CosineSchedule(steps: steps)
    let f = { (t: Double) in pow(cos((t / Double(steps) + 0.008) / 1.008 * .pi / 2), 2) }
    // The last one is 0 in the formula, and kept from it by the greatest beta.
    for step in 0..<(steps - 1) {
      #expect(abs(schedule.signalShares[step] - f(Double(step + 1)) / f(0)) < 1e-12)
    }
    #expect(schedule.signalShares.last! > 0 && schedule.signalShares.last! < 1e-4)
    #expect(zip(schedule.signalShares, schedule.signalShares.dropFirst()).allSatisfy { $0 > $1 })
  }

  @Test("Motion and noise of variance 1 mix to variance 1 at every step")
  func variance() throws {
    let library = try TestModels.library()
    let generator = try RandomGenerator(library, seed: 1)
    let schedule = CosineSchedule(steps: 20)
    let count = 20_000
    for step in [0, 7, 19] {
      let steps = library.full([count], Double(step), dtype: .int64)
      let mixed = schedule.noisy(
        generator.normal([count, 1, 1]), noise: generator.normal([count, 1, 1]), step: steps)
      // Its standard error is sqrt(2/n), 0.01.
      #expect(abs(try mixed.squared().mean().item() - 1) < 0.04)
    }
  }

  /// For data of N(0, s^2) the best guess at the start is known, s^2 sqrt(a) / (s^2 a + 1 - a) x: with it a sampler has to give back the
  /// data's deviation, but for the finite steps.
  @Test(
    "With the exact denoiser of a normal distribution both samplers give its deviation back",
    arguments: SamplerChoice.allCases)
  func normalData(choice: SamplerChoice) throws {
    let library = try TestModels.library()
    let generator = try RandomGenerator(library, seed: 2)
    let schedule = CosineSchedule(steps: 1000)
    let deviation = 0.3
    let count = 20_000
    var x = generator.normal([count])
    for step in (0..<schedule.steps).reversed() {
      let share = schedule.signalShares[step]
      let start = x * (deviation * deviation * share.squareRoot() / (deviation * deviation * share + 1 - share))
      x = choice.sampler.earlier(
        x, start: start, signalShare: share, earlierShare: step > 0 ? schedule.signalShares[step - 1] : 1
      ) { generator.normal([count]) }
    }
    let measured = try x.squared().mean().squareRoot().item()
    // Standard error s / sqrt(2n), 0.0015, and the last step, which returns the denoiser's mean.
    #expect(abs(measured - deviation) < 0.01, "\(measured)")
  }

  @Test("The last step returns what the network takes the motion to be", arguments: SamplerChoice.allCases)
  func lastStep(choice: SamplerChoice) throws {
    let library = try TestModels.library()
    let generator = try RandomGenerator(library, seed: 3)
    let (x, start) = (generator.normal([50]), generator.normal([50]))
    let result = choice.sampler.earlier(x, start: start, signalShare: 0.9, earlierShare: 1) {
      generator.normal([50])
    }
    #expect(try (result - start).magnitude().max().item() < 1e-6)
  }

  @Test("Fewer steps are spread evenly and keep the noisiest one")
  func spread() {
    let schedule = CosineSchedule(steps: 50)
    #expect(schedule.spread(over: 50) == Array(0..<50))
    #expect(schedule.spread(over: 5) == [9, 19, 29, 39, 49])
    #expect(schedule.spread(over: 1) == [49])
    #expect(schedule.spread(over: 99) == Array(0..<50))
  }
}
