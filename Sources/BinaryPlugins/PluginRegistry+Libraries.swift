import Simulation

extension PluginRegistry {
  /// Adds the plugins of a shared library, made for the C header `gaitkeeper_plugin.h`.
  ///
  /// The library becomes part of the process, with all its rights, until the process ends.
  /// - Parameter file: path of the library.
  /// - Throws: `BinaryPluginError`; the registry is then as it was.
  public mutating func load(library file: String) throws {
    var registry = self
    for plugin in try PluginLibrary(file: file).plugins {
      switch plugin.kind {
      case .force: try registry.forces.add(plugin, BinaryForce.init)
      case .controller: try registry.controllers.add(plugin, BinaryController.init)
      case .termination: try registry.terminations.add(plugin, BinaryTermination.init)
      }
    }
    self = registry
  }
}

extension PluginTable {
  /// - Throws: `BinaryPluginError.invalid` when the name is taken: a library never replaces a plugin in silence.
  fileprivate mutating func add(
    _ plugin: PluginDescription, _ product: @escaping @Sendable (PluginInstance) -> Product
  ) throws {
    if let known = self[plugin.name] {
      let owner = known.origin.map { "by \($0)" } ?? "by the program"
      throw BinaryPluginError.invalid(
        file: plugin.file, plugin: plugin.name, problem: "there is already a \(point) of this name, brought \(owner)")
    }
    add(
      Entry(
        name: plugin.name, summary: plugin.summary, fields: plugin.fields, defaults: plugin.defaults,
        origin: plugin.file,
        make: { settings, context in
          product(try PluginInstance(plugin, settings: settings, context: context))
        }))
  }
}
