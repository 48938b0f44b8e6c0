import CGaitkeeperPlugin
import Motion
import Simulation

/// One plugin of a library: what it says about itself, checked, and its functions.
///
/// Sendable although it holds a table of C function pointers: the table is a copy that nobody writes to, what it points to
/// is constant by the header's rule, and a library that is loaded stays so until the process ends.
struct PluginDescription: @unchecked Sendable {
  let name: String
  let summary: String
  let fields: [ConfigurationField]
  let standardSettings: [Double]
  let functions: gaitkeeper_plugin
  let file: String

  enum Kind: UInt32 {
    case force = 1
    case controller = 2
    case termination = 3
  }
  let kind: Kind

  /// - Parameter field: the library's field of an index.
  /// - Throws: `BinaryPluginError.invalid`.
  init(_ plugin: gaitkeeper_plugin, file: String, field: (Int) -> gaitkeeper_field) throws {
    guard let name = Self.text(plugin.name), !name.isEmpty else {
      throw BinaryPluginError.invalid(file: file, plugin: nil, problem: "a plugin has no name")
    }
    func check(_ condition: Bool, _ problem: @autoclosure () -> String) throws {
      if !condition { throw BinaryPluginError.invalid(file: file, plugin: name, problem: problem()) }
    }
    guard let kind = Kind(rawValue: plugin.kind) else {
      throw BinaryPluginError.invalid(
        file: file, plugin: name,
        problem: "its kind is \(plugin.kind), expected 1 (force), 2 (controller) or 3 (termination)")
    }
    try check(
      name.hasPrefix("\(kind).") && name.count > "\(kind).".count && name.isMadeOfLetters(and: ".-_"),
      "a \(kind) is named '\(kind).' and letters, digits, '.', '-' or '_'")
    try check(plugin.create != nil, "its function 'create' is missing")
    try check(plugin.destroy != nil, "its function 'destroy' is missing")
    switch kind {
    case .force: try check(plugin.apply != nil, "its function 'apply' is missing")
    case .controller: try check(plugin.act != nil, "its function 'act' is missing")
    case .termination: try check(plugin.check != nil, "its function 'check' is missing")
    }
    let stateFunctions = [plugin.state_count != nil, plugin.save != nil, plugin.restore != nil]
    try check(
      Set(stateFunctions).count == 1, "it has some of 'state_count', 'save' and 'restore', expected all three or none")

    try check(plugin.field_count <= 1000, "it has \(plugin.field_count) fields, expected at most 1000")
    try check(plugin.field_count == 0 || plugin.fields != nil, "its fields are missing")
    var fields: [ConfigurationField] = []
    var standardSettings: [Double] = []
    for index in 0..<Int(plugin.field_count) {
      let given = field(index)
      guard let label = Self.text(given.name), let unit = Self.text(given.unit), let effect = Self.text(given.effect)
      else {
        throw BinaryPluginError.invalid(
          file: file, plugin: name, problem: "field \(index) lacks its name, unit or effect, or is not in UTF-8")
      }
      try check(
        !label.isEmpty && label != "name" && label.isMadeOfLetters(and: "-_"),
        "field \(index) is named '\(label)', expected letters, digits, '-' or '_', and not 'name'")
      try check(!fields.contains { $0.name == label }, "two fields are named '\(label)'")
      try check(!given.standard.isNaN, "the default of field '\(label)' is not a number")
      fields.append(ConfigurationField(label, unit: unit, effect))
      standardSettings.append(given.standard)
    }
    self.name = name
    summary = Self.text(plugin.summary) ?? ""
    self.fields = fields
    self.standardSettings = standardSettings
    functions = plugin
    self.file = file
    self.kind = kind
  }

  var defaults: ConfigurationValue {
    .fields(
      Dictionary(uniqueKeysWithValues: zip(fields, standardSettings).map { ($0.name, .number($1)) }))
  }

  /// The settings in the order of the fields: those that are given, and the defaults of the others.
  /// - Throws: `SimulationError.invalidConfiguration`.
  func settings(_ value: ConfigurationValue) throws -> [Double] {
    var settings = standardSettings
    if value == .null { return settings }
    guard case .fields(let given) = value else { throw invalid("its settings are not named fields") }
    for (label, value) in given.sorted(by: { $0.key < $1.key }) {
      guard let index = fields.firstIndex(where: { $0.name == label }) else {
        let known = fields.map(\.name).sorted().joined(separator: ", ")
        throw invalid("unknown setting '\(label)'; it has \(known.isEmpty ? "none" : known)")
      }
      guard case .number(let number) = value, !number.isNaN else {
        throw invalid("setting '\(label)' has the wrong type of value, expected a number")
      }
      settings[index] = number
    }
    return settings
  }

  func invalid(_ problem: String) -> SimulationError { .invalidConfiguration(plugin: name, problem: problem) }
  func failed(_ problem: String) -> SimulationError { .pluginFailed(plugin: name, problem: problem) }

  /// A line of text; nil where there is none, or it is not in UTF-8.
  private static func text(_ characters: UnsafePointer<CChar>?) -> String? {
    characters.flatMap { String(validatingCString: $0) }?.onOneLine
  }
}

extension String {
  /// With every line break or other control character as a space.
  var onOneLine: String {
    String(String.UnicodeScalarView(unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
  }

  /// Whether all characters are letters and digits of ASCII, or among `others`.
  fileprivate func isMadeOfLetters(and others: String) -> Bool {
    allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || others.contains($0)) }
  }
}
