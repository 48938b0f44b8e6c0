import ArgumentParser
import Gaitkeeper

struct PolicyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "policy", abstract: "Train, even out, measure and list imitation policies.",
    subcommands: [
      PolicyTrainCommand.self, PolicyAverageCommand.self, PolicyMirrorCommand.self, PolicyEvaluateCommand.self,
      PolicyListCommand.self,
    ])
}

struct PolicyListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "List the policies that there are.")

  mutating func run() throws {
    let locator = ResourceLocator()
    let names = locator.policyNames()
    guard !names.isEmpty else {
      Terminal.note("There are no policies.")
      return
    }
    for name in names {
      let card = try PolicyCard(contentsOf: locator.policy(named: name))
      print(
        "\(name): \(card.summary); humanoid \(card.humanoid), \(Int(card.controlRate)) Hz; sees \(card.observationPlugin.name); "
          + "licence: \(card.licence)")
      for (title, text) in card.training.sorted(by: { $0.key < $1.key }) { print("  \(title): \(text)") }
    }
  }
}
