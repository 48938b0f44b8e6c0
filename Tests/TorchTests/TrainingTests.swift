import SafeTensors
import TestSupport
import Testing

@testable import Torch

@Suite(.needsTorch) struct TrainingTests {
  let torch: TorchLibrary

  init() throws { torch = try TestLibrary.library() }

  /// A network and an optimiser from a seed, and what one step of learning |x1| + x2 gives as loss.
  struct Run {
    let network: MultilayerPerceptron
    let optimiser: Adam
    let generator: RandomGenerator

    init(_ torch: TorchLibrary) throws {
      generator = try RandomGenerator(torch, seed: 5)
      network = try MultilayerPerceptron(widths: [2, 32, 32, 1], activation: .silu, from: generator)
      optimiser = try Adam(network.parameters, settings: Adam.Settings(weightDecay: 1e-4))
    }

    func step() throws -> Double {
      let x = generator.normal([64, 2])
      let target = x.selected(0, axis: 1).magnitude() + x.selected(1, axis: 1)
      let loss = network(x).squeezedAxis(-1).meanSquaredError(to: target)
      try network.parameters.removeGradients()
      try loss.backward()
      try network.parameters.clipGradients(toNorm: 1)
      try optimiser.step(learningRate: LearningRate.cosine(from: 0.01, to: 0.001, steps: 300)(optimiser.stepCount))
      return try loss.item()
    }
  }

  @Test func aSmallRegressionConverges() throws {
    let run = try Run(torch)
    let first = try run.step()
    for _ in 0..<299 { _ = try run.step() }
    // The target's variance is 1 + (1 - 2 / pi) = 1.36: what a constant leaves over.
    #expect(first > 1)
    #expect(try run.step() < 0.02)
  }

  @Test func aSavedRunGoesOnToTheSameBits() throws {
    let whole = try Run(torch)
    for _ in 0..<5 { _ = try whole.step() }
    let parameters = try SafeTensors(bytes: whole.network.parameters.safeTensors().encoded(), file: "parameters")
    let optimiser = try SafeTensors(bytes: whole.optimiser.state().encoded(), file: "optimiser")
    let random = try whole.generator.state()

    let resumed = try Run(torch)
    _ = try resumed.step()
    try resumed.network.parameters.load(parameters)
    try resumed.optimiser.restore(optimiser)
    try resumed.generator.restore(random)
    for _ in 0..<5 { #expect(try whole.step() == resumed.step()) }
    #expect(try whole.network.parameters.safeTensors() == resumed.network.parameters.safeTensors())
    #expect(try whole.optimiser.state() == resumed.optimiser.state())
  }

  @Test func aStateOfOtherParametersOrSettingsIsRefused() throws {
    let run = try Run(torch)
    let good = try run.optimiser.state()
    let other = try Adam(run.network.parameters)
    #expect(message { try other.restore(good) }.contains("other settings"))
    var state = good
    state.tensors["mean.layers.1.bias"] = nil
    #expect(
      message { try run.optimiser.restore(state) }
        == "parameter 'mean.layers.1.bias': it is missing from the file")
    state = good
    state.metadata["optimiser.stepCount"] = "-1"
    #expect(message { try run.optimiser.restore(state) }.contains("no number of steps"))
    #expect(throws: TorchError.self) { try run.generator.restore([1, 2, 3]) }
  }

  @Test func parametersOfAnotherShapeOrNameAreRefused() throws {
    let run = try Run(torch)
    let good = try run.network.parameters.safeTensors()
    var file = good
    file.tensors["layers.0.weight"] = SafeTensors.Tensor(
      shape: [2, 32], values: good.tensors["layers.0.weight"]?.values ?? [])
    #expect(
      message { try run.network.parameters.load(file) }
        == "parameter 'layers.0.weight': its shape is [2, 32], expected [32, 2]")
    file = good
    file.tensors["layers.9.weight"] = SafeTensors.Tensor(shape: [], values: [1])
    #expect(message { try run.network.parameters.load(file) }.contains("'layers.9.weight'"))
    try run.network.parameters.load(file, allowsMore: true)
    #expect(throws: TorchError.self) { try Adam(run.network.parameters + run.network.parameters) }
    #expect(throws: TorchError.self) { try Adam([]) }
  }

  @Test func aParameterWithoutGradientIsNamedAndNothingChanges() throws {
    let run = try Run(torch)
    try run.network.layers[0](torch.ones([1, 2])).sum().backward()
    let before = try run.network.parameters.safeTensors()
    #expect(
      message { try run.optimiser.step(learningRate: 1) }.hasPrefix("parameter 'layers.1.weight': it has no gradient"))
    #expect(try run.network.parameters.safeTensors() == before)
    #expect(run.optimiser.stepCount == 0)
  }

  @Test func gradientsAreClippedTogether() throws {
    let a = try torch.zeros([1]).requiringGradient()
    let b = try torch.zeros([1]).requiringGradient()
    let parameters = [Parameter("a", a), Parameter("b", b)]
    try (3 * a + 4 * b).sum().backward()
    #expect(try parameters.clipGradients(toNorm: 10) == 5)
    #expect(try a.gradient?.item() == 3)
    #expect(try parameters.clipGradients(toNorm: 1) == 5)
    #expect(abs((try a.gradient?.item() ?? 0) - 0.6) < 1e-6)
    #expect(abs((try b.gradient?.item() ?? 0) - 0.8) < 1e-6)
    try (a * .infinity).sum().backward()
    #expect(throws: TorchError.nonFinite("the norm of the gradients")) { try parameters.clipGradients(toNorm: 1) }
  }

  @Test func theMovingAverageIsTheFormulaAndStandsInForAWhile() throws {
    let weight = try torch.tensor([1, 2] as [Float]).requiringGradient()
    let average = try MovingAverage([Parameter("w", weight)])
    try torch.withoutGradients { try weight.fill(4) }
    try average.update(decay: 0.75)
    #expect(try average.averages[0].tensor.values() == [1.75, 2.5] as [Float])
    struct Stop: Error {}
    #expect(throws: Stop.self) {
      try average.withAverages {
        #expect(try weight.values() == [1.75, 2.5] as [Float])
        throw Stop()
      }
    }
    #expect(try weight.values() == [4, 4] as [Float])
    #expect(weight.requiresGradient)
  }

  @Test func schedulesPassThroughTheirEnds() {
    let cosine = LearningRate.warmup(steps: 4, then: LearningRate.cosine(from: 1, to: 0.1, steps: 10))
    #expect([0, 1, 3, 4].map(cosine) == [0.25, 0.5, 1, 1])
    #expect(abs(cosine(9) - 0.55) < 1e-12)
    #expect(abs(cosine(14) - 0.1) < 1e-12 && cosine(1000) == cosine(14))
    #expect([0, 5, 10, 11].map(LearningRate.linear(from: 2, to: 1, steps: 10)) == [2, 1.5, 1, 1])
    #expect(LearningRate.warmup(steps: 0, then: LearningRate.constant(3))(0) == 3)
  }
}
