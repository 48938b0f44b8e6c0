import ArgumentParser
import Gaitkeeper

struct PluginsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plugins", abstract: "List the plugins with their settings, units and defaults.")

  @OptionGroup var libraries: PluginOptions

  mutating func run() throws {
    let registry = try libraries.registry()
    show(registry.grounds)
    show(registry.engines)
    show(registry.grounds)
    show(registry.controllers)
    show(registry.actuators)
    show(registry.forces)
    show(registry.observations)
    show(registry.terminations)
    show(registry.recorders)
    show(registry.cleaningSteps)
    show(registry.clipMetrics, named: "metric (of clips)")
    show(registry.rolloutMetrics, named: "metric (of rollouts)")
    try showAttempts()
    print("search\n  of a scene, for attempts that search")
    show(SearchSettings.fields, defaults: try ConfigurationValue(describing: SearchSettings()))
    print("codec")
    for codec in registry.codecs.sorted(by: { $0.name < $1.name }) {
      let endings = codec.fileExtensions.map { ".\($0)" }.joined(separator: ", ")
      print("  \(column(codec.name, 30)) \(codec.summary) (\(endings))")
    }
  }

  /// The lists of attempts that the options of 'correct' stand for.
  private func showAttempts() throws {
    let scene = SceneDescription()
    let fast = try [AttemptDescription].fast(of: scene)
    print("attempts\n  lists that 'correct' makes of its options; a scene may have its own")
    show("--quality fast", fast)
    show("--quality best", try .best(of: scene))
    show("--on-failure assist", fast + fast.assisting(from: scene.helpCap, to: MotionCorrector.Options().assistLimit))
    show("--on-failure restart", fast + fast.restarting())
  }

  private func show(_ title: String, _ attempts: [AttemptDescription]) {
    print("  \(title)")
    for attempt in attempts {
      let help = attempt.help.map { ["help \(text($0)) N and N m"] } ?? []
      let notes = [(attempt.search, "search"), (attempt.restart, "restart"), (attempt.always, "always")]
        .filter(\.0).map(\.1)
      let words = ([attempt.controller?.name ?? "the scene's controller"] + help + notes).joined(separator: ", ")
      print("      \(words)")
    }
  }

  private func show<Product>(_ table: PluginTable<Product>, named name: String? = nil) {
    print(name ?? table.point)
    for entry in table.entries {
      let origin = entry.origin.map { " (from \($0))" } ?? ""
      print("  \(column(entry.name, 30)) \(entry.summary)\(origin)")
      show(entry.fields, defaults: entry.defaults)
    }
  }

  private func show(_ fields: [ConfigurationField], defaults: ConfigurationValue) {
    for field in fields {
      let standard = defaults[field: field.name]?.text ?? ""
      let unit = field.unit.isEmpty ? "" : " \(field.unit)"
      let range = field.range.map { " (\(text($0.lowerBound)) to \(text($0.upperBound)))" } ?? ""
      print("      \(column(field.name, 28)) \(column(standard + unit, 12)) \(field.effect)\(range)")
    }
  }

  private func text(_ number: Double) -> String { ConfigurationValue.number(number).text }

  private func column(_ text: String, _ width: Int) -> String {
    text.padding(toLength: max(width, text.count), withPad: " ", startingAt: 0)
  }
}
