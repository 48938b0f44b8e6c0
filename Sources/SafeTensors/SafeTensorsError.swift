/// What is wrong with a file of tensors, and where.
public struct SafeTensorsError: Error, Hashable, Sendable, CustomStringConvertible {
  public var file: String
  /// The tensor's name, where the problem is one tensor's.
  public var tensor: String?
  /// What is there and what was expected.
  public var problem: String

  public init(file: String, tensor: String?, problem: String) {
    self.file = file
    self.tensor = tensor
    self.problem = problem
  }

  public var description: String {
    tensor.map { "\(file): tensor '\($0)': \(problem)" } ?? "\(file): \(problem)"
  }
}
