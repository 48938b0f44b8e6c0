import Simulation

/// Which motions make up which batch: every motion once in an epoch, in random order, with motions of like length together so that little is
/// filled up. A step's batch follows from the seed and the step alone.
struct BatchOrder {
  private let frameCounts: [Int]
  private let batch: Int
  private let seed: UInt64
  private var epoch = -1
  private var batches: [[Int]] = []

  /// Batches whose motions are sorted among each other by length.
  private static let sortedTogether = 8

  init(frameCounts: [Int], batch: Int, seed: UInt64) {
    self.frameCounts = frameCounts
    self.batch = batch
    self.seed = seed
  }

  /// A set smaller than a batch is repeated to fill one.
  mutating func indices(step: Int) -> [Int] {
    let perEpoch = max(1, frameCounts.count / batch)
    if epoch != step / perEpoch {
      epoch = step / perEpoch
      batches = shuffled(epoch: epoch, count: perEpoch)
    }
    return batches[step % perEpoch]
  }

  private func shuffled(epoch: Int, count: Int) -> [[Int]] {
    var random = SplitMix64(seed: seed &+ UInt64(epoch) &* 0x9E37_79B9)
    var order: [Int] = []
    while order.count < count * batch { order += frameCounts.indices.shuffled(using: &random) }
    order = Array(order[..<(count * batch)])
    var result: [[Int]] = []
    for start in stride(from: 0, to: order.count, by: batch * Self.sortedTogether) {
      let group = order[start..<min(start + batch * Self.sortedTogether, order.count)]
        .enumerated().sorted { (frameCounts[$0.element], $0.offset) < (frameCounts[$1.element], $1.offset) }
        .map(\.element)
      for first in stride(from: 0, to: group.count, by: batch) { result.append(Array(group[first..<first + batch])) }
    }
    return result.shuffled(using: &random)
  }
}
