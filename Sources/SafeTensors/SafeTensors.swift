import Foundation

/// Named tensors in the safetensors format: a header in JSON, then the elements as they are in memory.
///
/// Written are 32-bit floats; read are also 64-bit ones, half floats and bfloat16, as the nearest 32-bit float. Every
/// value is a finite number.
public struct SafeTensors: Hashable, Sendable {
  public struct Tensor: Hashable, Sendable {
    /// Sizes, outermost first; empty for a single number.
    public var shape: [Int]
    /// As many as the product of the sizes, in row-major order.
    public var values: [Float]

    public init(shape: [Int], values: [Float]) {
      self.shape = shape
      self.values = values
    }
  }

  public var tensors: [String: Tensor]
  /// Free text about the file.
  public var metadata: [String: String]

  public init(tensors: [String: Tensor] = [:], metadata: [String: String] = [:]) {
    self.tensors = tensors
    self.metadata = metadata
  }

  /// - Parameter unread: names of tensors to leave out, whatever their type is.
  /// - Throws: `SafeTensorsError` when the file cannot be read or is not what it should be.
  public init(contentsOf path: String, leavingOut unread: Set<String> = []) throws {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw SafeTensorsError(file: path, tensor: nil, problem: "it cannot be read")
    }
    try self.init(bytes: [UInt8](data), file: path, leavingOut: unread)
  }

  /// Writes the file, which appears whole or not at all: it is written beside its final name and renamed.
  /// - Throws: `SafeTensorsError` when a tensor cannot be encoded, or the file cannot be written.
  public func write(to path: String) throws {
    let bytes = try encoded(file: path)
    do {
      try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw SafeTensorsError(file: path, tensor: nil, problem: "it cannot be written: \(error.localizedDescription)")
    }
  }

  /// The tensor of this name.
  /// - Parameters:
  ///   - shape: the one it must have; any when nil.
  ///   - file: the name to use in the error.
  /// - Throws: `SafeTensorsError` when there is none, or it has another shape.
  public func tensor(_ name: String, shape: [Int]? = nil, file: String) throws -> Tensor {
    guard let tensor = tensors[name] else {
      throw SafeTensorsError(file: file, tensor: name, problem: "it is missing")
    }
    if let shape, shape != tensor.shape {
      throw SafeTensorsError(file: file, tensor: name, problem: "it has shape \(tensor.shape), expected \(shape)")
    }
    return tensor
  }
}

extension SafeTensors {
  /// The header's entry that holds `metadata`; no tensor can have this name.
  static let metadataName = "__metadata__"
  /// A longer header, in bytes, is refused.
  static let headerLimit = 100_000_000
}
