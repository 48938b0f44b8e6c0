/// A part of a network: a plain value that holds its parameters, which libtorch changes in place.
///
/// A copy of the value shares the parameters. What a module needs beside its input, such as the generator of a dropout, is
/// handed to each call, so that a module has no mode.
public protocol Module {
  /// All parameters by dotted names, in a fixed order. Names are PyTorch's for the same layer.
  var parameters: [Parameter] { get }
}

/// A tensor that training changes, and its name in the whole network.
public struct Parameter {
  /// Dotted: "layers.0.linear1.weight".
  public var name: String
  public let tensor: Tensor

  public init(_ name: String, _ tensor: Tensor) {
    self.name = name
    self.tensor = tensor
  }
}

extension Module {
  /// The parameters as those of the part `name` of a larger module.
  public func parameters(under name: String) -> [Parameter] {
    parameters.map { Parameter("\(name).\($0.name)", $0.tensor) }
  }
}

extension [Parameter] {
  /// The number of elements in all.
  /// - Throws: the failure of a tensor.
  public var elementCount: Int { get throws { try reduce(0) { try $0 + $1.tensor.count } } }

  /// - Throws: `TorchError.parameter` when two have one name.
  func checkNames() throws {
    var names = Set<String>()
    for parameter in self where !names.insert(parameter.name).inserted {
      throw TorchError.parameter(parameter.name, problem: "there are two parameters of this name")
    }
  }
}
