import Foundation

/// What stands beside a humanoid's file: what it is, where its figures come from, and which link plays which part.
public struct HumanoidCard: Codable, Sendable, Equatable {
  public var name: String
  public var summary: String
  public var licence: String
  public var sources: [String]
  /// Part of the body (VRM's humanoid bones: "hips", "leftUpperLeg", ...) to the link that plays it.
  public var jointMap: [String: String]

  /// - Throws: `HumanoidError.malformed` when the file is not such a card.
  public init(contentsOf path: String) throws {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw HumanoidError.malformed(file: path, line: nil, problem: "cannot be read")
    }
    do {
      self = try JSONDecoder().decode(HumanoidCard.self, from: data)
    } catch let DecodingError.keyNotFound(key, _) {
      throw HumanoidError.malformed(file: path, line: nil, problem: "'\(key.stringValue)' is missing")
    } catch {
      throw HumanoidError.malformed(file: path, line: nil, problem: "is not a humanoid's card in JSON")
    }
  }
}
