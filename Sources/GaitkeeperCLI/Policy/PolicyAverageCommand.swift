import ArgumentParser
import Foundation
import Gaitkeeper
import PolicyTraining

struct PolicyAverageCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "average",
    abstract: "Take the mean of policies that were trained from one beginning.",
    discussion: """
      Several trainings that began with the same policy (policy train --from) with seeds of their own have learned the same with \
      different noise; the mean of their weights has less of it. Of policies that began apart it is of no use.
      """)

  @Argument(help: "The policies: folders' names in policies/, or paths.")
  var policies: [String]

  @Option(help: "Folder of the new policy, such as policies/NAME.")
  var output: String

  mutating func run() throws {
    if FileManager.default.fileExists(atPath: output + "/card.json") {
      throw ValidationError("\(output): there is a policy already")
    }
    let locator = ResourceLocator()
    let directories = try policies.map { try locator.policy(named: $0) }
    let (body, _) = try locator.humanoid(named: PolicyCard(contentsOf: directories[0]).humanoid)
    try PolicyAverage.write(of: directories, context: PluginContext(humanoid: body, registry: .standard), to: output)
  }
}
