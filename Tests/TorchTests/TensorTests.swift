import Foundation
import Testing

@testable import Torch

@Suite(.needsTorch) struct TensorTests {
  let torch: TorchLibrary

  init() throws { torch = try TestLibrary.library() }

  @Test func valuesPassThroughToTheBit() throws {
    let floats: [Float] = [0, -0.0, .leastNonzeroMagnitude, .greatestFiniteMagnitude, .infinity, -1.5]
    #expect(try torch.tensor(floats).values().map(\.bitPattern) == floats.map(\.bitPattern))
    #expect(try torch.tensor([Int.min, 0, Int.max]).values(as: Int.self) == [.min, 0, .max])
    #expect(try torch.tensor([true, false]).values(as: Bool.self) == [true, false])
    #expect(try torch.tensor([Double.pi]).values(as: Double.self) == [.pi])
    #expect(try torch.tensor([UInt8.max]).values(as: Int.self) == [255])
    #expect(try torch.tensor([] as [Float], shape: [2, 0]).shape == [2, 0])
    #expect(try torch.tensor([Float(1.00390625)]).to(.bfloat16).dtype == .bfloat16)
    // A row of a transposed matrix lies apart in memory.
    let matrix = torch.tensor([1, 2, 3, 4, 5, 6] as [Float], shape: [2, 3]).transposed(0, 1)
    #expect(try matrix.values() == [1, 4, 2, 5, 3, 6] as [Float])
  }

  @Test func shapesAreThoseAskedFor() throws {
    let x = torch.range(0..<24).reshaped([2, 3, 4])
    #expect(try x.permuted([2, 0, 1]).shape == [4, 2, 3])
    #expect(try x.flattened(from: 1).shape == [2, 12])
    #expect(try x.unflattened(axis: -1, sizes: [2, -1]).shape == [2, 3, 2, 2])
    #expect(try x.expandedAxis(1).shape == [2, 1, 3, 4])
    #expect(try x.expandedAxis(1).squeezedAxis(1).shape == [2, 3, 4])
    #expect(try x.size(-1) == 4)
    #expect(try x.selected(1).selected(-1).values(as: Int.self) == [20, 21, 22, 23])
    #expect(try x.sliced(1..<3, axis: 2).selected(0).values(as: Int.self) == [1, 2, 5, 6, 9, 10])
    #expect(try torch.stacked([x, x], axis: 1).shape == [2, 2, 3, 4])
    #expect(try torch.concatenated([x, x], axis: 1).shape == [2, 6, 4])
    #expect(try x.split(into: 2, axis: 1).map { try $0.size(1) } == [2, 1])
    #expect(try torch.ones([1, 2]).broadcast(to: [3, -1]).shape == [3, 2])
    #expect(try torch.zeros(Array(repeating: 1, count: 12)).shape.count == 12)
  }

  @Test func reductionsAndChoicesAreTheirDefinitions() throws {
    let x = torch.tensor([1, 5, 3, -2, 0, 4] as [Float], shape: [2, 3])
    #expect(try x.sum(0).values() == [-1, 5, 7] as [Float])
    #expect(try x.mean(1, keepsAxes: true).shape == [2, 1])
    #expect(try x.min(1).values() == [1, -2] as [Float])
    #expect(try x.max().item() == 5)
    #expect(try x.indexOfMaximum(axis: 1).values(as: Int.self) == [1, 2])
    #expect(try (x .> 2).select(x, else: -x).values() == [-1, 5, 3, 2, 0, 4] as [Float])
    #expect(try x.filled(where: .!(x .>= 0), with: 9).values() == [1, 5, 3, 9, 0, 4] as [Float])
    #expect(try x.rows(torch.tensor([1, 1])).sum(1).values() == [2, 2] as [Float])
    #expect(try x.gathered(torch.tensor([2, 0], shape: [2, 1]), axis: 1).values() == [3, -2] as [Float])
    #expect(try x.clamped(min: 0).minimum(torch.full([], 3)).values() == [1, 3, 3, 0, 0, 3] as [Float])
    #expect(try (2 / x.maximum(torch.full([], 1)) - 1).values().first == 1)
    #expect(try x.meanSquaredError(to: x + 2).item() == 4)
  }

  @Test func aSeedGivesTheSameNumbersAndAStateGoesOn() throws {
    let one = try RandomGenerator(torch, seed: 7)
    let two = try RandomGenerator(torch, seed: 7)
    #expect(try one.normal([5]).values() == two.normal([5]).values())
    let state = try one.state()
    let next = try one.uniform([40]).values()
    #expect(try one.uniform([40]).values() != next)
    try one.restore(state)
    #expect(try one.uniform([40]).values() == next)
    #expect(try one.uniform([1000], in: -2..<3).values().allSatisfy { (-2..<3).contains($0) })
    #expect(try Set(one.integers([200], in: 2..<5).values(as: Int.self)) == [2, 3, 4])
    #expect(try one.permutation(50).values(as: Int.self).sorted() == Array(0..<50))
  }

  /// Other tests use memory meanwhile, but hardly in each of the rounds: the quietest one counts.
  @Test func tensorsThatAreDroppedAreFreed() throws {
    let growth = try (0..<5).map { _ in
      let before = try residentBytes()
      // Of 100 or 50 KB each, in each of the ways that a tensor comes about: one way that leaks is 100 MB at least.
      for _ in 0..<2000 {
        let x = try torch.zeros([25_000]).requiringGradient()
        let parts = (x + 1).split(into: 2, axis: 0)
        try (parts[0] * parts[1]).sum().backward()
        #expect(try x.gradient != nil)
      }
      return try residentBytes() - before
    }
    #expect((growth.min() ?? .max) < 50 << 20, "\(growth)")
  }

  private func residentBytes() throws -> Int {
    let pages = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
    return (Int(pages[1]) ?? 0) * 4096
  }
}
