import Foundation
import ImitationPolicy
import SafeTensors
import Simulation
import StandardPlugins

/// Those of the policy's numbers that are learned, in the action's order. The others stay zero: the fewer numbers are explored, the
/// less each one's effect drowns in that of the others.
struct LearnedAction: Sendable {
  /// Places within the whole action.
  let places: [Int]
  /// Deviation of the exploration at the start, by learned number.
  let deviations: [Double]
  private let wholeCount: Int

  var count: Int { places.count }

  /// - Parameter exploration: deviations by the name of a part of the action, or of a link for its joint target.
  /// - Throws: `PolicyError` for an unknown name, or when there is nothing to learn.
  init(_ exploration: [String: Double], humanoid: Humanoid) throws {
    let action = TrackerOffset(humanoid: humanoid)
    var deviations: [Int: Double] = [:]
    // A link's own number counts, whatever its part has.
    let isPart = { (name: String) in action.layout.contains { $0.name == name } }
    let parts = exploration.filter { isPart($0.key) }
    for (name, deviation) in Array(parts) + exploration.filter({ !isPart($0.key) }) {
      guard let range = action.places(of: name, humanoid: humanoid) else {
        let parts = action.layout.map(\.name).joined(separator: ", ")
        throw PolicyError(
          policy: "exploration", problem: "there is no '\(name)'; expected \(parts), or a link but the root")
      }
      for place in range { deviations[place] = deviation > 0 ? deviation : nil }
    }
    places = deviations.keys.sorted()
    self.deviations = places.map { deviations[$0] ?? 0 }
    wholeCount = action.count
    guard !places.isEmpty else { throw PolicyError(policy: "exploration", problem: "expected something to learn") }
  }

  /// All numbers of the action, with the same deviation.
  init(allWith deviation: Double, humanoid: Humanoid) throws {
    let parts = TrackerOffset(humanoid: humanoid).layout.map { ($0.name, deviation) }
    try self.init(Dictionary(uniqueKeysWithValues: parts), humanoid: humanoid)
  }

  /// The whole action.
  func whole(_ learned: ArraySlice<Float>) -> [Float] {
    var action = [Float](repeating: 0, count: wholeCount)
    for (place, value) in zip(places, learned) { action[place] = value }
    return action
  }

  /// Of the last layer of a network for the whole action, the rows of what is learned.
  /// - Throws: `PolicyError` when the layer is not one for the whole action.
  func learned(weight: SafeTensors.Tensor, bias: SafeTensors.Tensor) throws -> (
    weight: SafeTensors.Tensor, bias: SafeTensors.Tensor
  ) {
    guard weight.shape.count == 2, weight.shape[0] == wholeCount, bias.shape == [wholeCount] else {
      throw PolicyError(policy: "weights", problem: "the last layer is not one of \(wholeCount) numbers")
    }
    let width = weight.shape[1]
    let row = { (place: Int) in weight.values[(place * width)..<((place + 1) * width)] }
    return (
      .init(shape: [count, width], values: places.flatMap { Array(row($0)) }),
      .init(shape: [count], values: places.map { bias.values[$0] })
    )
  }

  /// A network's last layer with rows for the whole action: zeros for what is not learned.
  func whole(weight: SafeTensors.Tensor, bias: SafeTensors.Tensor) -> (
    weight: SafeTensors.Tensor, bias: SafeTensors.Tensor
  ) {
    let width = weight.shape[1]
    var rows = [Float](repeating: 0, count: wholeCount * width)
    for (row, place) in places.enumerated() {
      for column in 0..<width { rows[place * width + column] = weight.values[row * width + column] }
    }
    return (
      .init(shape: [wholeCount, width], values: rows), .init(shape: [wholeCount], values: whole(bias.values[...]))
    )
  }
}

extension TrackerOffset {
  /// Places of a part by its name, or of a link's joint target by the link's; nil when there is no such name.
  fileprivate func places(of name: String, humanoid: Humanoid) -> Range<Int>? {
    var start = 0
    for part in layout {
      if part.name == name { return start..<(start + part.count) }
      start += part.count
    }
    guard let link = humanoid.links.firstIndex(where: { $0.name == name }), link > 0 else { return nil }
    return (3 * (link - 1))..<(3 * link)
  }
}
