import Foundation

/// A value of a configuration file: what YAML and JSON share.
public enum ConfigurationValue: Hashable, Sendable, Codable {
  case null
  case bool(Bool)
  case number(Double)
  case text(String)
  case list([ConfigurationValue])
  case fields([String: ConfigurationValue])

  public init(from decoder: any Decoder) throws {
    if let keyed = try? decoder.singleValueContainer() {
      if keyed.decodeNil() { self = .null; return }
      if let value = try? keyed.decode(Bool.self) { self = .bool(value); return }
      if let value = try? keyed.decode(Double.self) { self = .number(value); return }
      if let value = try? keyed.decode(String.self) { self = .text(value); return }
      if let value = try? keyed.decode([ConfigurationValue].self) { self = .list(value); return }
      if let value = try? keyed.decode([String: ConfigurationValue].self) { self = .fields(value); return }
    }
    throw DecodingError.dataCorrupted(
      .init(codingPath: decoder.codingPath, debugDescription: "expected a number, text, list or fields"))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .text(let value): try container.encode(value)
    case .list(let value): try container.encode(value)
    case .fields(let value): try container.encode(value)
    }
  }

  /// For people: as in YAML's flow style.
  public var text: String {
    switch self {
    case .null: "none"
    case .bool(let value): value ? "true" : "false"
    case .number(let value): value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
    case .text(let value): value
    case .list(let values): "[" + values.map(\.text).joined(separator: ", ") + "]"
    case .fields(let values):
      "{" + values.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.text)" }.joined(separator: ", ") + "}"
    }
  }

  /// Decodes a plugin's configuration: fields that are not given keep their defaults, unknown ones are refused.
  /// - Throws: `SimulationError.invalidConfiguration`.
  public func decode<C: PluginConfiguration>(_ type: C.Type, plugin: String) throws -> C {
    var merged = try ConfigurationValue(describing: C())
    switch (self, merged) {
    case (.null, _): break
    case (.fields(let given), .fields(var defaults)):
      for (key, value) in given {
        guard C.fields.contains(where: { $0.name == key }) else {
          let known = C.fields.map(\.name).sorted().joined(separator: ", ")
          throw SimulationError.invalidConfiguration(
            plugin: plugin, problem: "unknown setting '\(key)'; it has \(known.isEmpty ? "none" : known)")
        }
        defaults[key] = value
      }
      merged = .fields(defaults)
    default:
      throw SimulationError.invalidConfiguration(plugin: plugin, problem: "its settings are not named fields")
    }
    let configuration: C
    do {
      configuration = try ConfigurationValue.decoder.decode(C.self, from: ConfigurationValue.encoder.encode(merged))
    } catch let DecodingError.typeMismatch(_, context), let DecodingError.dataCorrupted(context),
      let DecodingError.valueNotFound(_, context)
    {
      let field = context.codingPath.map(\.stringValue).joined(separator: ".")
      throw SimulationError.invalidConfiguration(
        plugin: plugin, problem: "setting '\(field)' has the wrong type of value")
    }
    do { try configuration.validate() } catch let problem as ConfigurationProblem {
      throw SimulationError.invalidConfiguration(plugin: plugin, problem: problem.description)
    }
    return configuration
  }

  /// The value as fields, through `Codable`.
  public init(describing value: some Encodable) throws {
    self = try ConfigurationValue.decoder.decode(
      ConfigurationValue.self, from: ConfigurationValue.encoder.encode(value))
    // Infinity has no number in JSON; the encoder below writes it as text.
    if case .fields(let fields) = self { self = .fields(fields.mapValues(\.withInfinities)) }
  }

  private var withInfinities: ConfigurationValue {
    switch self {
    case .text("inf"): .number(.infinity)
    case .text("-inf"): .number(-.infinity)
    default: self
    }
  }

  static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return encoder
  }

  static var decoder: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return decoder
  }
}
