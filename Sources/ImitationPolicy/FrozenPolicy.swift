import Foundation
import Motion
import SafeTensors
import Simulation

/// What a policy's folder says of it beside its weights: `card.json`.
public struct PolicyCard: Codable, Sendable {
  public var name: String
  public var summary: String
  public var licence: String
  /// Of weights.safetensors, as hexadecimal digits.
  public private(set) var sha256 = ""
  public var humanoid: String
  public var linkNames: [String]
  public var controlRate: Double
  public var observation: [ObservationPart]
  public var action: [ObservationPart]
  /// What it was trained on, with what, and how it does: free text by name.
  public var training: [String: String]

  public init(
    name: String, summary: String, licence: String, context: PluginContext, training: [String: String]
  ) {
    self.name = name
    self.summary = summary
    self.licence = licence
    humanoid = context.humanoid.name
    linkNames = context.humanoid.links.map(\.name)
    controlRate = context.controlRate
    observation = ImitationObservation(context: context).layout
    action = PolicyAction(humanoid: context.humanoid).layout
    self.training = training
  }
}

/// A policy as it was shipped: its card and its network, checked against what it is to control.
public struct FrozenPolicy: Sendable {
  public let card: PolicyCard
  public let network: PolicyNetwork

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
    network = try PolicyNetwork(weights, path: path)
    let inputs = card.observation.reduce(0) { $0 + $1.count }
    let outputs = card.action.reduce(0) { $0 + $1.count }
    guard network.inputCount == inputs, network.outputCount == outputs else {
      throw PolicyError(
        policy: directory,
        problem:
          "its network goes from \(network.inputCount) to \(network.outputCount) numbers, expected \(inputs) and "
          + "\(outputs)")
    }
  }
}

extension PolicyCard {
  /// - Parameter directory: the policy's folder.
  /// - Throws: `PolicyError`.
  public init(contentsOf directory: String) throws {
    guard let data = FileManager.default.contents(atPath: directory + "/card.json") else {
      throw PolicyError(policy: directory, problem: "card.json cannot be read")
    }
    do { self = try JSONDecoder().decode(PolicyCard.self, from: data) } catch {
      throw PolicyError(policy: directory, problem: "card.json is not a policy's card")
    }
  }

  fileprivate static let weightsPath = "/weights.safetensors"

  /// Writes the weights, and the card with what they are known by.
  /// - Parameter directory: the policy's folder.
  /// - Throws: `SafeTensorsError`, or what writing a file throws.
  public func write(with weights: SafeTensors, to directory: String) throws {
    let path = directory + Self.weightsPath
    let bytes = try weights.encoded(file: path)
    var card = self
    card.sha256 = SHA256.hexadecimal(bytes)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
    try encoder.encode(card).write(to: URL(fileURLWithPath: directory + "/card.json"), options: .atomic)
  }

  func check(_ context: PluginContext, policy: String) throws {
    func check(_ condition: Bool, _ problem: @autoclosure () -> String) throws {
      if !condition { throw PolicyError(policy: policy, problem: problem()) }
    }
    try check(
      linkNames == context.humanoid.links.map(\.name),
      "it is for humanoid '\(humanoid)', not for '\(context.humanoid.name)'")
    try check(
      abs(controlRate - context.controlRate) < 1e-9,
      "it acts \(controlRate) times a second, the scene \(context.controlRate)")
    let expected = ImitationObservation(context: context).layout
    try check(observation == expected, "its observation is \(observation.text), expected \(expected.text)")
    let actions = PolicyAction(humanoid: context.humanoid).layout
    try check(action == actions, "its action is \(action.text), expected \(actions.text)")
  }
}

extension [ObservationPart] {
  fileprivate var text: String { map { "\($0.name) \($0.count)" }.joined(separator: ", ") }
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
