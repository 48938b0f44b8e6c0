import Foundation
import Motion
import SafeTensors
import Simulation
import StandardPlugins

/// A policy as it was shipped: its card and its network, checked against what it is to control.
public struct FrozenPolicy: Sendable {
  public let card: PolicyCard
  public let network: PolicyNetwork

  /// - Parameter context: its registry has the observation that the card names; those of this module are always known.
  /// - Throws: `PolicyError` saying what differs, or `SafeTensorsError`.
  public init(directory: String, context: PluginContext) throws {
    card = try PolicyCard(contentsOf: directory)
    try card.check(context, policy: directory)
    let path = directory + PolicyCard.weightsPath
    guard let data = FileManager.default.contents(atPath: path) else {
      throw PolicyError(policy: directory, problem: "weights.safetensors cannot be read")
    }
    let bytes = [UInt8](data)
    let weights = try SafeTensors(bytes: bytes, file: path)
    let digest = SHA256.hexadecimal(bytes)
    guard digest == card.sha256 else {
      throw PolicyError(
        policy: directory,
        problem: "weights.safetensors is not what the card is about: its SHA-256 is \(digest), expected \(card.sha256)")
    }
    network = try PolicyNetwork(weights, shape: card.network, path: path)
    let (inputs, outputs) = (card.observation.numbers, card.action.numbers)
    guard network.inputCount == inputs, network.outputCount == outputs else {
      throw PolicyError(
        policy: directory,
        problem:
          "its network goes from \(network.inputCount) to \(network.outputCount) numbers, expected \(inputs), which "
          + "\(card.observationPlugin.name) gives, and \(outputs)")
    }
    if let widths = card.network.hiddenWidths, widths != network.hiddenWidths {
      throw PolicyError(
        policy: directory, problem: "its network has hidden layers of \(network.hiddenWidths), its card says \(widths)")
    }
  }

  /// What the policy sees, for one simulation.
  /// - Throws: what making the plugin throws.
  func makeObservation(_ context: PluginContext) throws -> any Observation {
    try context.policyObservations.make(card.observationPlugin, context: context)
  }
}

extension PluginContext {
  /// The observations that the program knows, and those that this module brings for its policies.
  public var policyObservations: PluginTable<any Observation> {
    var table = registry.observations
    if table[ImitationObservation.name] == nil { table.add(ImitationObservation.self) { $0 } }
    if table[TerrainObservation.name] == nil { table.add(TerrainObservation.self) { $0 } }
    return table
  }
}

extension [ObservationPart] {
  /// Of all parts.
  public var numbers: Int { reduce(0) { $0 + $1.count } }

  var text: String { map { "\($0.name) \($0.count)" }.joined(separator: ", ") }
}

/// Why a policy cannot be used.
public struct PolicyError: Error, Hashable, Sendable, CustomStringConvertible {
  public var policy: String
  public var problem: String

  public init(policy: String, problem: String) {
    self.policy = policy
    self.problem = problem
  }

  public var description: String { "\(policy): \(problem)" }
}

extension ResourceLocator {
  /// The folder of a policy by its name, or by its path.
  /// - Throws: `PolicyError` naming the policies that there are.
  public func policy(named name: String) throws -> String {
    let candidates = [name] + (name.contains("/") ? [] : homes.map { "\($0)/policies/\(name)" })
    for candidate in candidates where FileManager.default.fileExists(atPath: candidate + "/card.json") {
      return candidate
    }
    let known = policyNames()
    throw PolicyError(
      policy: name, problem: "no such policy; there are \(known.isEmpty ? "none" : known.joined(separator: ", "))")
  }

  /// Sorted.
  public func policyNames() -> [String] {
    var names = Set<String>()
    for home in homes {
      for name in (try? FileManager.default.contentsOfDirectory(atPath: home + "/policies")) ?? []
      where FileManager.default.fileExists(atPath: "\(home)/policies/\(name)/card.json") { names.insert(name) }
    }
    return names.sorted()
  }
}
