import ArgumentParser
import Gaitkeeper

/// The plugins that a command knows: the package's own, and those of shared libraries.
struct PluginOptions: ParsableArguments {
  @Option(
    name: .customLong("plugin"),
    help: "Shared library with further plugins (see gaitkeeper_plugin.h); may be given several times.")
  var files: [String] = []

  func registry() throws -> PluginRegistry {
    var registry = PluginRegistry.standard
    for file in files { try registry.load(library: file) }
    return registry
  }
}
