import SafeTensors
import Testing

@testable import Torch

@Suite(.needsTorch) struct AdamTests {
  let torch: TorchLibrary
  let x: Tensor
  let y: Tensor

  init() throws {
    torch = try TestLibrary.library()
    x = torch.tensor([1, 2, -1, 0.5, 0, 3] as [Float], shape: [3, 2])
    y = torch.tensor([1, 2, -1] as [Float], shape: [3, 1])
  }

  /// A layer of two inputs and one output with known weights.
  func layer() throws -> Linear {
    let layer = try Linear(2, 1, from: RandomGenerator(torch, seed: 1))
    try torch.withoutGradients {
      try layer.weight.copy(from: torch.tensor([0.5, -0.25] as [Float], shape: [1, 2]))
      try layer.bias?.fill(0.125)
    }
    return layer
  }

  func losses(steps: Int, _ layer: Linear, _ optimiser: Adam) throws -> [Double] {
    try (0..<steps).map { _ in
      let loss = layer(x).meanSquaredError(to: y)
      try layer.parameters.removeGradients()
      try loss.backward()
      try optimiser.step(learningRate: 0.1)
      return try loss.item()
    }
  }

  // The numbers are those of the formulas in 64-bit floats, in NumPy:
  //   d = 2 (x w' + b - y) / 3; gw = d' x; gb = sum d
  //   m = .9 m + .1 g; v = .999 v + .001 g g; p = (1 - .1 decay) p - .1 (m / (1 - .9^t)) / (sqrt(v / (1 - .999^t)) + 1e-8)
  // 32-bit floats have a relative error of 6e-8; after three steps 2e-6 is ample.

  @Test func threeStepsOfAdamAreThoseOfTheFormulas() throws {
    let layer = try layer()
    let optimiser = try Adam(layer.parameters)
    #expect(isClose(try losses(steps: 3, layer, optimiser), [2.3854166667, 2.0395833351, 1.8456090803], 2e-6))
    #expect(isClose(try layer.weight.values(as: Double.self), [0.2004774846, -0.0643269569], 2e-6))
    #expect(isClose(try layer.bias?.values(as: Double.self) ?? [], [0.4166080977], 2e-6))
    #expect(optimiser.stepCount == 3)
  }

  @Test func weightDecayIsDecoupledFromTheGradient() throws {
    let layer = try layer()
    let optimiser = try Adam(layer.parameters, settings: Adam.Settings(weightDecay: 0.5))
    #expect(isClose(try losses(steps: 3, layer, optimiser), [2.3854166667, 2.0215885433, 1.8329980154], 2e-6))
    #expect(isClose(try layer.weight.values(as: Double.self), [0.1442107157, -0.0493031649], 2e-6))
    #expect(isClose(try layer.bias?.values(as: Double.self) ?? [], [0.3835542054], 2e-6))
  }
}
