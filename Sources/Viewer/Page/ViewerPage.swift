import Foundation

/// The viewer as one HTML file that needs nothing else: style, scripts, three.js and the document are inside it.
public struct ViewerPage: Sendable {
  public var document: ViewerDocument
  private let three: ThreeLibrary

  public init(document: ViewerDocument, three: ThreeLibrary) {
    self.document = document
    self.three = three
  }

  /// - Throws: `EncodingError` when a figure is not finite.
  public func html() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let json = String(decoding: try encoder.encode(document), as: UTF8.self)
    let scripts = [three.library, three.controls] + Self.scripts
    // The parts are put in one after the other, never looked through for further marks.
    let fragments: [(mark: String, text: String)] = [
      ("<!-- title -->", Self.escaped(document.title)),
      ("<!-- style -->", "<style>\n\(Self.text(PackageResources.page_css))</style>"),
      // In JSON, "<" stands in strings only, where its escape means the same: no string can end the element.
      (
        "<!-- document -->",
        "<script type=\"application/json\" id=\"document\">\(json.replacing("<", with: "\\u003c"))</script>"
      ),
      (
        "<!-- scripts -->",
        scripts.map { "<script>\n\($0.replacing("</script", with: "<\\/script"))\n</script>" }.joined(separator: "\n")
      ),
    ]
    var rest = Substring(Self.text(PackageResources.page_html))
    var page = ""
    for fragment in fragments {
      guard let range = rest.firstRange(of: fragment.mark) else { continue }
      page += rest[..<range.lowerBound] + fragment.text
      rest = rest[range.upperBound...]
    }
    return page + rest
  }

  /// In the order in which they build on each other.
  private static var scripts: [String] {
    [
      PackageResources.document_js, PackageResources.body_js, PackageResources.arrows_js, PackageResources.ground_js,
      PackageResources.stage_js, PackageResources.plots_js, PackageResources.player_js, PackageResources.panels_js,
      PackageResources.live_js,
      PackageResources.main_js,
    ].map(text)
  }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
}
