/// One way in which a body is made to perform a motion: an entry of a scene's list of attempts.
///
/// Attempts run in their order until the body tracks the motion in one of them. Of those that ran, the one that tracks with the least
/// error and help is kept; if none tracks, one that strays; else the one that came farthest before it fell.
public struct AttemptDescription: Hashable, Sendable, Codable {
  /// Nil for the scene's own.
  public var controller: PluginChoice?
  /// The most help, in N and N m alike; nil for what the scene's forces give.
  public var help: Double?
  /// Whether a way is searched past where the body falls (the scene's `search`). Needs a controller around whose actions others
  /// can be tried.
  public var search: Bool
  /// Whether the body is put back on the reference where it falls.
  public var restart: Bool
  /// Whether it runs although the body tracks the motion in an earlier one.
  public var always: Bool

  public init(
    controller: PluginChoice? = nil, help: Double? = nil, search: Bool = false, restart: Bool = false,
    always: Bool = false
  ) {
    self.controller = controller
    self.help = help
    self.search = search
    self.restart = restart
    self.always = always
  }

  private enum CodingKeys: String, CodingKey, CaseIterable { case controller, help, search, restart, always }

  public init(from decoder: any Decoder) throws {
    try decoder.refuseUnknownKeys(CodingKeys.allCases.map(\.rawValue))
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      controller: try container.decodeIfPresent(PluginChoice.self, forKey: .controller),
      help: try container.decodeIfPresent(Double.self, forKey: .help),
      search: try container.decodeIfPresent(Bool.self, forKey: .search) ?? false,
      restart: try container.decodeIfPresent(Bool.self, forKey: .restart) ?? false,
      always: try container.decodeIfPresent(Bool.self, forKey: .always) ?? false)
    if let help, !(help >= 0) {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath + [CodingKeys.help], debugDescription: "is \(help), expected 0 N or more"))
    }
    if search, restart {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "an attempt either searches or restarts"))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(controller, forKey: .controller)
    try container.encodeIfPresent(help, forKey: .help)
    if search { try container.encode(true, forKey: .search) }
    if restart { try container.encode(true, forKey: .restart) }
    if always { try container.encode(true, forKey: .always) }
  }
}

/// What is written of a clip that no attempt tracked. It is always marked in the report.
public enum FailureHandling: String, Codable, Sendable, CaseIterable {
  /// What the body did: up to where it fell, or all of what strays.
  case report
  /// The input, unchanged.
  case keepInput = "keep-input"
  /// Nothing.
  case drop
}

extension Decoder {
  /// - Throws: `DecodingError` for a key that is not among the known ones.
  func refuseUnknownKeys(_ known: [String]) throws {
    for key in try ConfigurationValue(from: self).names where !known.contains(key) {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: codingPath,
          debugDescription: "unknown setting '\(key)'; there are \(known.joined(separator: ", "))"))
    }
  }
}
