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

  /// Of its fields, sorted; none if it has no fields.
  public var names: [String] {
    guard case .fields(let fields) = self else { return [] }
    return fields.keys.sorted()
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

  /// Decodes a plugin's configuration: settings that are not given keep their defaults; unknown ones, and numbers out of their range,
  /// are refused.
  /// - Throws: `SimulationError.invalidConfiguration`.
  public func decode<C: PluginConfiguration>(_ type: C.Type, plugin: String) throws -> C {
    func invalid(_ problem: String) -> SimulationError { .invalidConfiguration(plugin: plugin, problem: problem) }
    let configuration: C
    do {
      let merged = try ConfigurationValue(describing: C()).overlaid(with: self, fields: C.fields)
      try merged.checkRanges(C.fields)
      configuration = try ConfigurationValue.decoder.decode(C.self, from: ConfigurationValue.encoder.encode(merged))
      try configuration.validate()
    } catch let problem as ConfigurationProblem {
      throw invalid(problem.description)
    } catch let DecodingError.typeMismatch(_, context), let DecodingError.dataCorrupted(context),
      let DecodingError.valueNotFound(_, context)
    {
      let name = context.codingPath.map(\.stringValue).joined(separator: ".")
      throw invalid("setting '\(name)' has the wrong type of value")
    }
    return configuration
  }

  /// These settings, with the values that are given in the place of their own.
  /// - Parameter path: dotted, of the settings that both are.
  /// - Throws: `ConfigurationProblem` for a name that no field has.
  private func overlaid(
    with given: ConfigurationValue, fields: [ConfigurationField], path: String = ""
  ) throws -> ConfigurationValue {
    if given == .null { return self }
    guard case .fields(let given) = given, case .fields(var settings) = self else {
      throw ConfigurationProblem(
        path.isEmpty ? "its settings are not named fields" : "setting '\(path.dropLast())' has no named fields")
    }
    for (key, value) in given.sorted(by: { $0.key < $1.key }) {
      let name = path + key
      if fields.contains(where: { $0.name == name }) {
        settings[key] = value
      } else if let part = settings[key], fields.contains(where: { $0.name.hasPrefix(name + ".") }) {
        settings[key] = try part.overlaid(with: value, fields: fields, path: name + ".")
      } else {
        let known = Set(
          fields.filter { $0.name.hasPrefix(path) }.compactMap {
            $0.name.dropFirst(path.count).split(separator: ".").first.map(String.init)
          })
        let owner = path.isEmpty ? "it" : "'\(path.dropLast())'"
        let names = known.isEmpty ? "none" : known.sorted().joined(separator: ", ")
        throw ConfigurationProblem("unknown setting '\(name)'; \(owner) has \(names)")
      }
    }
    return .fields(settings)
  }

  /// - Throws: `ConfigurationProblem` for the first number that is out of its field's range.
  private func checkRanges(_ fields: [ConfigurationField]) throws {
    for field in fields {
      guard let range = field.range, case .number(let number)? = self[field: field.name] else { continue }
      let isWhole = field.scale != .whole || number == number.rounded()
      guard !range.contains(number) || !isWhole else { continue }
      func text(_ number: Double) -> String { ConfigurationValue.number(number).text }
      let (least, most) = (text(range.lowerBound), text(range.upperBound))
      let unit = field.unit.isEmpty ? "" : " \(field.unit)"
      let kind = field.scale == .whole ? "a whole number of " : ""
      throw ConfigurationProblem("\(field.name) is \(text(number)), expected \(kind)\(least) to \(most)\(unit)")
    }
  }

  /// The value with a dotted name among nested fields; setting it makes the fields on the way, and nil takes it away.
  public subscript(field name: String) -> ConfigurationValue? {
    get {
      guard case .fields(let fields) = self else { return nil }
      let (key, rest) = Self.split(name)
      return rest.map { fields[key]?[field: $0] } ?? fields[key]
    }
    set {
      var fields: [String: ConfigurationValue] = [:]
      if case .fields(let own) = self { fields = own }
      let (key, rest) = Self.split(name)
      if let rest {
        var part = fields[key] ?? .fields([:])
        part[field: rest] = newValue
        fields[key] = part == .fields([:]) ? nil : part
      } else {
        fields[key] = newValue
      }
      self = .fields(fields)
    }
  }

  /// The first part of a dotted name, and what follows it.
  private static func split(_ name: String) -> (key: String, rest: String?) {
    guard let dot = name.firstIndex(of: ".") else { return (name, nil) }
    return (String(name[..<dot]), String(name[name.index(after: dot)...]))
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
