import TestSupport
import Testing

@testable import Torch

@Suite(.needsTorch) struct FailureTests {
  let torch: TorchLibrary

  init() throws { torch = try TestLibrary.library() }

  @Test func theFirstWrongShapeIsSaidWhereTheValueIsTaken() throws {
    let product = torch.ones([2, 3]).matmul(torch.ones([2, 3]))
    let loss = ((product + 1).tanh().split(into: 2, axis: 0)[1] * 2).mean()
    let expected = product.failure?.description ?? ""
    // What stands between is libtorch's own and differs from version to version.
    #expect(expected.hasPrefix("aten::matmul: "))
    #expect(expected.hasSuffix("mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)"))
    #expect(message { _ = try loss.values() } == expected)
    #expect(message { _ = try loss.shape } == expected)
    #expect(message { try loss.backward() } == expected)
    #expect(message { try torch.ones([]).add(loss) } == expected)
    #expect(loss.description == "Tensor(\(expected))")
    // And the library goes on.
    #expect(try torch.ones([2]).sum().item() == 2)
  }

  @Test func anUnknownOperatorIsNamed() {
    let line = message { try torch.call("aten::no_such", overload: "Tensor", []) }
    #expect(line.hasPrefix("aten::no_such.Tensor: ") && line.contains("has no operator"))
    #expect(!torch.has("aten::no_such"))
    #expect(torch.has("aten::add", overload: "Tensor"))
  }

  @Test func argumentsAreCheckedAgainstTheSchema() {
    let one = torch.ones([2])
    #expect(
      message { try torch.call("aten::add", overload: "Tensor", [.tensor(one)]) }
        == "aten::add.Tensor: argument 'other' is missing")
    #expect(
      message { try torch.call("aten::add", overload: "Tensor", [.tensor(one), .string("a")]) }
        == "aten::add.Tensor: argument 'other' must be Tensor")
    #expect(
      message { try torch.call("aten::relu", [.tensor(one), .tensor(one)]) }
        == "aten::relu: it takes at most 1 arguments, got 2")
    #expect(message { try torch.call("aten::relu", [.none]) } == "aten::relu: argument 'self' must be Tensor")
    #expect(
      message { try torch.call("aten::layer_norm", [.tensor(one), .real(2)]) }
        .hasPrefix("aten::layer_norm: argument 'normalized_shape' must be "))
  }

  @Test func aShapeMustFitTheValues() {
    for shape in [[3], [-1, -2], [Int.max, 4], [2, 2], [Int.max, Int.max, 0]] {
      #expect(throws: TorchError.self, "\(shape)") { try torch.tensor([1, 2] as [Float], shape: shape).check() }
    }
    #expect(throws: TorchError.self) { try torch.zeros([1 << 40, 1 << 20]).check() }
    #expect(throws: TorchError.self) { try torch.zeros([-1]).check() }
  }

  @Test func whatReachesOutsideIsRefused() {
    let x = torch.tensor([1, 2, 3] as [Float])
    #expect(throws: TorchError.self) { try x.sliced(1..<4).check() }
    #expect(throws: TorchError.self) { try x.selected(3).check() }
    #expect(throws: TorchError.self) { try x.rows(torch.tensor([0, 3])).check() }
    #expect(throws: TorchError.self) { try x.gathered(torch.tensor([-4]), axis: 0).check() }
    #expect(throws: TorchError.self) { try torch.tensor([5]).embedded(in: torch.ones([5, 2])).check() }
    #expect(throws: TorchError.self) { try x.size(1) }
    #expect(throws: TorchError.self) { try x.item() }
    #expect(throws: TorchError.self) { try x.clamped().check() }
    #expect(throws: TorchError.self) { try x.to(Device("nowhere")).check() }
    #expect(throws: TorchError.self) { try torch.tensor([1]).requiringGradient() }
    #expect(throws: TorchError.self) { try torch.setThreadCount(0) }
    #expect(x.split(into: 0, axis: 0).isEmpty)
    #expect(throws: TorchError.self) { try x.split(into: 2, axis: 3)[1].check() }
  }
}
