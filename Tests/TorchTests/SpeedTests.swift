import Foundation
import Testing
import Torch

/// Figures rather than facts: `GAITKEEPER_SPEED=1 swift test --filter SpeedTests`, with OMP_NUM_THREADS for the threads.
@Suite(.needsTorch, .enabled(if: ProcessInfo.processInfo.environment["GAITKEEPER_SPEED"] != nil), .serialized)
struct SpeedTests {
  let torch: TorchLibrary
  let generator: RandomGenerator

  init() throws {
    torch = try TestLibrary.library()
    generator = try RandomGenerator(torch, seed: 1)
  }

  /// The median seconds of one of `count` runs.
  func seconds(_ count: Int, _ body: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    let times = try (0..<count).map { _ in try clock.measure(body) / .seconds(1) }
    return times.sorted()[count / 2]
  }

  func report(_ what: String, _ seconds: Double) {
    print("libtorch \(torch.version), \(torch.threadCount) threads: \(what): \(seconds * 1000) ms")
  }

  @Test func aCall() throws {
    let x = torch.ones([1])
    let parameter = try torch.ones([1]).requiringGradient()
    let calls = 1000
    report("1000 additions of single numbers", seconds(20) { for _ in 0..<calls { _ = x + x } })
    report("1000 additions recorded for gradients", seconds(20) { for _ in 0..<calls { _ = parameter + x } })
    report("1000 reshapes", seconds(20) { for _ in 0..<calls { _ = x.reshaped([1, 1, 1]) } })
  }

  @Test(arguments: [DataType.float32, .bfloat16]) func aStepOfAPerceptron(dtype: DataType) throws {
    let network = try MultilayerPerceptron(widths: [512, 512, 256, 80], activation: .silu, from: generator)
    let optimiser = try Adam(network.parameters)
    let x = generator.normal([4096, 512]).to(dtype)
    let y = generator.normal([4096, 80])
    let time = try seconds(15) {
      try network.parameters.removeGradients()
      try network(x).to(.float32).meanSquaredError(to: y).backward()
      try optimiser.step(learningRate: 1e-3)
    }
    report("a step of Adam, 512-512-256-80, batch 4096, \(dtype)", time)
  }

  @Test(arguments: [DataType.float32, .bfloat16]) func aStepOfATransformer(dtype: DataType) throws {
    let layers = try (0..<2).map { _ in
      try TransformerEncoderLayer(width: 512, heads: 4, feedForwardWidth: 1024, from: generator)
    }
    let parameters = layers.enumerated().flatMap { $1.parameters(under: "\($0)") }
    let optimiser = try Adam(parameters)
    let x = generator.normal([16, 197, 512]).to(dtype)
    let time = try seconds(5) {
      try parameters.removeGradients()
      try layers.reduce(x) { $1($0, dropoutFrom: generator) }.to(.float32).squared().mean().backward()
      try optimiser.step(learningRate: 1e-4)
    }
    report("a step of Adam, 2 transformer layers of width 512, batch 16 x 197, \(dtype)", time)
  }
}
