import TestSupport
import Testing

@testable import Torch

@Suite(.needsTorch) struct GradientTests {
  let torch: TorchLibrary

  init() throws { torch = try TestLibrary.library() }

  @Test func aMatrixProductAndItsGradientsAreTheClosedForm() throws {
    let a = try torch.tensor([1, 2, 3, 4, 5, 6] as [Double], shape: [2, 3]).requiringGradient()
    let b = try torch.tensor([1, -1, 0, 2, 3, 1] as [Double], shape: [3, 2]).requiringGradient()
    let product = a.matmul(b)
    #expect(try product.shape == [2, 2])
    #expect(try product.values(as: Double.self) == [10, 6, 22, 12])
    // Of sum(a b): the row sums of b for a, the column sums of a for b.
    try product.sum().backward()
    #expect(try a.gradient?.values(as: Double.self) == [0, 2, 4, 0, 2, 4])
    #expect(try b.gradient?.values(as: Double.self) == [5, 5, 7, 7, 9, 9])
    // A second time adds up.
    try a.matmul(b).sum().backward()
    #expect(try a.gradient?.values(as: Double.self) == [0, 4, 8, 0, 4, 8])
    try a.setGradient(nil)
    #expect(try a.gradient == nil)
  }

  static let functions: [(name: String, function: @Sendable (Tensor) -> Tensor)] = [
    ("exp", { $0.exponential() }), ("log", { ($0.squared() + 1).logarithm() }), ("tanh", { $0.tanh() }),
    ("sigmoid", { $0.sigmoid() }), ("softplus", { $0.softplus() }), ("gelu", { $0.gelu() }), ("silu", { $0.silu() }),
    ("relu", { $0.relu() }), ("sqrt", { ($0.squared() + 1).squareRoot() }), ("power", { ($0 + 5).power(1.5) }),
    ("reciprocal", { 1 / ($0 + 5) }), ("subtraction", { 1 - $0 / 2 }), ("sine", { $0.sine() * $0.cosine() }),
    ("softmax", { $0.softmax(axis: 0).squared() }), ("log softmax", { $0.logSoftmax(axis: -1) }),
    ("layer norm", { $0.layerNorm(shape: [6]).power(3) }), ("clamp", { $0.clamped(min: -0.5, max: 1).squared() }),
    ("mean", { $0.mean() * $0 }), ("variance", { $0.variance(0) }), ("maximum", { $0.max(0) * $0.min() }),
    ("cumulative sum", { $0.cumulativeSum(axis: 0).squared() }), ("norm", { $0.norm() }),
    ("slice", { $0.sliced(1..<4).squared() }), ("split", { $0.split(into: 2, axis: 0)[1].squared() }),
    (
      "attention", { $0.reshaped([1, 3, 2]).attention(keys: $0.reshaped([1, 3, 2]), values: $0.reshaped([1, 3, 2])) }
    ),
  ]

  @Test(arguments: functions.indices)
  func gradientsAreTheDifferences(index: Int) throws {
    let (name, function) = Self.functions[index]
    let values = [-1.7, -0.6, 0.2, 0.7, 1.3, 2.1]
    let x = try torch.tensor(values).requiringGradient()
    try function(x).sum().backward()
    let gradient = try x.gradient?.values(as: Double.self)
    let step = 1e-5
    let differences = try values.indices.map { place in
      let sides = try [step, -step].map { step in
        var moved = values
        moved[place] += step
        return try function(torch.tensor(moved)).sum().item()
      }
      return (sides[0] - sides[1]) / (2 * step)
    }
    // Central differences: about step^2 times the third derivative, plus rounding 1e-16 / step.
    #expect(isClose(gradient ?? [], differences, 1e-7), "\(name)")
  }

  @Test func nothingIsRecordedWithoutGradients() throws {
    let x = try torch.ones([2]).requiringGradient()
    let y = torch.withoutGradients { x * 2 }
    #expect(!y.requiresGradient)
    #expect((x * 2).requiresGradient)
    #expect(!(x * 2).detached().requiresGradient)
  }

  @Test func theGradientOfAVectorNeedsASeed() throws {
    let x = try torch.tensor([1, 2] as [Float]).requiringGradient()
    #expect(message { try (x * x).backward() }.contains("scalar"))
    try (x * x).backward(seed: torch.tensor([1, 10] as [Float]))
    #expect(try x.gradient?.values() == [2, 40] as [Float])
  }
}
