import Foundation

#if canImport(FoundationXML)
import FoundationXML
#endif

/// An element of an XML document with the line that it stands on.
struct XMLElementNode {
  var name: String
  var attributes: [String: String]
  var line: Int
  var children: [XMLElementNode] = []

  func children(named name: String) -> [XMLElementNode] { children.filter { $0.name == name } }
}

/// Builds a tree of elements from bytes.
final class XMLTreeBuilder: NSObject, XMLParserDelegate {
  private static let largestDepth = 256
  private static let largestCount = 200_000

  private var open: [XMLElementNode] = []
  private var root: XMLElementNode?
  private var count = 0
  private var problem: (line: Int, text: String)?

  /// - Throws: `HumanoidError.malformed` with the line.
  static func parse(_ bytes: [UInt8], file: String) throws -> XMLElementNode {
    // A humanoid needs no document type; without one there are no entities to expand.
    let head = String(decoding: bytes.prefix(4096), as: UTF8.self)
    guard !head.contains("<!DOCTYPE"), !head.contains("<!ENTITY") else {
      throw HumanoidError.malformed(file: file, line: nil, problem: "a document type declaration is not supported")
    }
    guard bytes.contains(where: { $0 > 32 }) else {
      throw HumanoidError.malformed(file: file, line: nil, problem: "the file is empty, expected MJCF")
    }
    let builder = XMLTreeBuilder()
    let parser = XMLParser(data: Data(bytes))
    parser.delegate = builder
    let isComplete = parser.parse()
    if let problem = builder.problem {
      throw HumanoidError.malformed(file: file, line: problem.line, problem: problem.text)
    }
    guard isComplete, let root = builder.root else {
      throw HumanoidError.malformed(
        file: file, line: max(parser.lineNumber, 1), problem: "is not well-formed XML, expected MJCF")
    }
    return root
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String] = [:]
  ) {
    count += 1
    if open.count >= Self.largestDepth || count > Self.largestCount {
      problem = problem ?? (parser.lineNumber, "elements are nested too deeply, or too many")
      parser.abortParsing()
      return
    }
    open.append(XMLElementNode(name: name, attributes: attributes, line: parser.lineNumber))
  }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
    guard let element = open.popLast() else { return }
    if open.isEmpty { root = element } else { open[open.count - 1].children.append(element) }
  }
}
