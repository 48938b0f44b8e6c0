import Foundation

/// Settings of which a file may give some: the rest keep the values of `init()`.
public protocol NamedSettings: Codable {
  init()
}

extension NamedSettings {
  /// - Parameter json: settings by name; null stands for the standard value.
  /// - Throws: `ConfigurationProblem` for anything else, a name that is not known, or a value of the wrong kind.
  public init(json: Data) throws {
    guard let given = try? JSONSerialization.jsonObject(with: json) as? [String: Any],
      var all = try JSONSerialization.jsonObject(with: JSONEncoder().encode(Self())) as? [String: Any]
    else { throw ConfigurationProblem("expected settings by name, such as {\"seed\": 1}") }
    if let unknown = given.keys.sorted().first(where: { all[$0] == nil }) {
      throw ConfigurationProblem(
        "unknown setting '\(unknown)'; there are \(all.keys.sorted().joined(separator: ", "))")
    }
    for (name, value) in given where !(value is NSNull) { all[name] = value }
    do {
      self = try JSONDecoder().decode(Self.self, from: JSONSerialization.data(withJSONObject: all))
    } catch let error as DecodingError {
      throw ConfigurationProblem("setting '\(error.place ?? "")' has a value of the wrong kind")
    }
  }
}

extension DecodingError {
  /// The dotted name of the value that could not be read; nil when it was no JSON at all.
  package var place: String? {
    switch self {
    case .keyNotFound(let key, let context):
      (context.codingPath + [key]).map(\.stringValue).joined(separator: ".")
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      context.codingPath.isEmpty ? nil : context.codingPath.map(\.stringValue).joined(separator: ".")
    @unknown default: nil
    }
  }
}
