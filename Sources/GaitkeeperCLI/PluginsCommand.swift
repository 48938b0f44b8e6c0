import ArgumentParser
import Gaitkeeper

struct PluginsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plugins", abstract: "List the plugins with their settings, units and defaults.")

  mutating func run() {
    let registry = PluginRegistry.standard
    show(registry.engines)
    show(registry.controllers)
    show(registry.actuators)
    show(registry.forces)
    show(registry.observations)
    show(registry.terminations)
    show(registry.recorders)
    print("codec")
    for codec in registry.codecs.sorted(by: { $0.name < $1.name }) {
      let endings = codec.fileExtensions.map { ".\($0)" }.joined(separator: ", ")
      print("  \(column(codec.name, 30)) \(codec.summary) (\(endings))")
    }
  }

  private func show<Product>(_ table: PluginTable<Product>) {
    print(table.point)
    for entry in table.entries {
      print("  \(column(entry.name, 30)) \(entry.summary)")
      for field in entry.fields {
        var standard = ""
        if case .fields(let defaults) = entry.defaults, let value = defaults[field.name] { standard = value.text }
        let unit = field.unit.isEmpty ? "" : " \(field.unit)"
        print("      \(column(field.name, 26)) \(column(standard + unit, 12)) \(field.effect)")
      }
    }
  }

  private func column(_ text: String, _ width: Int) -> String {
    text.padding(toLength: max(width, text.count), withPad: " ", startingAt: 0)
  }
}
