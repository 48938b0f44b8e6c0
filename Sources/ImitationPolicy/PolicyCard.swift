import Foundation
import Motion
import SafeTensors
import Simulation
import StandardPlugins

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
  /// What the policy sees: a plugin with its settings.
  public var observationPlugin: PluginChoice
  /// What that gives: consecutive parts with their sizes.
  public var observation: [ObservationPart]
  /// What its network is beside its weights.
  public var network: PolicyNetwork.Shape
  public var action: [ObservationPart]
  /// What it was trained on, with what, and how it does: free text by name.
  public var training: [String: String]

  /// - Parameters:
  ///   - context: of what is to be controlled; its registry has the observation.
  ///   - observation: what the policy sees.
  /// - Throws: `SimulationError` for an observation that there is not, or its settings.
  public init(
    name: String, summary: String, licence: String, context: PluginContext,
    observation: PluginChoice = PluginChoice(ImitationObservation.name), network: PolicyNetwork.Shape = .init(),
    training: [String: String]
  ) throws {
    self.name = name
    self.summary = summary
    self.licence = licence
    humanoid = context.humanoid.name
    linkNames = context.humanoid.links.map(\.name)
    controlRate = context.controlRate
    let observations = context.policyObservations
    observationPlugin = observation
    observationPlugin.name = try observations.entry(for: observation.name).name
    self.observation = try observations.make(observation, context: context).layout
    self.network = network
    action = TrackerOffset(humanoid: context.humanoid).layout
    self.training = training
  }

  enum CodingKeys: String, CodingKey {
    case name, summary, licence, sha256, humanoid, linkNames, controlRate, observationPlugin, observation, network,
      action, training
  }

  /// A card that does not say what its policy sees, or what its network is, is of one that sees `observation.imitation` by a network
  /// with the defaults.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    name = try container.decode(String.self, forKey: .name)
    summary = try container.decode(String.self, forKey: .summary)
    licence = try container.decode(String.self, forKey: .licence)
    sha256 = try container.decode(String.self, forKey: .sha256)
    humanoid = try container.decode(String.self, forKey: .humanoid)
    linkNames = try container.decode([String].self, forKey: .linkNames)
    controlRate = try container.decode(Double.self, forKey: .controlRate)
    observationPlugin =
      try container.decodeIfPresent(PluginChoice.self, forKey: .observationPlugin)
      ?? PluginChoice(ImitationObservation.name)
    observation = try container.decode([ObservationPart].self, forKey: .observation)
    network = try container.decodeIfPresent(PolicyNetwork.Shape.self, forKey: .network) ?? .init()
    action = try container.decode([ObservationPart].self, forKey: .action)
    training = try container.decode([String: String].self, forKey: .training)
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
      guard let error = error as? DecodingError, let place = error.place else {
        throw PolicyError(policy: directory, problem: "card.json is not a policy's card")
      }
      throw PolicyError(policy: directory, problem: "card.json: '\(place)': \(error.problem)")
    }
  }

  static let weightsPath = "/weights.safetensors"

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
    let expected: [ObservationPart]
    do {
      expected = try context.policyObservations.make(observationPlugin, context: context).layout
    } catch let error as SimulationError {
      throw PolicyError(policy: policy, problem: error.description)
    }
    try check(
      observation == expected,
      "its observation is \(observation.text), expected what \(observationPlugin.name) gives, \(expected.text)")
    let actions = TrackerOffset(humanoid: context.humanoid).layout
    try check(action == actions, "its action is \(action.text), expected \(actions.text)")
  }
}

extension DecodingError {
  fileprivate var problem: String {
    switch self {
    case .keyNotFound: "it is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      context.debugDescription
    @unknown default: "it cannot be read"
    }
  }
}
