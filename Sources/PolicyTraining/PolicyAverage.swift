import Foundation
import ImitationPolicy
import SafeTensors
import Simulation

/// The mean of the weights of policies that were trained from one beginning: what chance has put into each of them goes, and what they
/// have learned alike stays (Wortsman et al. 2022).
public enum PolicyAverage {
  /// - Parameters:
  ///   - sources: folders of policies, at least one.
  ///   - output: the folder of the mean.
  /// - Throws: `PolicyError` or `SafeTensorsError` when one cannot be used, or has other weights than the first.
  public static func write(of sources: [String], context: PluginContext, to output: String) throws {
    guard let first = sources.first else { throw PolicyError(policy: output, problem: "there is nothing to average") }
    var card = try FrozenPolicy(directory: first, context: context).card
    var mean = try SafeTensors(contentsOf: first + "/weights.safetensors")
    var names = [card.name]
    for (number, source) in sources.enumerated().dropFirst() {
      let next = try FrozenPolicy(directory: source, context: context).card
      guard next.observationPlugin == card.observationPlugin, next.network.activation == card.network.activation else {
        throw PolicyError(
          policy: source, problem: "it sees something else than \(first), or has another kind of network")
      }
      names.append(next.name)
      let other = try SafeTensors(contentsOf: source + "/weights.safetensors")
      guard other.tensors.mapValues(\.shape) == mean.tensors.mapValues(\.shape) else {
        throw PolicyError(policy: source, problem: "its network has other layers than that of \(first)")
      }
      let share = 1 / Float(number + 1)
      for (name, tensor) in other.tensors {
        guard let values = mean.tensors[name]?.values else { continue }
        mean.tensors[name] = SafeTensors.Tensor(
          shape: tensor.shape, values: zip(values, tensor.values).map { $0 + ($1 - $0) * share })
      }
    }
    card.name = URL(fileURLWithPath: output).lastPathComponent
    card.training["average"] = "the mean of the weights of \(names.joined(separator: ", "))"
    try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
    try card.write(with: mean, to: output)
  }
}
