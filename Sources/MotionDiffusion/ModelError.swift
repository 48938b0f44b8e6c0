/// What is wrong with a generative model, its data or what it is asked for, and where.
public struct ModelError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A file, a folder, or the caption in question.
  public var place: String
  public var problem: String

  public init(_ place: String, _ problem: String) {
    self.place = place
    self.problem = problem
  }

  public var description: String { "\(place): \(problem)" }
}
