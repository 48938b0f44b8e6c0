import Foundation

extension ConfigurationValue {
  /// Lines of YAML in block style; a plugin's name comes before its settings.
  package var yaml: [String] {
    switch self {
    case .fields(let fields) where !fields.isEmpty:
      fields.sorted { ($0.key == "name" ? 0 : 1, $0.key) < ($1.key == "name" ? 0 : 1, $1.key) }.flatMap { key, value in
        value.isInline ? ["\(key): \(value.inline)"] : ["\(key):"] + value.yaml.map { "  " + $0 }
      }
    case .list(let values) where !values.isEmpty:
      values.flatMap { value in
        value.yaml.enumerated().map { ($0.offset == 0 ? "- " : "  ") + $0.element }
      }
    default: [inline]
    }
  }

  private var isInline: Bool {
    switch self {
    case .fields(let fields): fields.isEmpty
    case .list(let values): values.isEmpty
    default: true
    }
  }

  private var inline: String {
    switch self {
    case .null: "null"
    case .number(let value) where value.isInfinite: value > 0 ? ".inf" : "-.inf"
    case .text(let text): Self.quoted(text)
    default: self.text
    }
  }

  /// As it is where it can be taken for nothing but text, else in quotes.
  private static func quoted(_ text: String) -> String {
    let isPlain =
      text.first?.isLetter == true
      && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-/".contains($0)) }
    let words = ["true", "false", "yes", "no", "on", "off", "null", "y", "n", "nan", "inf"]
    if isPlain, !words.contains(text.lowercased()) { return text }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    return (try? encoder.encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
  }
}
