import Simulation

extension SceneDescription {
  /// What the scene says beyond the standard one, as YAML that reads back to this scene.
  func piece() throws -> String {
    guard case .fields(let own) = try ConfigurationValue(describing: self),
      case .fields(let standard) = try ConfigurationValue(describing: SceneDescription())
    else { return "{}\n" }
    var differences = own.filter { $0.value != standard[$0.key] }
    // Those that need not be whole.
    for key in ["world", "search"] {
      guard case .fields(let fields)? = differences[key], case .fields(let usual)? = standard[key] else { continue }
      differences[key] = .fields(fields.filter { $0.value != usual[$0.key] })
    }
    return differences.isEmpty ? "{}\n" : ConfigurationValue.fields(differences).yaml.joined(separator: "\n") + "\n"
  }
}
